//! The digits of a number as people type, paste and dictate it.

use super::PhoneError;

/// Whether the number begins with `+`, and its digits in ASCII. A scheme (`tel:`) in front is skipped.
pub(super) fn read(given: &str) -> Result<(bool, String), PhoneError> {
    let given = given.trim();
    let given = given
        .get(..4)
        .filter(|scheme| scheme.eq_ignore_ascii_case("tel:"))
        .and_then(|_| given.get(4..))
        .unwrap_or(given);
    let mut plus = false;
    let mut digits = String::new();
    let mut group: Option<String> = None;
    for c in given.chars() {
        match c {
            '+' | '\u{FF0B}' if !plus && digits.is_empty() => plus = true,
            '(' | '\u{FF08}' => group = Some(String::new()),
            ')' | '\u{FF09}' => {
                // “+33 (0)6 …”: the zero is dialled at home and never from abroad.
                if group.take().as_deref() == Some("0") && plus && digits.len() > 1 {
                    digits.pop();
                }
            }
            _ if is_filler(c) => {}
            _ => {
                let digit = digit_of(c).ok_or(PhoneError::UnexpectedCharacter(c))?;
                digits.push(digit);
                if let Some(group) = &mut group {
                    group.push(digit);
                }
            }
        }
    }
    Ok((plus, digits))
}

/// What people put between digits, and what word processors and chat programs put around them.
fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | '/' | '·' | '\u{2010}'
                ..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF0D}' | '\u{FF0E}'
        )
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// ASCII, full-width, Arabic-Indic, Persian and Devanagari digits.
fn digit_of(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => return Some(c),
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6F0}'..='\u{6F9}' => 0x6F0,
        '\u{966}'..='\u{96F}' => 0x966,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}
