//! Plain letters for accented Latin ones: a small table, because the browser downloads it.

/// Each row: what the lower-case letters of its second column are written as without their accents.
const PLAIN: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎǟǡǻȁȃȧạảấầẩẫậắằẳẵặḁ"),
    ("ae", "æǽǣ"),
    ("b", "ḃḅḇƀɓ"),
    ("c", "çćĉċčḉ"),
    ("d", "ďđðḋḍḏḑḓ"),
    ("e", "èéêëēĕėęěǝȅȇȩẹẻẽếềểễệḕḗḙḛḝə"),
    ("f", "ḟƒ"),
    ("g", "ĝğġģǧǵḡ"),
    ("h", "ĥħȟḣḥḧḩḫẖ"),
    ("i", "ìíîïĩīĭįıǐȉȋỉịḭḯ"),
    ("ij", "ĳ"),
    ("j", "ĵǰ"),
    ("k", "ķǩḱḳḵƙ"),
    ("l", "ĺļľŀłḷḹḻḽ"),
    ("m", "ḿṁṃ"),
    ("n", "ñńņňŉŋǹṅṇṉṋ"),
    ("o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱọỏốồổỗộớờởỡợṍṏṑṓ"),
    ("oe", "œ"),
    ("p", "ṕṗ"),
    ("r", "ŕŗřȑȓṙṛṝṟ"),
    ("s", "śŝşšșſṡṣṥṧṩẛ"),
    ("ss", "ß"),
    ("t", "ţťŧțṫṭṯṱẗ"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗụủứừửữựṳṵṷṹṻ"),
    ("v", "ṽṿ"),
    ("w", "ŵẁẃẅẇẉẘ"),
    ("x", "ẋẍ"),
    ("y", "ýÿŷȳẏẙỳỵỷỹ"),
    ("z", "źżžẑẓẕƶ"),
];

/// A lower-case Latin letter without its accents; `None` where there is nothing to take away.
pub(crate) fn plain_lower(letter: char) -> Option<&'static str> {
    if letter.is_ascii() {
        return None;
    }
    PLAIN.iter().find(|(_, accented)| accented.contains(letter)).map(|&(plain, _)| plain)
}

/// A Latin letter of either case without its accents: `Œ` is `OE`.
pub(crate) fn plain(letter: char) -> Option<String> {
    if let Some(plain) = plain_lower(letter) {
        return Some(plain.to_owned());
    }
    let mut lower = letter.to_lowercase();
    let (first, rest) = (lower.next()?, lower.next());
    if first == letter {
        return None;
    }
    // The capital dotted İ of Turkish lowers to i and a combining dot.
    let plain = if rest == Some('\u{307}') { "i" } else { plain_lower(first)? };
    Some(plain.to_ascii_uppercase())
}

/// An accent written as a character of its own, after its letter.
pub(crate) const fn is_combining_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    /// Whatever Unicode itself takes apart into an ASCII letter and accents is in the table, and the same way.
    #[test]
    fn the_table_agrees_with_unicode() {
        let latin = ('\u{C0}'..='\u{24F}').chain('\u{1E00}'..='\u{1EFF}');
        let mut compared = 0;
        for letter in latin {
            let parts: Vec<char> = letter.nfd().collect();
            let Some((base, marks)) = parts.split_first() else { continue };
            if base.is_ascii_alphabetic()
                && !marks.is_empty()
                && marks.iter().all(|&mark| is_combining_accent(mark))
            {
                assert_eq!(plain(letter), Some(base.to_string()), "{letter} U+{:04X}", u32::from(letter));
                compared += 1;
            }
        }
        assert!(compared > 400, "{compared}");
    }

    #[test]
    fn letters_that_are_no_accented_ones_have_a_spelling() {
        for (letter, expected) in [
            ('Œ', "OE"),
            ('œ', "oe"),
            ('ß', "ss"),
            ('Ł', "L"),
            ('đ', "d"),
            ('ı', "i"),
            ('İ', "I"),
            ('Þ', "TH"),
        ] {
            assert_eq!(plain(letter).as_deref(), Some(expected), "{letter}");
        }
        for letter in ['a', 'Z', '1', 'я', 'ω', '中', ' ', 'م'] {
            assert_eq!(plain(letter), None, "{letter}");
        }
    }

    #[test]
    fn no_letter_is_listed_twice() {
        let mut all: Vec<char> = PLAIN.iter().flat_map(|(_, accented)| accented.chars()).collect();
        let length = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), length);
    }
}
