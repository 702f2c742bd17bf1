//! The digits of a number as people type, paste and dictate it.

use super::{PhoneError, grouping};

/// Whether the number begins with `+`, and its digits in ASCII. A scheme (`tel:`) in front is skipped.
///
/// The zero of “+33 (0)6 …” is dialled at home and never from abroad: it is left out, but where it belongs to the
/// number ([`grouping::keeps_zero`]).
pub(super) fn read(given: &str) -> Result<(bool, String), PhoneError> {
    let (plus, mut digits, trunk_zero) = read_with_zero(given)?;
    if let Some(at) = trunk_zero.filter(|at| !keeps_zero(digits.get(..*at))) {
        digits.remove(at);
    }
    Ok((plus, digits))
}

fn keeps_zero(code: Option<&str>) -> bool {
    code.is_some_and(|code| grouping::keeps_zero(without_prefix(code)))
}

/// As [`read`], with every digit kept; the third value is where a “(0)” is right after the country code.
pub(super) fn read_with_zero(given: &str) -> Result<(bool, String, Option<usize>), PhoneError> {
    let given = given.trim();
    let given = given
        .get(..4)
        .filter(|scheme| scheme.eq_ignore_ascii_case("tel:"))
        .and_then(|_| given.get(4..))
        .unwrap_or(given);
    let (mut plus, mut digits) = (false, String::new());
    let (mut group, mut trunk_zero) = (None::<String>, None);
    for c in given.chars() {
        match c {
            '+' | '\u{FF0B}' if !plus && digits.is_empty() => plus = true,
            '(' | '\u{FF08}' => group = Some(String::new()),
            ')' | '\u{FF09}' => {
                let zero = group.take().as_deref() == Some("0");
                let code = digits.get(..digits.len().saturating_sub(1)).unwrap_or_default();
                if zero && is_country_code(plus, code) {
                    trunk_zero = Some(code.len());
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
    Ok((plus, digits, trunk_zero))
}

/// Whether the digits so far are a country code and nothing else: behind `+`, `00` or `011`.
fn is_country_code(plus: bool, digits: &str) -> bool {
    let code = if plus { digits } else { without_prefix(digits) };
    (plus || code.len() < digits.len()) && !code.is_empty() && grouping::split(code) == (code, "")
}

/// Without the prefix for dialling abroad from most countries or from North America. No country code begins so.
fn without_prefix(digits: &str) -> &str {
    digits.strip_prefix("011").or_else(|| digits.strip_prefix("00")).unwrap_or(digits)
}

/// What people put between digits, and what word processors and chat programs put around them.
fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | '/' | '·' | '\u{2010}'
                ..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF0D}' | '\u{FF0E}'
        )
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The zeros of Unicode's decimal digits (general category Nd, Unicode 16); nine more follow each.
const ZEROS: &[u32] = &[
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
    0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40,
    0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA,
    0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0,
    0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0,
    0x1E5F1, 0x1E950, 0x1FBF0,
];

/// A decimal digit of any script: people paste numbers as their own phone writes them.
pub(super) fn digit_of(c: char) -> Option<char> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c);
    }
    let code = u32::from(c);
    ZEROS.iter().find_map(|zero| char::from_digit(code.checked_sub(*zero)?, 10))
}
