//! Numbers as people type them, and what can be told without numbering plans.

use proptest::prelude::*;

use super::*;

fn check(given: &str, expected: Result<&str, PhoneError>) {
    let found = PhoneNumber::parse_international(given).map(PhoneNumber::into_string);
    assert_eq!(found, expected.map(str::to_owned), "{given:?}");
}

#[test]
fn a_number_with_plus_and_country_code_is_normalized_s10() {
    for given in [
        "+15145550123",
        " +1 (514) 555-0123 ",
        "+1.514.555.0123",
        "+1\u{a0}514\u{202f}555\u{2011}0123",
        "\u{202a}+1 514 555 0123\u{202c}",
        "\u{ff0b}\u{ff11}\u{ff08}\u{ff15}\u{ff11}\u{ff14}\u{ff09}\u{ff15}\u{ff15}\u{ff15}\u{ff0d}\u{ff10}\u{ff11}\u{ff12}\u{ff13}",
        "+\u{661}\u{665}\u{661}\u{664}\u{665}\u{665}\u{665}\u{660}\u{661}\u{662}\u{663}",
        "tel:+1-514-555-0123",
    ] {
        check(given, Ok("+15145550123"));
    }
    check("+33 (0)6 12 34 56 78", Ok("+33612345678"));
    check("+98 ۹۱۲ ۳۴۵ ۶۷۸۹", Ok("+989123456789"));
    // In these countries the zero belongs to the number: without it, someone else is texted.
    check("+39 (0)376 123456", Ok("+390376123456"));
    check("+229 (0)1 97 12 34 56", Ok("+2290197123456"));
    // Only right after the country code is it the one that is left out.
    check("+44 20 7946 (0) 958", Ok("+442079460958"));
}

#[test]
fn without_a_country_code_there_is_no_number_but_a_suggestion_s10() {
    let missing = |e164: Option<&str>| {
        Err(PhoneError::NoCountryCode { suggestion: e164.map(|e164| PhoneNumber(e164.to_owned())) })
    };
    check("514-555-0123", missing(Some("+15145550123")));
    check("1 514 555 0123", missing(Some("+15145550123")));
    check("011 33 6 12 34 56 78", missing(Some("+33612345678")));
    check("00 33 6 12 34 56 78", missing(Some("+33612345678")));
    check("00 33 (0)6 12 34 56 78", missing(Some("+33612345678")));
    check("00 39 (0)376 123456", missing(Some("+390376123456")));
    check("555-0123", missing(None));
    check("911", missing(None));
}

#[test]
fn what_is_no_number_is_refused_with_the_reason_s10() {
    check("", Err(PhoneError::Blank));
    check("+", Err(PhoneError::Blank));
    check(" - ", Err(PhoneError::Blank));
    check("+0 123 456 789", Err(PhoneError::ZeroCountryCode));
    check("+33 612", Err(PhoneError::TooShort { digits: 5 }));
    check("+33 6123456789012345", Err(PhoneError::TooLong { digits: 18 }));
    check("+1 514 555 012", Err(PhoneError::NotNorthAmerican));
    check("+1 514 555 01234", Err(PhoneError::NotNorthAmerican));
    check("+1 014 555 0123", Err(PhoneError::NotNorthAmerican));
    check("+1 514 155 0123", Err(PhoneError::NotNorthAmerican));
    check("+1 514 555 O123", Err(PhoneError::UnexpectedCharacter('O')));
    check("SUPPORT", Err(PhoneError::UnexpectedCharacter('S')));
    check("5+14", Err(PhoneError::UnexpectedCharacter('+')));
}

#[test]
fn the_message_says_what_to_type() {
    let message = |given: &str| PhoneNumber::parse(given).unwrap_err().to_string();
    assert_eq!(message("5145550123"), "start with + and the country code: +1 514-555-0123?");
    assert_eq!(message("12345"), "start with + and the country code, for example +1 514 555 0123");
}

#[test]
fn a_number_reads_in_groups() {
    for (e164, expected) in [
        ("+15145550123", "+1 514-555-0123"),
        ("+33612345678", "+33 612 345 678"),
        ("+525512345678", "+52 551 234 5678"),
        ("+8613123456789", "+86 131 2345 6789"),
        ("+85251234567", "+852 5123 4567"),
        ("+24740123", "+247 40 123"),
        ("+3725012", "+372 5012"),
        ("+79123456789", "+7 912 345 6789"),
    ] {
        assert_eq!(PhoneNumber::parse(e164).unwrap().grouped(), expected);
    }
}

