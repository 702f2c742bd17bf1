//! The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038 §6.2.1).

/// How many septets a character takes, `None` where the alphabet lacks it. A character of the extension table
/// is an escape and a code: two.
pub(super) const fn septets(c: char) -> Option<u32> {
    match c {
        '\n'
        | '\r'
        | ' '..='Z'
        | '_'
        | 'a'..='z'
        | '£'
        | '¥'
        | 'è'
        | 'é'
        | 'ù'
        | 'ì'
        | 'ò'
        | 'Ç'
        | 'Ø'
        | 'ø'
        | 'Å'
        | 'å'
        | 'Δ'
        | 'Φ'
        | 'Γ'
        | 'Λ'
        | 'Ω'
        | 'Π'
        | 'Ψ'
        | 'Σ'
        | 'Θ'
        | 'Ξ'
        | 'Æ'
        | 'æ'
        | 'ß'
        | 'É'
        | '¤'
        | '¡'
        | 'Ä'
        | 'Ö'
        | 'Ñ'
        | 'Ü'
        | '§'
        | '¿'
        | 'ä'
        | 'ö'
        | 'ñ'
        | 'ü'
        | 'à' => Some(1),
        '\u{C}' | '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_the_sizes_of_the_standard() {
        let with = |wanted| {
            (0..=char::MAX as u32).filter_map(char::from_u32).filter(|&c| septets(c) == wanted).count()
        };
        assert_eq!(with(Some(1)), 127, "128 positions less the escape");
        assert_eq!(with(Some(2)), 10);
    }

    #[test]
    fn the_look_alikes_of_french_and_spanish_are_not_in_it() {
        for c in "çêôœÀáíóú’–…`«»\u{a0}\t".chars() {
            assert_eq!(septets(c), None, "{c}");
        }
    }
}
