//! What Twilio answers, and what it means for the message.

use super::errors::{self, SENDER_QUEUE_FULL, TOO_MANY_REQUESTS};
use super::webhook::state_of;
use crate::sms::exchange::{Dialect, Refusal, advice_for_status};
use crate::sms::kept;
use chrono::{DateTime, TimeDelta, Utc};
use delivery::sms::{SmsAccepted, SmsFailure, SmsLookup};
use domain::sms::{DeliveryState, SmsAdvice};
use serde::Deserialize;
use std::time::Duration;

/// Waiting time after "queue full", where Twilio names none.
const QUEUE_FULL_PAUSE: Duration = Duration::from_mins(10);
/// How far Twilio's clock may be behind ours.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(2);

/// A Message resource; only what is used, everything optional, because fields are null until they are known.
#[derive(Debug, Deserialize)]
struct Message {
    sid: Option<String>,
    status: Option<String>,
    num_segments: Option<String>,
    body: Option<String>,
    to: Option<String>,
    date_created: Option<String>,
    direction: Option<String>,
    /// A number, and in some answers a number as text.
    error_code: Option<serde_json::Value>,
    #[serde(rename = "error_message")]
    explanation: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Failure {
    code: Option<i32>,
    message: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Page {
    messages: Vec<Message>,
}

/// Twilio's answers to a send.
#[derive(Debug)]
pub struct Answers;

impl Dialect for Answers {
    fn accepted(&self, body: &[u8]) -> Option<SmsAccepted> {
        serde_json::from_slice(body).ok().and_then(described)
    }

    fn refusal(&self, status: u16, body: &[u8]) -> Refusal {
        let failure = serde_json::from_slice::<Failure>(body).ok();
        let code = failure.as_ref().and_then(|f| f.code);
        match code {
            Some(TOO_MANY_REQUESTS) => Refusal::Temporary { reason: "20429", pause: None },
            Some(SENDER_QUEUE_FULL) => Refusal::Temporary { reason: "21611", pause: Some(QUEUE_FULL_PAUSE) },
            _ => Refusal::Permanent {
                code: code.unwrap_or(i32::from(status)),
                message: failure
                    .and_then(|f| f.message)
                    .and_then(|text| kept::words(&text))
                    .unwrap_or_default(),
                advice: code.map_or_else(|| advice_for_status(status), errors::advice),
            },
        }
    }
}

/// The messages of a list that could be the one sought, oldest first; `None` for a body that is not a list.
pub fn matching(body: &[u8], sought: &SmsLookup) -> Option<Vec<SmsAccepted>> {
    let page: Page = serde_json::from_slice(body).ok()?;
    let mut found: Vec<(DateTime<Utc>, SmsAccepted)> =
        page.messages.into_iter().filter_map(|message| candidate(message, sought)).collect();
    found.sort_by_key(|(created, _)| *created);
    Some(found.into_iter().map(|(_, accepted)| accepted).collect())
}

fn candidate(message: Message, sought: &SmsLookup) -> Option<(DateTime<Utc>, SmsAccepted)> {
    let created = DateTime::parse_from_rfc2822(message.date_created.as_deref()?).ok()?.to_utc();
    let ours = message.direction.as_deref().is_some_and(|d| d.starts_with("outbound"))
        && message.to.as_deref() == Some(sought.to.to_string().as_str())
        && message.body.as_deref() == Some(sought.body.as_str())
        && created >= sought.sent_after - CLOCK_SKEW
        && created <= sought.sent_before + CLOCK_SKEW;
    if ours { Some((created, described(message)?)) } else { None }
}

fn described(message: Message) -> Option<SmsAccepted> {
    let state = message.status.as_deref().and_then(state_of).unwrap_or(DeliveryState::Sending);
    let code = message.error_code.as_ref().and_then(code_of).filter(|code| *code != 0);
    let failure = state.is_failure().then(|| SmsFailure {
        code,
        text: message.explanation.and_then(|text| kept::words(&text)),
        advice: code.map_or(SmsAdvice::AskProvider, errors::advice),
    });
    Some(SmsAccepted {
        provider_message_id: kept::id(&message.sid?)?.into_string(),
        state,
        // "0" until known where a Messaging Service sends.
        segments: message.num_segments.and_then(|n| n.parse().ok()).filter(|n| *n > 0),
        failure,
    })
}

fn code_of(given: &serde_json::Value) -> Option<i32> {
    match given {
        serde_json::Value::String(text) => text.parse().ok(),
        number => number.as_i64().and_then(|code| code.try_into().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(body: &str) -> Option<SmsAccepted> {
        Answers.accepted(body.as_bytes())
    }

    #[test]
    fn a_created_message_keeps_its_sid_and_segments() {
        let message = accepted(r#"{"sid":"SM1","status":"queued","num_segments":"2"}"#).unwrap();
        assert_eq!(message.provider_message_id, "SM1");
        assert_eq!((message.state, message.segments), (DeliveryState::Sending, Some(2)));
        let service = r#"{"sid":"SM1","status":"a word of next year","num_segments":"0"}"#;
        let message = accepted(service).unwrap();
        assert_eq!((message.state, message.segments), (DeliveryState::Sending, None));
        for nothing in ["", "{}", "<html>", r#"{"sid":""}"#, r#"{"sid":"\u0000"}"#] {
            assert_eq!(accepted(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_failure_that_the_answer_tells_has_its_code_and_what_to_do() {
        for code in ["30006", r#""30006""#] {
            let body = format!(
                r#"{{"sid":"SM1","status":"failed","error_code":{code},"error_message":"Land\u0000line"}}"#
            );
            let failure = accepted(&body).unwrap().failure.unwrap();
            assert_eq!((failure.code, failure.advice), (Some(30006), SmsAdvice::NotAMobile));
            assert_eq!(failure.text.as_deref(), Some("Landline"));
        }
        let silent = accepted(r#"{"sid":"SM1","status":"undelivered","error_code":null}"#).unwrap();
        assert_eq!(silent.failure.map(|f| (f.code, f.advice)), Some((None, SmsAdvice::AskProvider)));
        let fine = accepted(r#"{"sid":"SM1","status":"queued"}"#).unwrap();
        assert_eq!(fine.failure, None);
    }

    #[test]
    fn refusals_say_what_to_do_or_when_to_come_again() {
        for (status, body, expected) in [
            (400, r#"{"code":21610,"message":"unsubscribed"}"#, (21610, SmsAdvice::OptedOut)),
            (401, r#"{"code":20003,"message":"Authenticate"}"#, (20003, SmsAdvice::FixCredentials)),
            (401, "gone", (401, SmsAdvice::FixCredentials)),
            (307, "", (307, SmsAdvice::FixAddress)),
            (404, "", (404, SmsAdvice::FixAddress)),
        ] {
            match Answers.refusal(status, body.as_bytes()) {
                Refusal::Permanent { code, advice, .. } => assert_eq!((code, advice), expected),
                other @ Refusal::Temporary { .. } => panic!("{status}: {other:?}"),
            }
        }
        for (code, reason, pause) in [(20429, "20429", None), (21611, "21611", Some(QUEUE_FULL_PAUSE))] {
            let body = format!(r#"{{"code":{code},"message":"later"}}"#);
            assert_eq!(Answers.refusal(400, body.as_bytes()), Refusal::Temporary { reason, pause });
        }
    }
}
