//! The full parser against libphonenumber.
//!
//! `data/phone-numbers.json` holds inputs with the answers of PyPI `phonenumbers` 9.0.43, the Python port of Google's
//! libphonenumber (Apache-2.0): examples of every region in every spelling, Canadian habits, and the numbers of
//! Mexico, Brazil, Argentina and others that are known to break parsers.
#![cfg(feature = "phone")]
#![expect(clippy::unwrap_used, reason = "a broken data file is to fail the test")]

use domain::phone::{PhoneKind, examine};
use serde_json::Value;

#[test]
fn every_number_is_read_as_libphonenumber_reads_it_s10() {
    let data: Value = serde_json::from_str(include_str!("data/phone-numbers.json")).unwrap();
    let cases = data["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 1_437);
    let wrong: Vec<String> = cases.iter().filter_map(difference).collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn difference(case: &Value) -> Option<String> {
    let input = case["input"].as_str().unwrap();
    let region = case["default_region"].as_str();
    let mut found = examine(input, region).map_or_else(
        || serde_json::json!({"parsed": false}),
        |facts| {
            serde_json::json!({
                "parsed": true,
                "e164": facts.e164,
                "possible": facts.is_possible,
                "valid": facts.is_valid,
                "region": facts.region,
                "type": type_name(facts.kind),
                "extension": facts.extension,
                "national": facts.national,
                "international": facts.international,
            })
        },
    );
    let found = found.as_object_mut().unwrap();
    found.retain(|field, value| case[field] != *value);
    (!found.is_empty()).then(|| format!("{input} in {region:?}: found {found:?} for {case}"))
}

/// libphonenumber's name of a kind.
const fn type_name(kind: PhoneKind) -> &'static str {
    match kind {
        PhoneKind::FixedLine => "FIXED_LINE",
        PhoneKind::Mobile => "MOBILE",
        PhoneKind::FixedLineOrMobile => "FIXED_LINE_OR_MOBILE",
        PhoneKind::TollFree => "TOLL_FREE",
        PhoneKind::PremiumRate => "PREMIUM_RATE",
        PhoneKind::SharedCost => "SHARED_COST",
        PhoneKind::Voip => "VOIP",
        PhoneKind::PersonalNumber => "PERSONAL_NUMBER",
        PhoneKind::Pager => "PAGER",
        PhoneKind::UniversalAccess => "UAN",
        PhoneKind::Voicemail => "VOICEMAIL",
        PhoneKind::Unknown => "UNKNOWN",
    }
}
