//! What is dialled after the call was answered, as people write it behind a number.

use super::digits::digit_of;

/// The longest extension that libphonenumber reads after a word, in digits.
const LONGEST: usize = 20;
/// After a mere sign more digits than this are another number.
const LONGEST_AFTER_SIGN: usize = 7;

/// Words for “extension”, the longer ones before those they end with.
const WORDS: &[&str] = &[
    "extension",
    "extensión",
    "extensao",
    "extensão",
    "extn",
    "ext",
    "xtn",
    "xt",
    "poste",
    "post",
    "interne",
    "interno",
    "int",
    "anexo",
    "ramal",
    "доб",
    "доп",
    "внутр",
    "durchwahl",
    "dw",
    "dahili",
    "wew",
    "内線",
    "内线",
    "分机",
    "分機",
    "내선",
    "داخلی",
    "داخلي",
    "p",
    "x",
    "ｘ",
];
const SIGNS: &[&str] = &["#", "＃", "~", "～", ",", ";"];

/// The number, and the digits of its extension. Left to libphonenumber, “poste 12” would be dialled as letters on a
/// keypad.
pub(super) fn split(given: &str) -> (&str, Option<String>) {
    let given = given.trim();
    let closed = given.strip_suffix(')').unwrap_or(given);
    let closed = closed.strip_suffix('#').unwrap_or(closed);
    let before = closed.trim_end_matches(|c| digit_of(c).is_some());
    let extension: String =
        closed.get(before.len()..).unwrap_or_default().chars().filter_map(digit_of).collect();
    let marked = before.trim_end().trim_end_matches(['.', ':', '=', '．']).trim_end();
    let (sign, most) = match (ending(marked, WORDS), ending(marked, SIGNS)) {
        (Some(number), _) => (Some(number), LONGEST),
        (None, sign) => (sign, LONGEST_AFTER_SIGN),
    };
    match sign.filter(|_| (1..=most).contains(&extension.len())) {
        Some(number) => (number.trim_end_matches([',', ';', ' ', '(', '-', '\u{a0}']), Some(extension)),
        None => (given, None),
    }
}

/// What is before one of these at the end of `text`.
fn ending<'a>(text: &'a str, any: &[&str]) -> Option<&'a str> {
    let lower = text.to_lowercase();
    let found = any.iter().find(|word| lower.ends_with(**word))?;
    // Lower-casing may change lengths, so the word is taken off by characters.
    let keep = text.chars().count().checked_sub(found.chars().count())?;
    let end = text.char_indices().nth(keep).map_or(text.len(), |(at, _)| at);
    text.get(..end)
}
