//! A call's link as people bring it: cut out of a message, with what stood around it.
//!
//! A link is `{id}.{mac}`: a UUID in its usual spelling and 32 hexadecimal digits. Mail programs and people add a full stop, a
//! bracket, a quotation mark or an invisible character, and some write everything in capitals. What comes after the
//! digits is left out only where it cannot be a part of them; a link with digits missing, or too many, stays wrong.

const ID_LENGTH: usize = 36;
const MAC_LENGTH: usize = 32;

/// Reads the link out of `given`, which has been percent-decoded. Nothing where there is no whole link.
pub fn call_link(given: &str) -> Option<String> {
    let text: String = given.chars().filter(|char| !is_invisible(*char)).collect();
    let text = text.trim_start_matches(|char: char| !char.is_ascii_hexdigit()).to_ascii_lowercase();
    let (id, rest) = text.split_once('.')?;
    let mac: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    // A letter or digit that follows directly belongs to the word: the link was mangled, not decorated. The browser reads
    // this too, so it asks no tables of letters.
    let after = rest.chars().nth(mac.len());
    let whole = after.is_none_or(|char| !char.is_ascii_alphanumeric());
    (is_id(id) && mac.len() == MAC_LENGTH && whole).then(|| format!("{id}.{mac}"))
}

fn is_id(text: &str) -> bool {
    text.len() == ID_LENGTH
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Characters that take no room: joiners, marks of direction, soft hyphens, what mail programs put in to break lines.
const fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{00ad}'
            | '\u{034f}'
            | '\u{061c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    ) || char.is_ascii_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "0199a3f0-1c2d-7e3f-8a9b-0c1d2e3f4a5b.0123456789abcdef0123456789abcdef";

    #[test]
    fn what_stands_around_a_link_is_left_out() {
        for after in [
            "",
            ".",
            ",",
            ")",
            ">",
            "/",
            "\"",
            "'",
            " ",
            ";",
            ":",
            "!",
            "?",
            "]",
            "}",
            "»",
            "”",
            "’",
            "…",
            "。",
            "）",
            "、",
            "\u{200b}",
            "\u{feff}",
            "\u{a0}",
            "\r\n",
            ").",
            "\">",
            "> and more",
            "*",
            "_",
            "**",
            "#",
            "&utm=1",
            "\\",
            "|",
        ] {
            assert_eq!(call_link(&format!("{LINK}{after}")), Some(LINK.to_owned()), "{after:?}");
        }
        for before in [" ", "<", "\"", "(", "\u{200b}", "/", "«"] {
            assert_eq!(call_link(&format!("{before}{LINK}")), Some(LINK.to_owned()), "{before:?}");
        }
        assert_eq!(call_link(&LINK.to_uppercase()), Some(LINK.to_owned()));
        let broken = format!("{}\u{200b}{}", &LINK[..20], &LINK[20..]);
        assert_eq!(call_link(&broken), Some(LINK.to_owned()));
    }

    #[test]
    fn what_is_cut_or_lengthened_stays_wrong() {
        for wrong in [
            "",
            "abc",
            "x.y",
            &LINK[..LINK.len() - 1],
            &format!("{LINK}0"),
            &format!("{LINK}x"),
            &LINK.replace('.', ""),
            &LINK.replace('-', ""),
            &LINK[1..],
        ] {
            assert_eq!(call_link(wrong), None, "{wrong:?}");
        }
    }
}
