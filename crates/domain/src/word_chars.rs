//! What belongs to a word: without Unicode's own tables, because the browser would have to download them.

/// Whether a character is part of a word, as far as links and initials need to know: ASCII's letters, digits and `_`,
/// and beyond ASCII everything but the blocks of marks, symbols and pictures and the stops of other scripts.
pub fn is_part(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    !matches!(
        c,
        '\u{80}'..='\u{BF}'
            | '×'
            | '÷'
            | '\u{37E}'
            | '\u{387}'
            | '\u{589}'
            | '\u{5BE}'
            | '\u{60C}'
            | '\u{61B}'
            | '\u{61F}'
            | '\u{66A}'..='\u{66D}'
            | '\u{6D4}'
            | '\u{964}'
            | '\u{965}'
            | '\u{2000}'..='\u{2BFF}'
            | '\u{3000}'..='\u{3004}'
            | '\u{3008}'..='\u{3020}'
            | '\u{E000}'..='\u{F8FF}'
            | '\u{FE10}'..='\u{FE6F}'
            | '\u{FF01}'..='\u{FF0F}'
            | '\u{FF1A}'..='\u{FF20}'
            | '\u{FFF0}'..='\u{FFFF}'
            | '\u{1F000}'..='\u{1FAFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In the scripts that people's names and messages are written in.
    #[test]
    fn letters_and_digits_are_parts() {
        let scripts = [
            '\0'..='\u{7F}',
            '\u{C0}'..='\u{1FFF}',
            '\u{3005}'..='\u{9FFF}',
            '\u{AC00}'..='\u{D7A3}',
            '\u{FF10}'..='\u{FF5A}',
        ];
        for c in scripts.into_iter().flatten().filter(|c| c.is_alphanumeric()) {
            assert!(is_part(c), "{c} U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn marks_spaces_and_pictures_are_none() {
        for c in " \t\u{A0}.,;:!?()[]{}<>\"'-/@#*+=«»“”‘’—–…•€™¿¡،؛؟۔।。、「」！？：👍🙂✅→".chars()
        {
            assert!(!is_part(c), "{c} U+{:04X}", u32::from(c));
        }
    }
}
