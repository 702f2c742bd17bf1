//! Folding: what a search compares, so that “garcia” finds “García” and “nguyen duc” finds “Nguyễn Đức”.
//!
//! Kept to a small table because the browser filters lists by it too. Full-text search folds in the database.

use crate::latin;

/// The text in lower case, without accents, marks and invisible characters, with single spaces. Apostrophes
/// and dashes of every shape are one, digits of other scripts are ASCII, and letters that Arabic and Persian
/// keyboards write differently are the same.
pub fn fold(text: &str) -> String {
    fold_lower(&text.to_lowercase())
}

/// The same of a text that is in lower case already: a browser lowers by tables of its own.
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
            folded.push(c);
            continue;
        }
        if is_dropped(c) {
            continue;
        }
        match latin::plain_lower(c) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(one_form(c)),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The folded words of a query: every one of them must be found.
pub fn words(query: &str) -> Vec<String> {
    fold(query)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Accents on their own, Arabic vowel signs and tatweel, Hebrew points, joiners and direction marks, soft hyphens.
fn is_dropped(c: char) -> bool {
    latin::is_combining_accent(c)
        || matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{640}' | '\u{591}'..='\u{5C7}' | '\u{AD}')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
        || c.is_control()
}

fn one_form(c: char) -> char {
    let digit = |zero: u32| char::from_digit(u32::from(c) - zero, 10).unwrap_or(c);
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' | '\u{2032}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
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
            ("Straße Œuvre", "strasse oeuvre"),
            ("e\u{301}te\u{301}", "ete"),
            ("مُحَمَّد", "محمد"),
            ("أحمد علی", "احمد علي"),
            ("٠١٢ ۳۴۵", "012 345"),
            ("Фёдор ΓΙΆΝΝΗΣ Γιάννης", "федор γιαννησ γιαννησ"),
            ("李小龙", "李小龙"),
            (" \u{200f} ", ""),
        ] {
            assert_eq!(fold(given), expected, "{given:?}");
        }
    }

    #[test]
    fn a_query_is_its_words() {
        assert_eq!(words("  Ana-María, O’Brien (CAS118) "), ["ana", "maria", "o", "brien", "cas118"]);
        assert!(words(" -,’ ").is_empty());
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        // Ǯ (of Skolt Sami) is left out: what it is without its accent is no letter of the table.
        #[test]
        fn composed_and_decomposed_spellings_fold_alike(text in "[a-zA-ZÀ-ǭǰ-ɏḀ-ỹ ]{0,30}") {
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
