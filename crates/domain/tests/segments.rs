//! The segment counter against Twilio's own calculator.
//!
//! `data/sms-segments.json` holds texts with the answers of npm `sms-segments-calculator` 1.3.0 (Twilio, MIT) and,
//! as `strict`, of a counter that knows code units only. The policy takes Twilio's answer, parts included, but
//! - for the empty text, which Twilio counts as one message: nothing is sent, so none;
//! - where Twilio makes a part of more than 67 units out of a cluster longer than a part (letters under piles of
//!   combining marks): no network carries such a part, so the text is cut as `strict` cuts it.
//!
//! With its "smart encoding" Twilio first rewrites the text; those cases are counted on the rewritten text.

#![expect(clippy::unwrap_used, reason = "a broken data file is to fail the test")]

use domain::sms::{Encoding, Segments};
use serde_json::Value;

#[test]
fn every_text_is_cut_as_twilio_cuts_it_s11_s12_s31() {
    let data: Value = serde_json::from_str(include_str!("data/sms-segments.json")).unwrap();
    let cases = data["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 808);
    let mut as_strict = Vec::new();
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let judged = expected(case);
            if judged == &case["strict"] {
                as_strict.push(case["id"].as_u64().unwrap());
            }
            difference(case, judged)
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert_eq!(as_strict, [1, 1004, 1005, 1006], "the empty text and three piles of marks");
}

/// Twilio's answer, or the strict one where the policy departs from Twilio.
fn expected(case: &Value) -> &Value {
    let smart = case["smart_encoding"] == true;
    let alone = case["segments"] == 1;
    let too_long = |units: &Value| case["encoding"] == "UCS-2" && !alone && units.as_u64().unwrap() > 67;
    let parts = case["units_per_segment"].as_array().unwrap();
    if !smart && (case["text"] == "" || parts.iter().any(too_long)) { &case["strict"] } else { case }
}

fn difference(case: &Value, expected: &Value) -> Option<String> {
    let field = if case["smart_encoding"] == true { "smart_text" } else { "text" };
    let text = case[field].as_str().unwrap();
    let found = Segments::of(text);
    let encoding = match found.encoding() {
        Encoding::Gsm7 => "GSM-7",
        Encoding::Ucs2 => "UCS-2",
    };
    let units: Vec<u32> = found.parts().iter().map(|part| part.units).collect();
    let forcing = found.forcing_unicode();
    let mut differing = Vec::new();
    for (name, found) in [
        ("encoding", Value::from(encoding)),
        ("segments", found.count().into()),
        ("units", found.units().into()),
        ("units_per_segment", units.into()),
    ] {
        if expected[name] != found {
            differing.push(format!("{name} {found}, expected {}", expected[name]));
        }
    }
    // The data lists the first forty of them.
    let listed = forcing.get(..40).unwrap_or(forcing);
    if case["non_gsm"] != Value::from(listed) {
        differing.push(format!("forcing {forcing:?}, expected {}", case["non_gsm"]));
    }
    let id = &case["id"];
    (!differing.is_empty()).then(|| format!("{id} {}: {}", case["category"], differing.join("; ")))
}
