//! The text of an outgoing SMS.

use crate::text::{TextError, bounded, many_lines, text};

/// The longest text the providers take in one request, in characters.
pub const MAX_CHARACTERS: usize = 1_600;

text! {
    /// 1 to 1,600 characters that show something; lines end in `\n`.
    SmsBody, error = TextError, parse = |given| bounded(clean(given), MAX_CHARACTERS)
}

/// The text as it would be sent: `\r\n` is one character and a tab, which no SMS alphabet has, is a space.
/// A counter that shows what a text will cost counts this.
pub fn clean(given: &str) -> String {
    many_lines(given).replace('\t', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &str, expected: Result<&str, TextError>) {
        assert_eq!(SmsBody::parse(given).as_ref().map(SmsBody::as_str).map_err(|error| *error), expected);
    }

    #[test]
    fn a_body_says_something() {
        check("Bonjour", Ok("Bonjour"));
        check("a\r\nb\tc\u{0}", Ok("a\nb c"));
        check("", Err(TextError::Blank));
        check(" \n ", Err(TextError::Blank));
        for nothing in [" \n\u{200b} ", "\u{3164}", "\u{2800}", "\u{fffc}", "\u{2066}\u{2069}"] {
            check(nothing, Err(TextError::Invisible));
        }
    }

    #[test]
    fn a_body_is_bounded_in_characters_not_bytes() {
        check(&"é".repeat(1_600), Ok(&"é".repeat(1_600)));
        check(&"é".repeat(1_601), Err(TextError::TooLong { limit: 1_600, given: 1_601 }));
    }

    #[test]
    fn one_hundred_and_sixty_is_not_the_limit_of_the_field_s30() {
        let long = "a".repeat(200);
        check(&long, Ok(&long));
    }

    #[test]
    fn json_goes_through_the_same_parser_and_debug_hides_the_text() {
        assert!(serde_json::from_str::<SmsBody>("\" \"").is_err());
        let body: SmsBody = serde_json::from_str("\"secret\"").unwrap();
        assert_eq!(format!("{body:?}"), "SmsBody(6 characters)");
        assert_eq!(serde_json::to_string(&body).unwrap(), "\"secret\"");
    }
}
