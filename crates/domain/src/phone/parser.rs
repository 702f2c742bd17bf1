//! The full parser, with the numbering plans of every country (libphonenumber's data, through rlibphonenumber).

use rlibphonenumber::{PhoneNumber as Parsed, PhoneNumberFormat as Format, PhoneNumberType as Type, Region};

use super::{PhoneError, PhoneKind, PhoneNumber, extension, grouping, parse_international};

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
/// Without a `default_region` the country code is required. An extension may follow, as people write it in several
/// languages (“ext. 12”, “poste 12”, “доб. 12”, “x12”, “;ext=12”).
pub fn parse(given: &str, default_region: Option<&str>) -> Result<(PhoneNumber, PhoneFacts), PhoneError> {
    let (number, extension) = extension::split(given);
    let (plus, mut digits, trunk_zero) = super::digits::read_with_zero(number)?;
    if digits.is_empty() {
        return Err(PhoneError::Blank);
    }
    if !plus && default_region.is_none() {
        // The light parser knows what to suggest.
        parse_international(number)?;
    }
    let look_up = |digits: &str| {
        let written = if plus { format!("+{digits}") } else { digits.to_owned() };
        examine(&written, default_region)
    };
    let mut found = look_up(&digits);
    if let Some(at) = trunk_zero.filter(|_| found.as_ref().is_none_or(|facts| !facts.is_valid)) {
        // Whether “(0)” belongs to the number is known by its country. Written where no zero is ever dialled, it is
        // a habit; where numbers begin with a zero, it is never taken off.
        let code = digits.get(..at).unwrap_or_default().trim_start_matches("011").trim_start_matches("00");
        if !grouping::keeps_zero(code) {
            digits.remove(at);
            found = look_up(&digits);
        }
    }
    let Some(mut facts) = found else {
        if plus {
            // Too short or too long for any country: that is said first.
            parse_international(number)?;
        }
        return Err(PhoneError::NotAssigned);
    };
    if !facts.is_valid {
        // The light parser says best what is wrong; where it finds nothing, the plan of the country does.
        let number = PhoneNumber::parse(&facts.e164)?;
        let now = number.equivalents().into_iter().skip(1).find(is_assigned);
        return Err(now.map_or(PhoneError::NotAssigned, |now| PhoneError::OldForm { now }));
    }
    facts.extension = extension;
    let number = PhoneNumber::parse(&facts.e164)?;
    Ok((number, facts))
}

fn is_assigned(number: &PhoneNumber) -> bool {
    examine(number.as_str(), None).is_some_and(|facts| facts.is_valid)
}

/// The form of a number that texts are sent to: the one that its country assigns to phones that take texts, and the
/// number itself where none is known.
pub fn reachable(number: &PhoneNumber) -> PhoneNumber {
    let takes_texts = |form: &PhoneNumber| {
        examine(form.as_str(), None).is_some_and(|facts| facts.is_valid && facts.kind.may_take_sms())
    };
    number.equivalents().into_iter().find(takes_texts).unwrap_or_else(|| number.clone())
}

