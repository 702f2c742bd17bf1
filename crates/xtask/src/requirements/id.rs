//! The id of a requirement: a letter and a number.

use std::fmt;
use std::str::FromStr;

/// `V21`, `C5`, `S30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id {
    letter: char,
    number: u16,
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.letter, self.number)
    }
}

impl FromStr for Id {
    type Err = ();

    /// Upper or lower case; no leading zero.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut chars = text.chars();
        let letter = chars
            .next()
            .map(|char| char.to_ascii_uppercase())
            .filter(|char| "VCS".contains(*char))
            .ok_or(())?;
        let digits = chars.as_str();
        if digits.starts_with('0') || !digits.chars().all(|char| char.is_ascii_digit()) {
            return Err(());
        }
        digits.parse().map(|number| Self { letter, number }).map_err(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_a_known_letter_and_a_number() {
        assert_eq!("v21".parse::<Id>().unwrap().to_string(), "V21");
        for wrong in ["", "V", "X1", "V01", "V1a", "21"] {
            assert!(wrong.parse::<Id>().is_err(), "{wrong}");
        }
    }
}
