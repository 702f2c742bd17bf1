//! What MessageBird answers, and what it means for the message.

use super::errors;
use super::webhook::state_of;
use crate::sms::exchange::{Dialect, Refusal, advice_for_status};
use crate::sms::kept;
use delivery::sms::{SmsAccepted, SmsFailure, SmsLookup};
use domain::sms::{DeliveryState, SmsAdvice};
use serde::Deserialize;

/// A message; only what is used, everything optional, because fields are null until they are known.
#[derive(Debug, Deserialize)]
pub struct Message {
    id: Option<String>,
    direction: Option<String>,
    reference: Option<String>,
    recipients: Option<Recipients>,
}

#[derive(Debug, Deserialize)]
struct Recipients {
    #[serde(default)]
    items: Vec<Recipient>,
}

/// Each message of ours has one.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    status: Option<String>,
    status_error_code: Option<i32>,
    status_reason: Option<String>,
    message_part_count: Option<u32>,
}

/// A page of a list.
#[derive(Debug, Deserialize)]
pub struct Page {
    #[serde(rename = "totalCount")]
    pub total: usize,
    pub items: Vec<Message>,
}

#[derive(Debug, Deserialize)]
struct Failures {
    errors: Vec<Failure>,
}

#[derive(Debug, Deserialize)]
struct Failure {
    code: i32,
    description: Option<String>,
    parameter: Option<String>,
}

/// MessageBird's answers to a send.
#[derive(Debug)]
pub struct Answers;

impl Dialect for Answers {
    fn accepted(&self, body: &[u8]) -> Option<SmsAccepted> {
        let mut sms = described(serde_json::from_slice(body).ok()?)?;
        // "sent" in this answer means "taken": the network has not seen it yet.
        if sms.state == DeliveryState::Sent {
            sms.state = DeliveryState::Sending;
        }
        Some(sms)
    }

    fn refusal(&self, status: u16, body: &[u8]) -> Refusal {
        let failures = serde_json::from_slice::<Failures>(body).map(|all| all.errors).unwrap_or_default();
        let Some(first) = failures.into_iter().next() else {
            return Refusal::Permanent {
                code: i32::from(status),
                message: String::new(),
                advice: advice_for_status(status),
            };
        };
        Refusal::Permanent {
            code: first.code,
            message: first.description.and_then(|text| kept::words(&text)).unwrap_or_default(),
            advice: errors::of_request(first.code, first.parameter.as_deref()),
        }
    }
}

/// A page of a list; `None` for a body that is none.
pub fn page(body: &[u8]) -> Option<Page> {
    serde_json::from_slice(body).ok()
}

/// Those that carry our id.
pub fn matching(messages: Vec<Message>, sought: &SmsLookup) -> Vec<SmsAccepted> {
    let ours = sought.id.to_string();
    let is_ours = |message: &Message| {
        message.reference.as_deref() == Some(ours.as_str()) && message.direction.as_deref() == Some("mt")
    };
    messages.into_iter().filter(is_ours).filter_map(described).collect()
}

fn described(message: Message) -> Option<SmsAccepted> {
    let recipient = message.recipients.and_then(|all| all.items.into_iter().next());
    let state = recipient.as_ref().and_then(|one| state_of(one.status.as_deref()?));
    let state = state.unwrap_or(DeliveryState::Sending);
    let code = recipient.as_ref().and_then(|one| one.status_error_code).filter(|code| *code != 0);
    let failure = state.is_failure().then(|| SmsFailure {
        code,
        text: recipient.as_ref().and_then(|one| kept::words(one.status_reason.as_deref()?)),
        advice: code.map_or(SmsAdvice::AskProvider, errors::of_delivery),
    });
    Some(SmsAccepted {
        provider_message_id: kept::id(&message.id?)?.into_string(),
        state,
        segments: recipient.and_then(|one| one.message_part_count).filter(|parts| *parts > 0),
        failure,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(body: &str) -> Option<SmsAccepted> {
        Answers.accepted(body.as_bytes())
    }

    fn answer(recipient: &str) -> String {
        format!(
            r#"{{"id":"e8077d803532c0b5937c639b60216938","direction":"mt","recipients":{{"totalCount":1,
                "items":[{{"recipient":31612345678,{recipient}}}]}}}}"#
        )
    }

    #[test]
    fn a_created_message_is_under_way_whatever_the_answer_calls_it() {
        for word in ["sent", "scheduled", "a word of next year"] {
            let sms = accepted(&answer(&format!(r#""status":"{word}","messagePartCount":2"#))).unwrap();
            assert_eq!(sms.provider_message_id, "e8077d803532c0b5937c639b60216938");
            assert_eq!((sms.state, sms.segments, sms.failure), (DeliveryState::Sending, Some(2), None));
        }
        for nothing in ["", "{}", "<html>", r#"{"id":""}"#, r#"{"id":null,"recipients":null}"#] {
            assert_eq!(accepted(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_failure_that_the_answer_tells_has_its_code_and_what_to_do() {
        let told = r#""status":"delivery_failed","statusErrorCode":103,"statusReason":"opted\u0000 out""#;
        let failure = accepted(&answer(told)).unwrap().failure.unwrap();
        assert_eq!((failure.code, failure.advice), (Some(103), SmsAdvice::OptedOut));
        assert_eq!(failure.text.as_deref(), Some("opted out"));
        let silent = accepted(&answer(r#""status":"delivery_failed","statusErrorCode":null"#)).unwrap();
        assert_eq!(silent.failure.map(|f| (f.code, f.advice)), Some((None, SmsAdvice::AskProvider)));
    }

    #[test]
    fn refusals_say_what_to_do() {
        for (status, body, expected) in [
            (
                401,
                r#"{"errors":[{"code":2,"description":"incorrect access_key"}]}"#,
                (2, SmsAdvice::FixCredentials),
            ),
            (
                422,
                r#"{"errors":[{"code":10,"description":"no","parameter":"recipients"},{"code":9}]}"#,
                (10, SmsAdvice::CheckNumber),
            ),
            (
                402,
                r#"{"errors":[{"code":25,"description":"no balance"}]}"#,
                (25, SmsAdvice::AccountSuspended),
            ),
            (404, r#"{"errors":[{"code":20,"description":"not found"}]}"#, (20, SmsAdvice::FixAddress)),
            (401, r#"{"errors":[]}"#, (401, SmsAdvice::FixCredentials)),
            (404, "<html>", (404, SmsAdvice::FixAddress)),
        ] {
            match Answers.refusal(status, body.as_bytes()) {
                Refusal::Permanent { code, advice, .. } => assert_eq!((code, advice), expected, "{body}"),
                other @ Refusal::Temporary { .. } => panic!("{status}: {other:?}"),
            }
        }
    }
}