/// The number as people abroad write it, in the groups of its country.
pub fn displayed(number: &PhoneNumber) -> String {
    let known =
        examine(number.as_str(), None).filter(|facts| facts.is_valid && facts.e164 == number.as_str());
    known.map_or_else(|| number.grouped(), |facts| facts.international)
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
    fn an_extension_is_understood_as_people_write_it() {
        for given in [
            "514-555-0123 poste 12",
            "514 555 0123 ext. 12",
            "(514) 555-0123 x12",
            "514.555.0123, Poste: 12",
            "514-555-0123 extensión 12",
            "514-555-0123 #12",
            "+1-514-555-0123;ext=12",
            "tel:+1-514-555-0123;ext=12",
            "514-555-0123 extn 12",
            "514-555-0123 int. 12",
            "514-555-0123 доб. 12",
            "514-555-0123 доб.12",
            "514-555-0123,,12",
            "514-555-0123;12",
            "514-555-0123 ~12",
            "514-555-0123 EXT:12",
            "514-555-0123 ramal 12",
            "514-555-0123 内線 12",
            "514-555-0123 ext. 12#",
            "514-555-0123 ext. \u{9e7}\u{9e8}",
            "514-555-0123 (ext. 12)",
        ] {
            check(given, Some("CA"), Ok(("+15145550123", Some("12"))));
        }
        check("514-555-0123", Some("CA"), Ok(("+15145550123", None)));
        // Two numbers are not a number and its extension.
        check("5145550123,5145550199", Some("CA"), Err(PhoneError::UnexpectedCharacter(',')));
        check("514 555 0123, 514 555 0199", Some("CA"), Err(PhoneError::UnexpectedCharacter(',')));
    }

    #[test]
    fn a_zero_in_brackets_belongs_to_the_number_where_the_country_says_so() {
        for (given, expected) in [
            // Italy: a landline of Mantua, and not the mobile 376 123456 of someone else.
            ("+39 (0)376 123456", "+390376123456"),
            ("+39(0)6 69812345", "+390669812345"),
            ("0039 (0)376 123456", "+390376123456"),
            ("+39 （０）376 123456", "+390376123456"),
            ("+378 (0)549 886377", "+3780549886377"),
            ("+225 (0)7 07 12 34 56", "+2250707123456"),
            ("+229 (0)1 97 12 34 56", "+2290197123456"),
            ("+242 (0)6 612 3456", "+242066123456"),
            ("+241 (0)6 03 12 34", "+24106031234"),
            // Elsewhere it is dialled at home alone.
            ("+33 (0)6 12 34 56 78", "+33612345678"),
            ("+44 (0)20 7946 0958", "+442079460958"),
            ("+49 (0)30 901820", "+4930901820"),
            ("+243 (0)81 234 5678", "+243812345678"),
            // And where no zero is dialled at all it is a habit of letter-heads.
            ("+34 (0)612 345 678", "+34612345678"),
            ("+45 (0)32 12 34 56", "+4532123456"),
        ] {
            let found = parse(given, Some("FR")).map(|(number, _)| number.into_string());
            assert_eq!(found.as_deref(), Ok(expected), "{given}");
        }
        let wrong = parse("+39 (0)312", None);
        assert!(wrong.is_err(), "never another number: {wrong:?}");
    }

    #[test]
    fn an_old_form_is_answered_with_the_form_of_today() {
        for (old, now) in [
            ("+5218112345678", "+528112345678"),
            ("+554188887777", "+5541988887777"),
            ("+22997123456", "+2290197123456"),
        ] {
            let now = PhoneNumber::parse(now).unwrap();
            check(old, None, Err(PhoneError::OldForm { now: now.clone() }));
            assert_eq!(PhoneNumber::parse(old).unwrap().modern(), Some(now));
        }
        assert_eq!(PhoneNumber::parse("+528112345678").unwrap().modern(), None);
    }

    #[test]
    fn a_text_goes_to_the_form_that_takes_texts_and_else_where_it_came_from() {
        for (received, to) in [
            ("+5218112345678", "+528112345678"),
            ("+554188887777", "+5541988887777"),
            ("+541166773399", "+5491166773399"),
            ("+22997123456", "+2290197123456"),
            ("+18445550123", "+18445550123"),
            ("+442079460958", "+442079460958"),
            ("+15145550123", "+15145550123"),
            ("+11145550123", "+11145550123"),
        ] {
            let received = PhoneNumber::received(received).unwrap();
            assert_eq!(reachable(&received).as_str(), to);
        }
    }

    #[test]
    fn a_number_is_shown_in_the_groups_of_its_country() {
        for (e164, shown) in [
            ("+15145550123", "+1 514-555-0123"),
            ("+33612345678", "+33 6 12 34 56 78"),
            ("+442079460958", "+44 20 7946 0958"),
            ("+5218112345678", "+52 181 1234 5678"),
        ] {
            assert_eq!(displayed(&PhoneNumber::parse(e164).unwrap()), shown);
        }
    }

    #[test]
    fn digits_of_every_script_are_read_as_the_library_reads_them() {
        for zero in [
            0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0,
            0x1040, 0x17E0, 0xFF10,
        ] {
            let written: String =
                "15145550123".chars().filter_map(|c| char::from_u32(zero + c.to_digit(10)?)).collect();
            check(&format!("+{written}"), None, Ok(("+15145550123", None)));
            assert_eq!(examine(&format!("+{written}"), None).unwrap().e164, "+15145550123");
            assert_eq!(PhoneNumber::parse(&format!("+{written}")).unwrap().as_str(), "+15145550123");
        }
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