#[test]
fn canada_and_the_states_are_home_and_the_islands_are_not() {
    for (e164, home) in [
        ("+15145550123", true),
        ("+12125550123", true),
        ("+18765550123", false),
        ("+17875550123", false),
        ("+525512345678", false),
    ] {
        assert_eq!(PhoneNumber::parse(e164).unwrap().is_canada_or_us(), home, "{e164}");
    }
}

#[test]
fn two_spellings_of_one_mobile_find_each_other() {
    for (one, other) in [
        ("+5215512345678", "+525512345678"),
        ("+5541988887777", "+554188887777"),
        ("+5491123456789", "+541123456789"),
        ("+2290197123456", "+22997123456"),
    ] {
        let forms = |e164: &str| PhoneNumber::parse(e164).unwrap().equivalents();
        assert!(forms(one).contains(&PhoneNumber(other.to_owned())), "{one}");
        assert!(forms(other).contains(&PhoneNumber(one.to_owned())), "{other}");
        assert_eq!(forms(one).first().map(PhoneNumber::as_str), Some(one));
    }
    assert_eq!(PhoneNumber::parse("+15145550123").unwrap().equivalents().len(), 1);
    assert_eq!(
        PhoneNumber::parse("+554133334444").unwrap().equivalents().len(),
        1,
        "a landline has one form"
    );
}

#[test]
fn a_number_that_texted_us_is_one_whatever_the_plans_say() {
    for given in ["+11145550123", "+5218112345678", "+12345", " +18445550123 "] {
        assert_eq!(PhoneNumber::received(given).map(PhoneNumber::into_string).as_deref(), Some(given.trim()));
    }
    for given in [
        "73737",
        "SUPPORT",
        "+",
        "+0123456",
        "+1234",
        "+1234567890123456",
        "+1 514 555 0123",
        "whatsapp:+15145550123",
    ] {
        assert_eq!(PhoneNumber::received(given), None, "{given}");
    }
}

#[test]
fn json_takes_a_number_and_debug_hides_it() {
    let number: PhoneNumber = serde_json::from_str("\"+1 514 555 0123\"").unwrap();
    assert_eq!(serde_json::to_string(&number).unwrap(), "\"+15145550123\"");
    assert!(serde_json::from_str::<PhoneNumber>("\"5145550123\"").is_err());
    assert!(!format!("{number:?}").contains("514"));
}

proptest! {
    #[test]
    fn a_parsed_number_is_e164_and_reads_back(given in "[+(]{0,2}[0-9 ().-]{0,24}") {
        if let Ok(number) = PhoneNumber::parse(&given) {
            prop_assert!(number.as_str().starts_with('+'));
            prop_assert!((7..=15).contains(&number.digits().len()));
            prop_assert!(number.digits().bytes().all(|byte| byte.is_ascii_digit()));
            let again = PhoneNumber::parse(number.as_str());
            prop_assert_eq!(again.as_ref(), Ok(&number));
            let grouped = PhoneNumber::parse(&number.grouped());
            prop_assert_eq!(grouped, Ok(number));
        }
    }

    #[test]
    fn equivalence_goes_both_ways(digits in "5[245][1-9][0-9]{8,10}") {
        let number = PhoneNumber::parse(&format!("+{digits}")).unwrap();
        for form in number.equivalents() {
            prop_assert!(form.equivalents().contains(&number));
        }
    }

    #[test]
    fn no_text_breaks_the_parser(given in any::<String>()) {
        let _ = PhoneNumber::parse(&given);
    }
}

#[test]
fn a_text_goes_abroad_when_it_leaves_the_calling_region() {
    let number = |given: &str| PhoneNumber::parse(given).unwrap();
    for (home, to, abroad) in [
        ("+14385550100", "+15145551234", false),
        ("+14385550100", "+12125551234", false),
        ("+12125550100", "+15145551234", false),
        ("+14385550100", "+33612345678", true),
        ("+14385550100", "+18765551234", true),
        ("+14385550100", "+525512345678", true),
        ("+33612345678", "+33712345678", false),
        ("+33612345678", "+14385550100", true),
        ("+18765551234", "+18765559876", false),
        ("+18765551234", "+14385550100", true),
    ] {
        assert_eq!(number(to).is_abroad_from(&number(home)), abroad, "{home} to {to}");
    }
}
