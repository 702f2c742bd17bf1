//! What can be told from the digits alone: where the country code ends, how to group the rest, and which other
//! digits reach the same phone.

/// Country code and subscriber number. Codes are +1, +7, the two-digit ones listed here, and otherwise three
/// digits long (ITU-T E.164, list of assigned codes).
pub(super) fn split(digits: &str) -> (&str, &str) {
    const TWO: &str = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 \
                       65 66 81 82 84 86 90 91 92 93 94 95 98";
    let length = match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        _ if digits.get(..2).is_some_and(|code| TWO.split(' ').any(|two| two == code)) => 2,
        _ => 3,
    };
    digits.split_at_checked(length).unwrap_or((digits, ""))
}

pub(super) fn grouped(digits: &str) -> String {
    let (code, national) = split(digits);
    let (separator, first) = if code == "1" { ('-', ' ') } else { (' ', ' ') };
    let mut text = format!("+{code}");
    for (position, group) in groups(national).into_iter().enumerate() {
        text.push(if position == 0 { first } else { separator });
        text.push_str(group);
    }
    text
}

/// Groups of three, the last one or two of four so that none is shorter than three: 3-3-4, 4-4, 3-4-4, 3-3-3.
fn groups(mut national: &str) -> Vec<&str> {
    let mut groups = Vec::new();
    while !national.is_empty() {
        let size = match national.len() {
            short @ ..=4 => short,
            5 => 2,
            8 => 4,
            _ => 3,
        };
        let Some((group, rest)) = national.split_at_checked(size) else { break };
        groups.push(group);
        national = rest;
    }
    groups
}

/// Area codes of the North American plan outside Canada and the fifty states.
const ISLANDS: &str = "242 246 264 268 284 340 345 441 473 649 658 664 670 671 684 721 758 767 784 787 809 829 849 \
                       868 869 876 939";

pub(super) fn is_canada_or_us(digits: &str) -> bool {
    let area = digits.strip_prefix('1').and_then(|national| national.get(..3));
    area.is_some_and(|area| ISLANDS.split(' ').all(|island| island != area))
}

/// Whether numbers of this country code begin with a zero that belongs to them: Italy and the Vatican, San Marino,
/// Côte d'Ivoire, Benin, the Congo, Gabon. Left out, it makes another number, and often someone else's.
pub(super) fn keeps_zero(code: &str) -> bool {
    matches!(code, "39" | "378" | "379" | "225" | "229" | "242" | "241")
}

/// The other spelling of a number where a country has two, with its `+`.
///
/// Mexico wrote +52 1 before ten digits until 2019; Brazil put a 9 before eight-digit mobile numbers; Argentina
/// writes +54 9 for mobiles from abroad and drops it in places; Benin put 01 before its eight digits in 2024.
pub(super) fn other_form(digits: &str) -> Option<String> {
    let (code, national) = split(digits);
    let (head, tail) = national.split_at_checked(2)?;
    match (code, national.len()) {
        ("52", 10) => Some(format!("+521{national}")),
        ("54", 11) => national.strip_prefix('9').map(|rest| format!("+54{rest}")),
        ("54", 10) => Some(format!("+549{national}")),
        ("55", 11) => tail
            .strip_prefix('9')
            .filter(|rest| is_brazilian_mobile(rest))
            .map(|rest| format!("+55{head}{rest}")),
        ("229", 10) if head == "01" => Some(format!("+229{tail}")),
        _ => modern_form(digits),
    }
}

/// The form of today of a number in a form that its country has given up, with its `+`.
pub(super) fn modern_form(digits: &str) -> Option<String> {
    let (code, national) = split(digits);
    let (head, tail) = national.split_at_checked(2)?;
    match (code, national.len()) {
        ("52", 11) => national.strip_prefix('1').map(|rest| format!("+52{rest}")),
        ("55", 10) if is_brazilian_mobile(tail) => Some(format!("+55{head}9{tail}")),
        ("229", 8) => Some(format!("+22901{national}")),
        _ => None,
    }
}

/// Eight-digit Brazilian numbers that begin with 6 to 9 were mobiles before the ninth digit came.
fn is_brazilian_mobile(subscriber: &str) -> bool {
    subscriber.starts_with(['6', '7', '8', '9'])
}
