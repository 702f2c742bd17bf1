//! Telephone numbers: always `+`, country code and subscriber number, as E.164 writes them.
//!
//! What is here needs no tables and runs in the browser: it takes a number written internationally and says
//! what to type when it is not. Whether a number exists, of what kind it is and how it reads at home is known to
//! the full parser alone, behind feature `phone`.

use crate::text::text;

mod digits;
#[cfg(feature = "phone")]
mod extension;
mod grouping;
mod kind;
#[cfg(feature = "phone")]
mod parser;

pub use kind::PhoneKind;
#[cfg(feature = "phone")]
pub use parser::{PhoneFacts, displayed, examine, parse, reachable};

text! {
    /// A number in E.164: `+` and 7 to 15 digits, the country code first.
    PhoneNumber, error = PhoneError, parse = parse_international
}

/// Why a number is not accepted; the messages say what to type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("type a phone number with its country code, for example +1 514 555 0123")]
    Blank,
    /// `suggestion` is the number that was probably meant, for a person to confirm.
    #[error("start with + and the country code{}", suggested(suggestion.as_ref()))]
    NoCountryCode { suggestion: Option<PhoneNumber> },
    #[error("“{0}” does not belong in a phone number; use digits only")]
    UnexpectedCharacter(char),
    #[error("{digits} digits are too few for a phone number with its country code")]
    TooShort { digits: usize },
    #[error("{digits} digits are too many; a phone number has at most 15")]
    TooLong { digits: usize },
    #[error("no country code begins with 0; type the country code right after the +")]
    ZeroCountryCode,
    /// +1 is followed by ten digits, and neither the area code nor the exchange begins with 0 or 1.
    #[error("after +1 come the area code and seven digits, for example +1 514 555 0123")]
    NotNorthAmerican,
    /// Only the full parser finds this.
    #[error("this number is not in use in its country; check it digit by digit")]
    NotAssigned,
    /// Written as it was before its country changed its numbers. Only the full parser finds this.
    #[error("this number is written in an old way; today it is {}", now.grouped())]
    OldForm { now: PhoneNumber },
}

impl PhoneError {
    /// The number that was probably meant, for a person to confirm.
    pub fn suggestion(&self) -> Option<&PhoneNumber> {
        match self {
            Self::NoCountryCode { suggestion } => suggestion.as_ref(),
            Self::OldForm { now } => Some(now),
            Self::Blank
            | Self::UnexpectedCharacter(_)
            | Self::TooShort { .. }
            | Self::TooLong { .. }
            | Self::ZeroCountryCode
            | Self::NotNorthAmerican
            | Self::NotAssigned => None,
        }
    }
}

fn suggested(suggestion: Option<&PhoneNumber>) -> String {
    suggestion.map_or_else(
        || ", for example +1 514 555 0123".to_owned(),
        |number| format!(": {}?", number.grouped()),
    )
}

impl PhoneNumber {
    /// Reads a number written internationally. Spaces, dashes, dots, parentheses and the invisible marks of
    /// copied text are skipped, the digits of every script are digits, and the trunk zero people write as `(0)` is
    /// left out where it is not part of the number. Nothing is guessed: without `+` and a country code there is no
    /// number.
    pub fn parse_international(given: &str) -> Result<Self, PhoneError> {
        Self::parse(given)
    }

    /// The sender of a text, as a network delivers it: `+` and 5 to 15 digits. It has just texted us, so no numbering
    /// plan is asked whether it exists.
    pub fn received(given: &str) -> Option<Self> {
        let digits = given.trim().strip_prefix('+')?;
        let is_number = (5..=15).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && !digits.starts_with('0');
        is_number.then(|| Self(format!("+{digits}")))
    }

    /// The digits without the `+`, as some providers want them.
    pub fn digits(&self) -> &str {
        self.as_str().trim_start_matches('+')
    }

    /// The number as people read it: `+1 514-555-0123`, `+33 612 345 678`.
    pub fn grouped(&self) -> String {
        grouping::grouped(self.digits())
    }

    /// The country calling code, one to three digits.
    pub fn country_code(&self) -> &str {
        grouping::split(self.digits()).0
    }

    /// Canada or one of the fifty states. The Caribbean and the Pacific territories share +1 and are neither:
    /// messages there cost what abroad costs.
    pub fn is_canada_or_us(&self) -> bool {
        grouping::is_canada_or_us(self.digits())
    }

    /// Whether a text from `home` to this number goes abroad: to another country, by its calling code. Canada and the
    /// United States are one region, and the rest of +1 is abroad for both.
    pub fn is_abroad_from(&self, home: &Self) -> bool {
        match (home.is_canada_or_us(), self.is_canada_or_us()) {
            (true, theirs) => !theirs,
            // Other territories of +1 differ by their area code.
            (false, _) if home.country_code() == "1" => home.digits().get(..4) != self.digits().get(..4),
            (false, _) => home.country_code() != self.country_code(),
        }
    }

    /// The same subscriber as other networks may write it, this number first. Mexico, Brazil, Argentina and Benin
    /// have changed their numbers and some networks have not, so an incoming number is looked up by all of these.
    pub fn equivalents(&self) -> Vec<Self> {
        let mut forms = vec![self.clone()];
        forms.extend(grouping::other_form(self.digits()).map(Self));
        forms
    }

    /// Whether both reach the same phone.
    pub fn is_same_phone(&self, other: &Self) -> bool {
        self.equivalents().contains(other)
    }

    /// How the number is written today, where this is a form that its country has given up.
    pub fn modern(&self) -> Option<Self> {
        grouping::modern_form(self.digits()).map(Self)
    }
}

fn parse_international(given: &str) -> Result<String, PhoneError> {
    let (plus, digits) = digits::read(given)?;
    if digits.is_empty() {
        return Err(PhoneError::Blank);
    }
    if !plus {
        return Err(PhoneError::NoCountryCode { suggestion: suggestion(&digits) });
    }
    check(&digits)?;
    Ok(format!("+{digits}"))
}

fn check(digits: &str) -> Result<(), PhoneError> {
    if digits.starts_with('0') {
        return Err(PhoneError::ZeroCountryCode);
    }
    if let Some(national) = digits.strip_prefix('1') {
        return if is_north_american(national) { Ok(()) } else { Err(PhoneError::NotNorthAmerican) };
    }
    match digits.len() {
        short @ ..=6 => Err(PhoneError::TooShort { digits: short }),
        long @ 16.. => Err(PhoneError::TooLong { digits: long }),
        _ => Ok(()),
    }
}

fn is_north_american(national: &str) -> bool {
    let begins_a_code = |at| national.as_bytes().get(at).is_some_and(|digit| (b'2'..=b'9').contains(digit));
    national.len() == 10 && begins_a_code(0) && begins_a_code(3)
}

/// What a number without `+` probably is: one dialled from Canada, or one with a prefix for dialling abroad.
fn suggestion(digits: &str) -> Option<PhoneNumber> {
    let national = digits.strip_prefix('1').unwrap_or(digits);
    let international = if is_north_american(national) {
        format!("1{national}")
    } else {
        digits.strip_prefix("011").or_else(|| digits.strip_prefix("00"))?.to_owned()
    };
    check(&international).ok().map(|()| PhoneNumber(format!("+{international}")))
}

#[cfg(test)]
#[path = "phone_tests.rs"]
mod tests;
