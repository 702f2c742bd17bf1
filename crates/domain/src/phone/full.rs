//! The full parser, with the numbering plans of every country (libphonenumber's data, through rlibphonenumber).

use rlibphonenumber::{PhoneNumber as Parsed, PhoneNumberFormat as Format, PhoneNumberType as Type, Region};

use super::{PhoneError, PhoneKind, PhoneNumber, parse_international};

/// What the numbering plans say about a number, valid or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneFacts {
    /// E.164; of any length while the number is not valid.
    pub e164: String,
    /// The length is right for the country.
    pub is_possible: bool,
    /// The country assigns such numbers.
    pub is_valid: bool,
    /// ISO 3166 code of the country or territory.
    pub region: Option<String>,
    pub kind: PhoneKind,
    /// What to dial after the call is answered.
    pub extension: Option<String>,
    /// As it is written at home and abroad.
    pub national: String,
    pub international: String,
}

/// Looks a number up. `default_region` (ISO 3166, `CA`) is the country of numbers written without one;
/// `None` where there is nothing that could be a number.
///
/// The answer is libphonenumber's, its ways with letters included; what a person typed goes through [`parse`].
pub fn examine(given: &str, default_region: Option<&str>) -> Option<PhoneFacts> {
    let region = default_region.and_then(|region| Region::from_code(region).ok());
    let parsed = Parsed::parse(given, region).ok()?;
    Some(PhoneFacts {
        e164: parsed.format_as(Format::E164).into_owned(),
        is_possible: parsed.is_possible_with_reason().is_ok(),
        is_valid: parsed.is_valid(),
        region: parsed.get_region_code().map(|region| region.as_region_str().as_str().to_owned()),
        kind: kind_of(parsed.get_type()),
        extension: parsed.extension.clone().filter(|extension| !extension.is_empty()),
        national: parsed.format_as(Format::National).into_owned(),
        international: parsed.format_as(Format::International).into_owned(),
    })
}

/// Reads what a person typed into a number that its country assigns, and what is known about it.
///
/// Without a `default_region` the country code is required. An extension may follow, in any of the three
/// languages (“ext. 12”, “poste 12”, “extensión 12”, “x12”, “#12”).
pub fn parse(given: &str, default_region: Option<&str>) -> Result<(PhoneNumber, PhoneFacts), PhoneError> {
    let (number, extension) = split_extension(given);
    let (plus, digits) = super::digits::read(number)?;
    if digits.is_empty() {
        return Err(PhoneError::Blank);
    }
    if !plus && default_region.is_none() {
        // The light parser knows what to suggest.
        parse_international(number)?;
    }
    let written = if plus { format!("+{digits}") } else { digits };
    let mut facts = examine(&written, default_region).ok_or(PhoneError::NotAssigned)?;
    if !facts.is_valid {
        // The light parser says best what is wrong; where it finds nothing, the plan of the country does.
        parse_international(&facts.e164)?;
        return Err(PhoneError::NotAssigned);
    }
    facts.extension = extension.map(str::to_owned);
    let number = PhoneNumber::parse(&facts.e164)?;
    Ok((number, facts))
}

/// The number, and the digits after a word for “extension”. Left to libphonenumber, “poste 12” would be dialled
/// as letters on a keypad.
fn split_extension(given: &str) -> (&str, Option<&str>) {
    const WORDS: &[&str] = &["extension", "extensión", "ext", "poste", "post", "anexo", "x", "#", "p"];
    let given = given.trim();
    let digits = given.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(extension) = given.get(digits.len()..).filter(|extension| (1..=7).contains(&extension.len()))
    else {
        return (given, None);
    };
    let before = digits.trim_end().trim_end_matches(['.', ':']).trim_end();
    let lower = before.to_lowercase();
    let word = WORDS.iter().find(|word| lower.ends_with(**word));
    // Lower-casing may change lengths, so the word is taken off by characters.
    let number = word.and_then(|word| {
        let keep = before.chars().count().checked_sub(word.chars().count())?;
        let end = before.char_indices().nth(keep).map_or(before.len(), |(at, _)| at);
        before.get(..end)
    });
    number.map_or((given, None), |number| (number.trim_end_matches([',', ';', ' ']), Some(extension)))
}

const fn kind_of(kind: Type) -> PhoneKind {
    match kind {
        Type::FixedLine => PhoneKind::FixedLine,
        Type::Mobile => PhoneKind::Mobile,
        Type::FixedLineOrMobile => PhoneKind::FixedLineOrMobile,
        Type::TollFree => PhoneKind::TollFree,
        Type::PremiumRate => PhoneKind::PremiumRate,
        Type::SharedCost => PhoneKind::SharedCost,
        Type::VoIP => PhoneKind::Voip,
        Type::PersonalNumber => PhoneKind::PersonalNumber,
        Type::Pager => PhoneKind::Pager,
        Type::UAN => PhoneKind::UniversalAccess,
        Type::VoiceMail => PhoneKind::Voicemail,
        Type::Unknown => PhoneKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &str, region: Option<&str>, expected: Result<(&str, Option<&str>), PhoneError>) {
        let found = parse(given, region).map(|(number, facts)| (number.into_string(), facts.extension));
        assert_eq!(
            found,
            expected.map(|(e164, extension)| (e164.to_owned(), extension.map(str::to_owned))),
            "{given}"
        );
    }

    #[test]
    fn an_extension_is_understood_in_three_languages() {
        for given in [
            "514-555-0123 poste 12",
            "514 555 0123 ext. 12",
            "(514) 555-0123 x12",
            "514.555.0123, Poste: 12",
            "514-555-0123 extensión 12",
            "514-555-0123 #12",
        ] {
            check(given, Some("CA"), Ok(("+15145550123", Some("12"))));
        }
        check("514-555-0123", Some("CA"), Ok(("+15145550123", None)));
    }

    #[test]
    fn an_international_number_keeps_every_digit_whatever_the_home_region() {
        for number in ["+8613123456789", "+4915123456789", "+8801812345678", "+525512345678"] {
            for region in [Some("CA"), Some("US"), None] {
                check(number, region, Ok((number, None)));
            }
        }
        check("+33 (0)6 12 34 56 78", Some("CA"), Ok(("+33612345678", None)));
        check("+44 07911 123456", None, Ok(("+447911123456", None)));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let suggestion = PhoneNumber::parse("+15145550123").ok();
        check("514 555 0123", None, Err(PhoneError::NoCountryCode { suggestion }));
        check("", Some("CA"), Err(PhoneError::Blank));
        check("+1 514 555 012", None, Err(PhoneError::NotNorthAmerican));
        check("555-0123", Some("CA"), Err(PhoneError::NotNorthAmerican));
        check("+999123456789", None, Err(PhoneError::NotAssigned));
        check("1-800-FLOWERS", Some("CA"), Err(PhoneError::UnexpectedCharacter('F')));
        check("514-555-O123", Some("CA"), Err(PhoneError::UnexpectedCharacter('O')));
    }

    #[test]
    fn a_landline_abroad_is_known_to_take_no_sms() {
        let (_, paris) = parse("+33 1 42 68 53 00", None).unwrap();
        assert_eq!(
            (paris.kind, paris.kind.may_take_sms(), paris.region.as_deref()),
            (PhoneKind::FixedLine, false, Some("FR"))
        );
        let (_, montreal) = parse("+1 514 555 0123", None).unwrap();
        assert!(montreal.kind.may_take_sms());
    }
}
