//! What is done to every text a person typed before it becomes a value, and the declaration of such values.

/// Why a text is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("write something")]
    Blank,
    /// There are characters, and none of them shows.
    #[error("nothing of this can be seen")]
    Invisible,
    #[error("{given} characters are too many, {limit} are allowed")]
    TooLong { limit: usize, given: usize },
}

/// Declares a text value: `parse`, `as_str`, `FromStr`, serde through the same parser, and a `Debug` that shows
/// the length alone, because what a person wrote must not end in a log.
macro_rules! text {
    (
        $(#[$meta:meta])*
        $name:ident, error = $error:ty, parse = $parse:expr
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        pub struct $name(String);

        impl $name {
            pub fn parse(given: &str) -> Result<Self, $error> {
                let parse: fn(&str) -> Result<String, $error> = $parse;
                parse(given).map(Self)
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }

            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(given: &str) -> Result<Self, Self::Err> {
                Self::parse(given)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(given: String) -> Result<Self, Self::Error> {
                Self::parse(&given)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({} characters)"), self.0.chars().count())
            }
        }
    };
}

pub(crate) use text;

/// One line: control and direction characters go, runs of white space become one space, the ends are trimmed.
///
/// Zero-width joiners stay inside words, where Persian and the Indic scripts spell with them, and go at the edges.
pub(crate) fn one_line(given: &str) -> String {
    let mut line = String::with_capacity(given.len());
    let visible = given.chars().filter(|&c| c.is_whitespace() || !(c.is_control() || is_directional(c)));
    for c in visible {
        if !c.is_whitespace() {
            line.push(c);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line.trim_matches(|c: char| c == ' ' || is_joiner(c)).to_owned()
}

/// Several lines: line ends become `\n`, control characters other than `\n` and `\t` go. Line ends are those of Unicode
/// Standard §5.8: CR, LF, CR LF, NEL, vertical tab, form feed, line separator and paragraph separator.
pub(crate) fn many_lines(given: &str) -> String {
    let mut text = String::with_capacity(given.len());
    let mut after_return = false;
    for c in given.chars() {
        match c {
            '\n' if after_return => {}
            '\n' | '\t' => text.push(c),
            '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => text.push('\n'),
            _ if c.is_control() => {}
            _ => text.push(c),
        }
        after_return = c == '\r';
    }
    text
}

/// Accepts a text that shows something and is at most `limit` characters long.
pub(crate) fn bounded(text: String, limit: usize) -> Result<String, TextError> {
    if text.chars().all(char::is_whitespace) {
        return Err(TextError::Blank);
    }
    short_enough(text, limit)
}

/// Accepts a text that is at most `limit` characters long, an empty one too, but not one that only seems empty.
pub(crate) fn short_enough(text: String, limit: usize) -> Result<String, TextError> {
    if !text.is_empty() && !text.chars().any(is_visible) {
        return Err(TextError::Invisible);
    }
    match text.chars().count() {
        given if given > limit => Err(TextError::TooLong { limit, given }),
        _ => Ok(text),
    }
}

/// Marks, embeddings, overrides and isolates of direction, and the byte order mark: invisible, and able to make
/// a name read as another one.
pub(crate) fn is_directional(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

pub(crate) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether a character leaves a trace on the screen.
pub(crate) fn is_visible(c: char) -> bool {
    !(c.is_whitespace() || c.is_control() || is_directional(c) || is_joiner(c) || is_unseen(c))
}

/// Letters and signs that are drawn as nothing: Unicode's `Default_Ignorable_Code_Point`, what is white by design, and
/// the controls of interlinear notes, of hieroglyphs and of shorthand.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFC}'
            | '\u{13430}'..='\u{1343F}'
            | '\u{13441}'..='\u{13442}'
            | '\u{16FE4}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D159}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// The text without the marks and letters that cannot be seen in it: anyone who copies an address out of a letter brings
/// such characters along. Spaces and controls stay, to be trimmed or refused.
pub(crate) fn seen(given: &str) -> String {
    given.chars().filter(|&c| !(is_directional(c) || is_joiner(c) || is_unseen(c))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_line_is_one_line() {
        for (given, expected) in [
            ("  Ana\t\u{a0}María \n", "Ana María"),
            ("Ana\u{0}\u{7f}", "Ana"),
            ("\u{202E}lairt", "lairt"),
            ("می\u{200c}خواهم\u{200c}", "می\u{200c}خواهم"),
            ("\r\n", ""),
        ] {
            assert_eq!(one_line(given), expected, "{given:?}");
        }
    }

    #[test]
    fn many_lines_keep_their_lines() {
        for (given, expected) in [
            ("a\r\nb\rc\nd", "a\nb\nc\nd"),
            ("a\r\r\nb", "a\n\nb"),
            ("a\u{85}b\u{2028}c\u{2029}d\u{b}e\u{c}f", "a\nb\nc\nd\ne\nf"),
            ("a\r\u{85}b", "a\n\nb"),
            ("a\tb\u{0}\u{1b}[31m", "a\tb[31m"),
            ("é👩\u{200d}👩", "é👩\u{200d}👩"),
        ] {
            assert_eq!(many_lines(given), expected, "{given:?}");
        }
    }

    #[test]
    fn what_shows_nothing_is_blank() {
        for given in ["", " \n\t", "\u{a0}", "\u{3000}"] {
            assert_eq!(bounded(given.to_owned(), 5), Err(TextError::Blank), "{given:?}");
        }
        let unseen = [
            "\u{200b}\u{200d}",
            "\u{fe0f}",
            "\u{3164}",
            "\u{2800}\u{2800}",
            "\u{115f}\u{1160}",
            "\u{34f}",
            "\u{ffa0} \u{ffa0}",
            "\u{ad}",
            "\u{180e}",
            "\u{e0041}\u{e007f}",
            "\u{1d159}",
            "\u{fffc}",
        ];
        for given in unseen {
            assert_eq!(bounded(given.to_owned(), 5), Err(TextError::Invisible), "{given:?}");
            assert_eq!(short_enough(given.to_owned(), 5), Err(TextError::Invisible), "{given:?}");
        }
        assert_eq!(short_enough(String::new(), 5).as_deref(), Ok(""));
        assert_eq!(bounded("a\u{3164}".to_owned(), 5).as_deref(), Ok("a\u{3164}"));
        assert_eq!(bounded("éééééé".to_owned(), 5), Err(TextError::TooLong { limit: 5, given: 6 }));
        assert_eq!(bounded("ééééé".to_owned(), 5).as_deref(), Ok("ééééé"));
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(given in any::<String>()) {
            let line = one_line(&given);
            prop_assert_eq!(one_line(&line), line);
            let lines = many_lines(&given);
            prop_assert_eq!(many_lines(&lines), lines);
        }
    }
}
