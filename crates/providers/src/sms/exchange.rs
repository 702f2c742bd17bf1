//! One question and one answer: when a text may be sent again is decided here, for every provider alike.

use delivery::sms::{SmsAccepted, SmsLookupError, SmsSendError};
use domain::sms::SmsAdvice;
use reqwest::RequestBuilder;
use reqwest::header::RETRY_AFTER;
use std::time::Duration;

/// No provider may silence us for longer by its `Retry-After`.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// The largest answer that is read, in bytes: a page of a hundred long messages has less than a tenth.
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// Why the provider said no, read from its own words.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It will not send this message.
    Permanent { code: i32, message: String, advice: SmsAdvice },
    /// It did not take the message at this moment, and says so.
    Temporary { reason: &'static str, pause: Option<Duration> },
}

/// How a provider's answers are read.
pub trait Dialect {
    /// The message that a successful answer to a send speaks of; `None` where it names none.
    fn accepted(&self, body: &[u8]) -> Option<SmsAccepted>;

    /// What a refusal says. `body` is empty where it was lost.
    fn refusal(&self, status: u16, body: &[u8]) -> Refusal;
}

/// Hands a message over, once, and judges what is known afterwards.
pub async fn send(request: RequestBuilder, dialect: &impl Dialect) -> Result<SmsAccepted, SmsSendError> {
    let answer = request.send().await.map_err(|error| unanswered(&error))?;
    let status = answer.status().as_u16();
    let pause = answer.headers().get(RETRY_AFTER);
    let pause = pause.and_then(|value| value.to_str().ok()).and_then(retry_after);
    let body = read(answer).await.unwrap_or_default();
    judge(status, pause, &body, dialect)
}

/// Asks for something that may be asked again at any time.
pub async fn ask(request: RequestBuilder) -> Result<Vec<u8>, SmsLookupError> {
    let failed = |reason: &str| SmsLookupError { reason: reason.to_owned() };
    let answer = request.send().await.map_err(|error| failed(kind(&error)))?;
    if !answer.status().is_success() {
        return Err(failed(answer.status().as_str()));
    }
    read(answer).await.map_err(failed)
}

/// The answer's body, up to a limit.
async fn read(mut answer: reqwest::Response) -> Result<Vec<u8>, &'static str> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| kind(&error))? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err("the answer is too large");
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn judge(
    status: u16,
    pause: Option<Duration>,
    body: &[u8],
    dialect: &impl Dialect,
) -> Result<SmsAccepted, SmsSendError> {
    match status {
        200..=299 => dialect
            .accepted(body)
            .ok_or_else(|| SmsSendError::Unknown { reason: format!("{status} without a message id") }),
        429 => Err(SmsSendError::NotSent { retry_after: pause, reason: "429".to_owned() }),
        // 408 says that the server saw too little of the request; it is not known how much.
        408 | 500.. | ..200 => Err(SmsSendError::Unknown { reason: status.to_string() }),
        _ => Err(match dialect.refusal(status, body) {
            Refusal::Permanent { code, message, advice } => SmsSendError::Rejected { code, message, advice },
            Refusal::Temporary { reason, pause: usual } => {
                SmsSendError::NotSent { retry_after: pause.or(usual), reason: reason.to_owned() }
            }
        }),
    }
}

/// The seconds of a `Retry-After` header, at most an hour; its date form is used by no provider that we know.
fn retry_after(header: &str) -> Option<Duration> {
    header.trim().parse().ok().map(|seconds| Duration::from_secs(seconds).min(LONGEST_PAUSE))
}

/// Advice where an answer carried no code of the provider's, by its HTTP status.
pub fn advice_for_status(status: u16) -> SmsAdvice {
    match status {
        401 | 403 => SmsAdvice::FixCredentials,
        404 | 300..=399 => SmsAdvice::FixAddress,
        _ => SmsAdvice::AskProvider,
    }
}

/// No answer came. Only an error of the connection itself proves that nothing was written.
fn unanswered(error: &reqwest::Error) -> SmsSendError {
    let reason = kind(error).to_owned();
    if error.is_connect() || error.is_builder() {
        SmsSendError::NotSent { retry_after: None, reason }
    } else {
        SmsSendError::Unknown { reason }
    }
}

/// The error in a word: its own text would name the URL and with it the account.
fn kind(error: &reqwest::Error) -> &'static str {
    if error.is_connect() {
        "no connection"
    } else if error.is_timeout() {
        "time-out"
    } else if error.is_builder() {
        "request could not be built"
    } else {
        "connection lost"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sms::DeliveryState;

    /// Takes whatever has a body, and refuses in the words it is made with.
    struct Words(fn() -> Refusal);

    impl Dialect for Words {
        fn accepted(&self, body: &[u8]) -> Option<SmsAccepted> {
            let id = String::from_utf8(body.to_vec()).ok().filter(|id| !id.is_empty())?;
            let state = DeliveryState::Sending;
            Some(SmsAccepted { provider_message_id: id, state, segments: None, failure: None })
        }

        fn refusal(&self, _: u16, _: &[u8]) -> Refusal {
            (self.0)()
        }
    }

    const NEVER: Words =
        Words(|| Refusal::Permanent { code: 1, message: "never".to_owned(), advice: SmsAdvice::AskProvider });

    #[test]
    fn success_without_an_id_and_server_errors_are_unknown() {
        for (status, body) in
            [(201, ""), (200, ""), (100, ""), (408, "x"), (500, "x"), (502, ""), (503, "x"), (599, "")]
        {
            let outcome = judge(status, None, body.as_bytes(), &NEVER);
            assert!(matches!(outcome, Err(SmsSendError::Unknown { .. })), "{status}: {outcome:?}");
        }
        assert_eq!(judge(201, None, b"SM1", &NEVER).unwrap().provider_message_id, "SM1");
    }

    #[test]
    fn throttling_is_not_sent_and_keeps_the_pause() {
        let pause = retry_after(" 7 ");
        assert_eq!(pause, Some(Duration::from_secs(7)));
        assert_eq!(retry_after("999999"), Some(LONGEST_PAUSE));
        assert_eq!(retry_after("Wed, 21 Oct 2026 07:28:00 GMT"), None);
        let throttled = judge(429, pause, b"{}", &NEVER);
        assert_eq!(throttled, Err(SmsSendError::NotSent { retry_after: pause, reason: "429".to_owned() }));
        let usual = Some(Duration::from_mins(10));
        let full =
            Words(|| Refusal::Temporary { reason: "queue full", pause: Some(Duration::from_mins(10)) });
        for (named, expected) in [(None, usual), (pause, pause)] {
            let outcome = judge(400, named, b"", &full);
            assert!(
                matches!(&outcome, Err(SmsSendError::NotSent { retry_after, .. }) if *retry_after == expected),
                "{outcome:?}"
            );
        }
    }

    #[test]
    fn every_other_answer_is_a_refusal_for_good() {
        for status in [300, 307, 400, 401, 403, 404, 410, 422, 451, 499] {
            let outcome = judge(status, None, b"", &NEVER);
            assert!(matches!(outcome, Err(SmsSendError::Rejected { code: 1, .. })), "{status}: {outcome:?}");
        }
    }

    #[test]
    fn a_status_alone_says_what_to_do() {
        for (status, advice) in [
            (401, SmsAdvice::FixCredentials),
            (403, SmsAdvice::FixCredentials),
            (307, SmsAdvice::FixAddress),
            (404, SmsAdvice::FixAddress),
            (400, SmsAdvice::AskProvider),
        ] {
            assert_eq!(advice_for_status(status), advice, "{status}");
        }
    }
}
