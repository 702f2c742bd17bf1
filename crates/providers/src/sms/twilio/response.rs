//! What Twilio answers, and what it means for the message.

use super::errors::{self, SENDER_QUEUE_FULL, TOO_MANY_REQUESTS};
use super::webhook::state_of;
use chrono::{DateTime, TimeDelta, Utc};
use delivery::sms::{SmsAccepted, SmsSendError, SmsSought};
use domain::sms::DeliveryState;
use serde::Deserialize;
use std::time::Duration;

/// Waiting time after "queue full", where Twilio names none.
const QUEUE_FULL_PAUSE: Duration = Duration::from_mins(10);
/// No provider may silence us for longer by its `Retry-After`.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
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

/// Judges the answer to a send. `body` is `None` where it was lost on the way.
pub fn judge(
    status: u16,
    retry_after: Option<Duration>,
    body: Option<&[u8]>,
) -> Result<SmsAccepted, SmsSendError> {
    match status {
        200..=299 => body
            .and_then(|b| serde_json::from_slice::<Message>(b).ok())
            .and_then(accepted)
            .ok_or_else(|| SmsSendError::Unknown { reason: format!("{status} without a message id") }),
        429 => Err(SmsSendError::NotSent { retry_after, reason: "429".to_owned() }),
        // 408 says that the server saw too little of the request; it is not known how much.
        408 | 500.. | ..200 => Err(SmsSendError::Unknown { reason: status.to_string() }),
        _ => Err(refused(status, retry_after, body)),
    }
}

/// The seconds of a `Retry-After` header, at most an hour; its date form is not used by Twilio.
pub fn retry_after(header: &str) -> Option<Duration> {
    header.trim().parse().ok().map(|seconds| Duration::from_secs(seconds).min(LONGEST_PAUSE))
}

/// The messages of a list that could be the one sought, oldest first; `None` for a body that is not a list.
pub fn matching(body: &[u8], sought: &SmsSought) -> Option<Vec<SmsAccepted>> {
    let page: Page = serde_json::from_slice(body).ok()?;
    let mut found: Vec<(DateTime<Utc>, SmsAccepted)> =
        page.messages.into_iter().filter_map(|message| candidate(message, sought)).collect();
    found.sort_by_key(|(created, _)| *created);
    Some(found.into_iter().map(|(_, accepted)| accepted).collect())
}

fn candidate(message: Message, sought: &SmsSought) -> Option<(DateTime<Utc>, SmsAccepted)> {
    let created = DateTime::parse_from_rfc2822(message.date_created.as_deref()?).ok()?.to_utc();
    let ours = message.direction.as_deref().is_some_and(|d| d.starts_with("outbound"))
        && message.to.as_deref() == Some(sought.to.to_string().as_str())
        && message.body.as_deref() == Some(sought.body.as_str())
        && created >= sought.sent_after - CLOCK_SKEW;
    if ours { Some((created, accepted(message)?)) } else { None }
}

fn accepted(message: Message) -> Option<SmsAccepted> {
    Some(SmsAccepted {
        provider_message_id: message.sid.filter(|sid| !sid.is_empty())?,
        state: message.status.as_deref().and_then(state_of).unwrap_or(DeliveryState::Sending),
        // "0" until known where a Messaging Service sends.
        segments: message.num_segments.and_then(|n| n.parse().ok()).filter(|n| *n > 0),
    })
}

fn refused(status: u16, retry_after: Option<Duration>, body: Option<&[u8]>) -> SmsSendError {
    let failure = body.and_then(|b| serde_json::from_slice::<Failure>(b).ok());
    let code = failure.as_ref().and_then(|f| f.code);
    match code {
        Some(TOO_MANY_REQUESTS) => SmsSendError::NotSent { retry_after, reason: "20429".to_owned() },
        Some(SENDER_QUEUE_FULL) => SmsSendError::NotSent {
            retry_after: retry_after.or(Some(QUEUE_FULL_PAUSE)),
            reason: "21611".to_owned(),
        },
        _ => SmsSendError::Rejected {
            code: code.unwrap_or(i32::from(status)),
            message: failure.and_then(|f| f.message).unwrap_or_default(),
            advice: code.map_or_else(|| errors::advice_for_status(status), errors::advice),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sms::SmsAdvice;

    #[test]
    fn a_created_message_keeps_its_sid_and_segments() {
        let body = br#"{"sid":"SM1","status":"queued","num_segments":"2"}"#;
        let accepted = judge(201, None, Some(body)).unwrap();
        assert_eq!(accepted.provider_message_id, "SM1");
        assert_eq!(accepted.state, DeliveryState::Sending);
        assert_eq!(accepted.segments, Some(2));
        let service = br#"{"sid":"SM1","status":"a word of next year","num_segments":"0"}"#;
        let accepted = judge(201, None, Some(service)).unwrap();
        assert_eq!((accepted.state, accepted.segments), (DeliveryState::Sending, None));
    }

    #[test]
    fn success_without_an_id_and_server_errors_are_unknown() {
        for (status, body) in [
            (201, Some(&b"{}"[..])),
            (201, Some(b"<html>")),
            (201, None),
            (200, Some(br#"{"sid":""}"#)),
            (408, None),
            (500, Some(br#"{"code":20500}"#)),
            (503, None),
        ] {
            let outcome = judge(status, None, body);
            assert!(matches!(outcome, Err(SmsSendError::Unknown { .. })), "{status} {body:?}: {outcome:?}");
        }
    }

    #[test]
    fn throttling_is_not_sent_and_keeps_the_pause() {
        let pause = retry_after(" 7 ");
        assert_eq!(pause, Some(Duration::from_secs(7)));
        assert_eq!(retry_after("999999"), Some(LONGEST_PAUSE));
        assert_eq!(retry_after("Wed, 21 Oct 2026 07:28:00 GMT"), None);
        let throttled = judge(429, pause, Some(b"{}"));
        assert_eq!(throttled, Err(SmsSendError::NotSent { retry_after: pause, reason: "429".to_owned() }));
        let full = judge(400, None, Some(br#"{"code":21611,"message":"queue"}"#));
        assert!(matches!(full, Err(SmsSendError::NotSent { retry_after: Some(QUEUE_FULL_PAUSE), .. })));
    }

    #[test]
    fn refusals_say_what_to_do() {
        for (status, body, code, advice) in [
            (400, r#"{"code":21610,"message":"unsubscribed"}"#, 21610, SmsAdvice::OptedOut),
            (401, r#"{"code":20003,"message":"Authenticate"}"#, 20003, SmsAdvice::FixCredentials),
            (401, "gone", 401, SmsAdvice::FixCredentials),
            (307, "", 307, SmsAdvice::FixAddress),
            (404, "", 404, SmsAdvice::FixAddress),
        ] {
            match judge(status, None, Some(body.as_bytes())) {
                Err(SmsSendError::Rejected { code: c, advice: a, .. }) => assert_eq!((c, a), (code, advice)),
                other => panic!("{status}: {other:?}"),
            }
        }
    }
}
