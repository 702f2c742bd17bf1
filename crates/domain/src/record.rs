//! What staff write on applicants and cases.

use crate::text::{TextError, bounded, many_lines, one_line, short_enough, text};

text! {
    /// A comment on a record: 1 to 10,000 characters that show something.
    CommentBody, error = TextError, parse = |given| {
        let text = many_lines(given);
        bounded(text.trim_start_matches('\n').trim_end().to_owned(), 10_000)
    }
}

/// A short text that may be missing, on one line.
pub fn line(given: &str, limit: usize) -> Result<String, TextError> {
    short_enough(one_line(given), limit)
}

/// A longer text that may be missing, line by line.
pub fn lines(given: &str, limit: usize) -> Result<String, TextError> {
    short_enough(many_lines(given).trim_start_matches('\n').trim_end().to_owned(), limit)
}

/// A BCP 47 tag as far as a person's language needs it (`fa`, `pt-BR`, `zh-Hant`): the language in lower case,
/// the script with a capital, the region in capitals. `None` when the text cannot be one.
pub fn language_tag(given: &str) -> Option<String> {
    let given = given.trim();
    let mut parts = given.split(['-', '_']);
    let language = parts.next()?;
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if given.len() > 35 || !(2..=3).contains(&language.len()) || !letters(language) {
        return None;
    }
    let mut tag = language.to_ascii_lowercase();
    for part in parts {
        if !(1..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 if letters(part) => {
                let (first, rest) = part.split_at(1);
                tag.push_str(&first.to_ascii_uppercase());
                tag.push_str(&rest.to_ascii_lowercase());
            }
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_written_one_way() {
        for (given, expected) in [
            ("fa", Some("fa")),
            (" FR_ca ", Some("fr-CA")),
            ("zh-hant", Some("zh-Hant")),
            ("es-419", Some("es-419")),
            ("sr-latn-rs", Some("sr-Latn-RS")),
            ("fil", Some("fil")),
            ("", None),
            ("persian", None),
            ("f", None),
            ("fr-", None),
            ("fr-Çà", None),
        ] {
            assert_eq!(language_tag(given).as_deref(), expected, "{given:?}");
        }
    }

    #[test]
    fn missing_texts_are_fine_and_long_ones_are_not() {
        assert_eq!(line("  ", 5).as_deref(), Ok(""));
        assert_eq!(lines("a\r\n\r\nb  \n", 10).as_deref(), Ok("a\n\nb"));
        assert_eq!(line("sixsix", 5), Err(TextError::TooLong { limit: 5, given: 6 }));
        assert_eq!(CommentBody::parse(" \n "), Err(TextError::Blank));
    }
}
