//! Writing a text in the cheap alphabet: punctuation that word processors made, and, asked for apart, letters.
//!
//! Nothing here happens by itself: the sender sees the new text and what was changed, and chooses.

use super::gsm7::septets;
use super::marks::Mark;
use super::segments;
use crate::ascii_folding;

/// A text rewritten, and what was replaced in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    pub text: String,
    /// One entry per distinct character, in the order they appear.
    pub changes: Vec<Change>,
}

/// One character, what represents it now (nothing where it was dropped), and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub from: char,
    pub to: String,
    pub times: u32,
}

/// Straightens typographic punctuation: curly quotes, dashes, ellipses, special spaces (each one space),
/// bullets, guillemets; drops invisible marks. Letters are left as they are.
pub fn plain_punctuation(text: &str) -> Rewritten {
    rewrite(text, |c| punctuation(c).map(str::to_owned))
}

/// Takes the accents off the letters that the cheap alphabet lacks (`í` is `i`) and keeps those it has (`é`).
/// This misspells names, so it is a choice of its own.
pub fn plain_letters(text: &str) -> Rewritten {
    rewrite(text, |c| match c {
        'º' => Some("o".to_owned()),
        'ª' => Some("a".to_owned()),
        _ if ascii_folding::is_combining_accent(c) => Some(String::new()),
        _ => ascii_folding::plain(c),
    })
}

/// Takes out what nobody sees and what makes the text dearer: marks that stand by themselves. Those that a sign or a
/// letter of another alphabet is made with (an emoji, Persian) stay.
pub fn without_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for cluster in segments::clusters(text) {
        if segments::hides_marks(cluster) {
            plain.extend(cluster.chars().map(|c| match Mark::of(c).filter(|_| septets(c).is_none()) {
                Some(mark) => mark.plain().to_owned(),
                None => c.to_string(),
            }));
        } else {
            plain.push_str(cluster);
        }
    }
    plain
}

fn rewrite(text: &str, replacement: impl Fn(char) -> Option<String>) -> Rewritten {
    let mut rewritten = Rewritten { text: String::with_capacity(text.len()), changes: Vec::new() };
    for c in text.chars() {
        let Some(to) = (if septets(c).is_some() { None } else { replacement(c) }) else {
            rewritten.text.push(c);
            continue;
        };
        rewritten.text.push_str(&to);
        match rewritten.changes.iter_mut().find(|change| change.from == c) {
            Some(change) => change.times += 1,
            None => rewritten.changes.push(Change { from: c, to, times: 1 }),
        }
    }
    rewritten
}

const fn punctuation(c: char) -> Option<&'static str> {
    if let Some(mark) = Mark::of(c) {
        return Some(if c == '\t' { " " } else { mark.plain() });
    }
    Some(match c {
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2032}' | '\u{2039}' | '\u{203A}'
        | '\u{2BC}' | '`' | '´' => "'",
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{2033}' | '«' | '»' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '•' | '·' | '\u{2043}' => "-",
        '…' => "...",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sms::{Encoding, Segments};

    #[test]
    fn punctuation_is_straightened_and_letters_are_kept() {
        for (given, expected) in [
            ("L’agent a dit : « oui »…", "L'agent a dit : \" oui \"..."),
            ("9\u{a0}h\u{202f}30 – 10\u{a0}h", "9 h 30 - 10 h"),
            ("“Sí”, •uno", "\"Sí\", -uno"),
            ("a\u{200b}b\u{feff}c\td", "abc d"),
            ("Déjà vu", "Déjà vu"),
        ] {
            assert_eq!(plain_punctuation(given).text, expected, "{given:?}");
        }
    }

    #[test]
    fn letters_lose_only_the_accents_the_alphabet_lacks() {
        for (given, expected) in [
            ("García, ça été à Élodie", "Garcia, ca été à Élodie"),
            ("CŒUR cœur Ção", "COEUR coeur Çao"),
            ("Nguyễn Đức", "Nguyen Duc"),
            ("e\u{301}", "e"),
            ("1º de mayo, 2ª planta", "1o de mayo, 2a planta"),
            ("“Sí”", "“Si”"),
            ("привет 你好", "привет 你好"),
        ] {
            assert_eq!(plain_letters(given).text, expected, "{given:?}");
        }
    }

    #[test]
    fn marks_that_nobody_sees_go_and_those_that_make_a_sign_stay() {
        for (given, expected) in [
            ("Mit besten Grüßen\u{200c}", "Mit besten Grüßen"),
            ("\u{2066}514\u{2069} \u{61c}a\u{fe0f}\u{fffc}", "514 a"),
            ("9\u{a0}h", "9 h"),
            ("a\u{2028}b", "a\nb"),
            ("👩\u{200d}👧 ☂\u{fe0f}\u{200b}!", "👩\u{200d}👧 ☂\u{fe0f}!"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ] {
            assert_eq!(without_marks(given), expected, "{given:?}");
        }
    }

    #[test]
    fn the_preview_lists_each_change_once_with_its_count() {
        let rewritten = plain_punctuation("’a’…");
        assert_eq!(
            rewritten.changes,
            [
                Change { from: '’', to: "'".to_owned(), times: 2 },
                Change { from: '…', to: "...".to_owned(), times: 1 }
            ]
        );
        assert!(plain_punctuation("nothing to do").changes.is_empty());
    }

    #[test]
    fn a_french_text_becomes_one_message_again() {
        let text =
            "Bonjour, votre rendez‑vous est confirmé pour mardi à 9 h – apportez l’original du passeport…";
        assert_eq!(Segments::of(text).count(), 2);
        let plain = plain_letters(&plain_punctuation(text).text).text;
        assert_eq!((Segments::of(&plain).count(), Encoding::of(&plain)), (1, Encoding::Gsm7));
    }

    proptest! {
        #[test]
        fn what_is_cheap_already_is_left_alone(text in "[ -Za-zéèàùìòñ€\\[\\]{}^~|\n]{0,80}") {
            prop_assert_eq!(&plain_punctuation(&text).text, &text);
            prop_assert_eq!(&plain_letters(&text).text, &text);
        }

        #[test]
        fn a_replacement_is_in_the_cheap_alphabet(c in any::<char>()) {
            for rewritten in [plain_punctuation(&c.to_string()), plain_letters(&c.to_string())] {
                if !rewritten.changes.is_empty() {
                    prop_assert_eq!(Encoding::of(&rewritten.text), Encoding::Gsm7);
                }
            }
        }
    }
}
