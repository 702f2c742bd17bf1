//! Characters of a text that nobody sees, or takes for a plain space: pasted along, and able to make a text dearer.

use crate::string_enum::string_enum;
use crate::text::is_visible;

string_enum! {
    /// What such a character is, for a person who cannot see it.
    "invisible mark": Mark {
        /// Looks like a space and keeps two words on one line.
        NoBreakSpace = "no_break_space",
        /// A space of another width.
        SpecialSpace = "special_space",
        /// Where a line may be broken, without any width.
        ZeroWidthSpace = "zero_width_space",
        /// Joins two letters or keeps them apart.
        Joiner = "joiner",
        /// Which way the writing runs.
        Direction = "direction",
        /// Which look a sign has.
        Variation = "variation",
        /// Takes the place of a picture or an attachment.
        Placeholder = "placeholder",
        /// Where a word may be divided.
        SoftHyphen = "soft_hyphen",
        LineSeparator = "line_separator",
        /// A letter without a shape.
        Blank = "blank",
        /// Any other that shows nothing.
        Control = "control",
    }
}

impl Mark {
    /// What the character is, if nobody sees it. The plain space and the line end are none.
    pub const fn of(c: char) -> Option<Self> {
        Some(match c {
            '\u{A0}' | '\u{202F}' => Self::NoBreakSpace,
            '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{205F}' | '\u{3000}' => Self::SpecialSpace,
            '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{180E}' => Self::ZeroWidthSpace,
            '\u{200C}' | '\u{200D}' | '\u{34F}' => Self::Joiner,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                Self::Direction
            }
            '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' | '\u{180F}' => {
                Self::Variation
            }
            '\u{FFFC}' => Self::Placeholder,
            '\u{AD}' => Self::SoftHyphen,
            '\u{2028}' | '\u{2029}' | '\u{85}' => Self::LineSeparator,
            '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}' | '\u{17B4}' | '\u{17B5}' => {
                Self::Blank
            }
            '\u{0}'..='\u{9}'
            | '\u{B}'
            | '\u{C}'
            | '\u{E}'..='\u{1F}'
            | '\u{7F}'..='\u{84}'
            | '\u{86}'..='\u{9F}'
            | '\u{2061}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E00FF}'
            | '\u{E01F0}'..='\u{E0FFF}' => Self::Control,
            _ => return None,
        })
    }

    /// What represents it in a plain text: a space, a line end, or nothing.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::NoBreakSpace | Self::SpecialSpace => " ",
            Self::LineSeparator => "\n",
            Self::ZeroWidthSpace
            | Self::Joiner
            | Self::Direction
            | Self::Variation
            | Self::Placeholder
            | Self::SoftHyphen
            | Self::Blank
            | Self::Control => "",
        }
    }
}

/// Whether a text shows anything to anyone who reads it.
pub fn shows_something(text: &str) -> bool {
    text.chars().any(is_visible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_has_a_name() {
        for (c, expected) in [
            ('\u{A0}', Mark::NoBreakSpace),
            ('\u{200C}', Mark::Joiner),
            ('\u{2066}', Mark::Direction),
            ('\u{2069}', Mark::Direction),
            ('\u{61C}', Mark::Direction),
            ('\u{FE0F}', Mark::Variation),
            ('\u{FFFC}', Mark::Placeholder),
            ('\u{3164}', Mark::Blank),
            ('\u{2800}', Mark::Blank),
            ('\u{E0041}', Mark::Control),
        ] {
            assert_eq!(Mark::of(c), Some(expected), "{:x}", u32::from(c));
        }
        for c in [' ', '\n', '\r', 'a', 'é', '😀', '\u{301}', '‑', 'º'] {
            assert_eq!(Mark::of(c), None, "{c:?}");
        }
    }

    #[test]
    fn a_text_of_invisible_characters_shows_nothing() {
        for given in [
            "",
            " \n",
            "\u{3164}",
            "\u{2800}\u{2800}",
            "\u{115F}\u{34F}",
            "\u{FFFC}",
            "\u{2066}\u{2069}\u{FE0F}",
        ] {
            assert!(!shows_something(given), "{given:?}");
        }
        for given in ["a", ".", "👍", "م", "\u{200F}م"] {
            assert!(shows_something(given), "{given:?}");
        }
    }
}
