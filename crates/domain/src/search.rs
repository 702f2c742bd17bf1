//! Folding: what a search compares, so that “garcia” finds “García” and “nguyen duc” finds “Nguyễn Đức”.
//!
//! Kept to a small table because the browser filters lists by it too. Full-text search splits into words by [`terms`].

#[cfg(not(target_arch = "wasm32"))]
mod passport;
#[cfg(not(target_arch = "wasm32"))]
mod terms;

#[cfg(not(target_arch = "wasm32"))]
pub use terms::{Term, index, name_index, terms};

use crate::ascii_folding;

/// A version of what [`index`] and [`name_index`] make. Anyone who stores their words makes them again when it grows.
pub const VERSION: i32 = 2;

/// The text in lower case, without accents, marks and invisible characters, with single spaces, composed and
/// decomposed spellings alike. Apostrophes and dashes of every shape are one, digits of other scripts are ASCII, and
/// letters that Arabic and Persian keyboards write differently are the same.
#[cfg(not(target_arch = "wasm32"))]
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    // Composing once more: what is dropped may have stood between two halves of a syllable.
    fold_lower(&lower(text)).nfkc().collect()
}

/// The folded words of a query, to look for them anywhere in a folded text.
#[cfg(not(target_arch = "wasm32"))]
pub fn words(query: &str) -> Vec<String> {
    let folded = fold(query);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// In lower case and composed (NFKC), without invisible characters.
#[cfg(not(target_arch = "wasm32"))]
fn lower(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    // Two apostrophes that compatibility would turn into a space and an accent.
    let visible = text.chars().filter(|&c| !is_invisible(c)).map(|c| if c == '\u{B4}' { '\'' } else { c });
    let composed: String = visible.nfkc().collect();
    composed.to_lowercase().nfkc().collect()
}

/// The same of a text that is composed (NFKC) and in lower case already: a browser does both by tables of its own.
pub fn fold_lower(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
            continue;
        }
        if c.is_ascii() {
            if !c.is_control() {
                folded.push(if c == '`' { '\'' } else { c });
            }
            continue;
        }
        if is_mark(c) || is_invisible(c) {
            continue;
        }
        match ascii_folding::plain_lower(c) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(one_form(c)),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Accents on their own, Arabic vowel signs and tatweel, Hebrew points.
fn is_mark(c: char) -> bool {
    ascii_folding::is_combining_accent(c)
        || matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{640}' | '\u{6D6}'..='\u{6ED}' | '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5C7}')
}

/// Joiners and direction marks, soft hyphens, selectors of variants, fillers.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
    ) || (c.is_control() && !c.is_whitespace())
}

fn one_form(c: char) -> char {
    let digit = |zero: u32| char::from_digit(u32::from(c) - zero, 10).unwrap_or(c);
    match c {
        '\u{B4}'
        | '\u{2018}'
        | '\u{2019}'
        | '\u{201B}'
        | '\u{2032}'
        | '\u{2035}'
        | '\u{2B9}'..='\u{2C1}'
        | '\u{2C8}'
        | '\u{55A}'
        | '\u{5F3}'
        | '\u{A78B}'
        | '\u{A78C}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{5BE}' => '-',
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6F0}'..='\u{6F9}' => digit(0x6F0),
        '\u{966}'..='\u{96F}' => digit(0x966),
        '\u{FF10}'..='\u{FF19}' => digit(0xFF10),
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ی' | 'ى' => 'ي',
        'ک' => 'ك',
        'ة' => 'ه',
        'ё' => 'е',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn a_search_finds_names_however_they_are_typed() {
        for (given, expected) in [
            ("García", "garcia"),
            ("NGUYỄN Đức", "nguyen duc"),
            ("Łukasz  Żółć\t", "lukasz zolc"),
            ("İstanbul ISTANBUL ıŞıK", "istanbul istanbul isik"),
            ("O’Brien–Núñez", "o'brien-nunez"),
            ("ʻAlī Oʼahu D´Souza D`Souza", "'ali o'ahu d'souza d'souza"),
            ("Straße Œuvre", "strasse oeuvre"),
            ("e\u{301}te\u{301}", "ete"),
            ("مُحَمَّد", "محمد"),
            ("أحمد علی", "احمد علي"),
            ("٠١٢ ۳۴۵", "012 345"),
            ("Фёдор ΓΙΆΝΝΗΣ Γιάννης", "федор γιαννησ γιαννησ"),
            ("李小龙", "李小龙"),
            ("ＡＬＩ ｶﾅ ﬁn", "ali カナ fin"),
            (" \u{200f} ", ""),
        ] {
            assert_eq!(fold(given), expected, "{given:?}");
        }
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_in_every_script() {
        for (composed, decomposed) in [
            ("Андрей", "Андреи\u{306}"),
            ("Київ", "Киі\u{308}в"),
            ("Ўзбек", "У\u{306}збек"),
            ("김철수", "\u{1100}\u{1175}\u{11B7}\u{110E}\u{1165}\u{11AF}\u{1109}\u{116E}"),
            ("آزاد", "ا\u{653}زاد"),
            ("ガンダム", "カ\u{3099}ンタ\u{3099}ム"),
            ("Ǯamo", "Ʒ\u{30C}amo"),
            ("Ὀδυσσεύς", "Ο\u{313}δυσσευ\u{301}ς"),
        ] {
            assert_eq!(fold(composed), fold(decomposed), "{composed}");
        }
        assert_ne!(fold("мой"), fold("мои"), "й is a letter of its own");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn composed_and_decomposed_spellings_fold_alike(text in "[a-zA-ZÀ-ɏḀ-ỹА-яЀ-ѿ가-힣 ]{0,30}") {
            let decomposed: String = text.nfd().collect();
            let composed: String = text.nfc().collect();
            prop_assert_eq!(fold(&decomposed), fold(&composed));
        }

        #[test]
        fn case_does_not_matter(text in "[a-zà-öø-ÿąćęłńóśźżő ]{0,30}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        }
    }
}
