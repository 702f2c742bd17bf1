//! The two requests made to MessageBird: create a message, list messages.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use delivery::sms::{SmsLookup, SmsToSend};
use serde::Serialize;

/// Messages of one page; the most that the API gives.
const PAGE: usize = 200;
/// How far MessageBird's clock may be from ours.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(2);

/// Body of `POST /messages`.
#[derive(Debug, Serialize)]
pub struct NewMessage<'a> {
    originator: &'a str,
    recipients: [&'a str; 1],
    body: &'a str,
    /// Our id. Without a reference no report is sent.
    reference: String,
    #[serde(rename = "reportUrl")]
    report_url: &'a str,
    /// `plain`, which is what they take without it, turns every letter outside GSM-7 into a question mark.
    datacoding: &'static str,
}

pub fn create(sms: &SmsToSend) -> NewMessage<'_> {
    NewMessage {
        originator: sms.from.digits(),
        recipients: [sms.to.digits()],
        body: &sms.body,
        reference: sms.id.to_string(),
        report_url: sms.status_callback.as_str(),
        datacoding: "auto",
    }
}

/// Query of `GET /messages`: what went to this number since then.
pub fn list(sought: &SmsLookup, offset: usize) -> Vec<(&'static str, String)> {
    vec![
        ("recipient", sought.to.digits().to_owned()),
        ("from", instant(sought.sent_after - CLOCK_SKEW)),
        ("until", instant(sought.sent_before + CLOCK_SKEW)),
        ("limit", PAGE.to_string()),
        ("offset", offset.to_string()),
    ]
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}
