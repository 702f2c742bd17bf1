//! What every SMS provider promises, over real sockets and with real signatures, whatever is behind it.
//!
//! A provider joins by a line of [`providers`]; what is its own (the shape of its requests, its codes) is in a file of
//! its own beside this one.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "contract/fake_provider.rs"]
mod fake_provider;
#[path = "contract/messagebird.rs"]
mod messagebird;
#[path = "contract/twilio.rs"]
mod twilio;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use delivery::sms::{
    Acknowledgement, Received, SmsAccepted, SmsLookup, SmsNews, SmsProvider, SmsSendError, WebhookAddress,
    WebhookError, WebhookRequest,
};
use domain::SmsMessageId;
use domain::sms::{DeliveryState, SmsAdvice};
use fake_provider::{Behaviour, FakeProvider, answer, client, sms};
use url::Url;

/// How long a request may take where nothing is wrong.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long where the carrier falls silent.
const SHORT: Duration = Duration::from_secs(1);

/// A provider, and what it says in its own words.
struct Provider {
    name: &'static str,
    /// The adapter for an account whose API is there.
    connect: fn(Url, reqwest::Client) -> Arc<dyn SmsProvider>,
    /// The answer that takes a message.
    accepted: &'static str,
    /// A refusal for good, with its code and what to do.
    refused: (&'static str, &'static str, i32, SmsAdvice),
    /// A list that holds the message, as delivered, among others.
    list: fn(SmsMessageId, &str, DateTime<Utc>) -> String,
    /// A list that holds no message.
    empty_list: &'static str,
    /// A webhook, signed. Without a message it lacks what every message has.
    signed: fn(WebhookAddress, Option<Reports>, DateTime<Utc>) -> SignedRequest,
}

/// What a webhook tells: a text from Maria, or that a message was delivered.
#[derive(Clone, Copy)]
struct Reports {
    provider_id: &'static str,
    our_id: SmsMessageId,
}

/// A request as the provider makes it.
#[derive(Clone)]
struct SignedRequest {
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    at: DateTime<Utc>,
}

const MARIA: &str = "+15145550123";
const OWN_NUMBER: &str = "+14385550100";

fn providers() -> [Provider; 2] {
    [twilio::provider(), messagebird::provider()]
}

impl Provider {
    fn at(&self, carrier: &FakeProvider) -> Arc<dyn SmsProvider> {
        (self.connect)(carrier.url(), client(PATIENCE))
    }

    /// An adapter that sends nothing in a test.
    fn reader(&self) -> Arc<dyn SmsProvider> {
        (self.connect)("http://127.0.0.1:1/".parse().unwrap(), client(PATIENCE))
    }

    async fn outcome(
        &self,
        behaviour: Behaviour,
        total: Duration,
    ) -> (Result<SmsAccepted, SmsSendError>, usize) {
        let carrier = FakeProvider::start(behaviour).await;
        let result = (self.connect)(carrier.url(), client(total)).send(&sms()).await;
        (result, carrier.requests().len())
    }
}

impl SignedRequest {
    fn received(&self, by: &Provider, address: WebhookAddress) -> Result<Received, WebhookError> {
        by.reader().receive(&WebhookRequest {
            address,
            url: &self.url,
            headers: &self.headers,
            body: &self.body,
            received_at: self.at,
        })
    }
}

fn told() -> Reports {
    Reports { provider_id: "SM00000000000000000000000000000001", our_id: sms().id }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_000_000, 0).unwrap()
}

#[tokio::test]
async fn an_accepted_message_is_under_way_and_was_handed_over_once_s2_s15() {
    for provider in providers() {
        let carrier = FakeProvider::start(answer("201 Created", provider.accepted)).await;
        let accepted = provider.at(&carrier).send(&sms()).await.unwrap();
        assert!(!accepted.provider_message_id.is_empty(), "{}", provider.name);
        assert_eq!(accepted.failure, None);
        assert_eq!(
            DeliveryState::Sending.advance(accepted.state),
            None,
            "{}: nothing is sent before a report says so",
            provider.name
        );
        let requests = carrier.requests();
        assert_eq!(requests.len(), 1, "{}: one message, one request", provider.name);
        assert!(requests[0].starts_with("POST /beneath/"), "{}: {}", provider.name, requests[0]);
        for part in [sms().id.to_string().as_str(), "15145550123", "14385550100"] {
            assert!(requests[0].contains(part), "{}: {part} is in {}", provider.name, requests[0]);
        }
    }
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    for provider in providers() {
        for base in ["http://127.0.0.1:1/", "https://127.0.0.1:1/"] {
            let sender = (provider.connect)(base.parse().unwrap(), client(PATIENCE));
            let result = sender.send(&sms()).await;
            assert!(matches!(result, Err(SmsSendError::NotSent { .. })), "{base}: {result:?}");
        }
        // A server that breaks off before there is an encrypted connection.
        let carrier = FakeProvider::start(Behaviour::CloseBeforeRead).await;
        let url = format!("https://127.0.0.1:{}/", carrier.port).parse().unwrap();
        let result = (provider.connect)(url, client(PATIENCE)).send(&sms()).await;
        assert!(matches!(result, Err(SmsSendError::NotSent { .. })), "{}: {result:?}", provider.name);
    }
}

#[tokio::test]
async fn whatever_happens_after_the_connection_is_unknown_and_asked_once() {
    for provider in providers() {
        for (name, behaviour, total) in [
            ("close before read", Behaviour::CloseBeforeRead, PATIENCE),
            ("close after read", Behaviour::CloseAfterRead, PATIENCE),
            ("close in the answer", Behaviour::CloseInAnswer, PATIENCE),
            ("no answer in time", Behaviour::Silent, SHORT),
            ("an answer without end", Behaviour::Endless, PATIENCE),
            ("500", answer("500 Oops", provider.refused.1), PATIENCE),
            ("502", answer("502 Bad Gateway", "<html>"), PATIENCE),
            ("503", answer("503 Busy", ""), PATIENCE),
            ("408", answer("408 Slow", ""), PATIENCE),
            ("201 of a proxy", answer("201 Created", "<html>"), PATIENCE),
            ("201 with nothing in it", answer("201 Created", "{}"), PATIENCE),
        ] {
            let (result, requests) = provider.outcome(behaviour, total).await;
            let place = provider.name;
            assert!(matches!(result, Err(SmsSendError::Unknown { .. })), "{place}, {name}: {result:?}");
            assert!(requests <= 1, "{place}, {name}: never retried by the adapter");
        }
    }
}

#[tokio::test]
async fn throttling_was_not_sent_and_names_the_pause() {
    for provider in providers() {
        let slow = Behaviour::Answer("429 Slow", "Retry-After: 3\r\n".to_owned(), String::new());
        let (result, _) = provider.outcome(slow, PATIENCE).await;
        let pause = Some(Duration::from_secs(3));
        assert_eq!(result, Err(SmsSendError::NotSent { retry_after: pause, reason: "429".into() }));
    }
}

#[tokio::test]
async fn a_refusal_is_permanent_and_says_what_to_do() {
    for provider in providers() {
        let (status, body, expected, step) = provider.refused;
        let (result, requests) = provider.outcome(answer(status, body), PATIENCE).await;
        match result {
            Err(SmsSendError::Rejected { code, advice, message }) => {
                assert_eq!((code, advice), (expected, step), "{}", provider.name);
                assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
            }
            other => panic!("{}: {other:?}", provider.name),
        }
        assert_eq!(requests, 1);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_message() {
    for provider in providers() {
        let elsewhere = FakeProvider::start(answer("201 Created", provider.accepted)).await;
        let location = format!("Location: http://127.0.0.1:{}/\r\n", elsewhere.port);
        let moved = Behaviour::Answer("307 Moved", location, String::new());
        let (result, _) = provider.outcome(moved, PATIENCE).await;
        assert!(
            matches!(result, Err(SmsSendError::Rejected { advice: SmsAdvice::FixAddress, .. })),
            "{}: {result:?}",
            provider.name
        );
        assert!(elsewhere.requests().is_empty());
    }
}

fn sought() -> SmsLookup {
    SmsLookup {
        id: sms().id,
        from: OWN_NUMBER.parse().unwrap(),
        to: MARIA.parse().unwrap(),
        body: sms().body,
        sent_after: now(),
        sent_before: now() + TimeDelta::minutes(1),
    }
}

#[tokio::test]
async fn a_message_of_unknown_outcome_is_found_by_asking() {
    for provider in providers() {
        let list = (provider.list)(sms().id, &sms().body, now() + TimeDelta::seconds(5));
        let carrier = FakeProvider::start(answer("200 OK", &list)).await;
        let found = provider.at(&carrier).find(&sought()).await.unwrap();
        assert_eq!(found.len(), 1, "{}: {found:?}", provider.name);
        assert_eq!(found[0].state, DeliveryState::Delivered);
        assert!(carrier.requests()[0].starts_with("GET /beneath/"));
        let carrier = FakeProvider::start(answer("200 OK", provider.empty_list)).await;
        assert!(provider.at(&carrier).find(&sought()).await.unwrap().is_empty(), "{}", provider.name);
    }
}

#[tokio::test]
async fn a_question_that_is_not_answered_is_not_answered_with_no() {
    for provider in providers() {
        for behaviour in [
            answer("200 OK", "<html>"),
            answer("200 OK", "{}"),
            answer("500 Oops", provider.empty_list),
            answer("401 Unauthorized", ""),
            Behaviour::CloseAfterRead,
            Behaviour::Endless,
        ] {
            let carrier = FakeProvider::start(behaviour).await;
            let found = provider.at(&carrier).find(&sought()).await;
            assert!(found.is_err(), "{}: {found:?}", provider.name);
        }
    }
}

#[test]
fn a_signed_text_is_read_and_acknowledged_s17() {
    for provider in providers() {
        let request = (provider.signed)(WebhookAddress::Inbound, Some(told()), now());
        let received = request.received(&provider, WebhookAddress::Inbound).unwrap();
        let SmsNews::Inbound(text) = &received.news else { panic!("{}: {received:?}", provider.name) };
        assert_eq!(text.provider_message_id.as_str(), told().provider_id, "{}", provider.name);
        assert_eq!((text.from.as_str(), text.to.as_str()), (MARIA, OWN_NUMBER), "{}", provider.name);
        assert_eq!(text.body.as_str(), "Voilà 👍", "{}", provider.name);
        assert!(matches!(received.acknowledgement, Acknowledgement::Body { .. }));
        let again = request.received(&provider, WebhookAddress::Inbound).unwrap();
        assert_eq!(again, received, "what comes twice is read alike, so that it is kept once");
    }
}

#[test]
fn a_signed_report_finds_its_message_by_our_id_s2() {
    for provider in providers() {
        let request = (provider.signed)(WebhookAddress::Status, Some(told()), now());
        let received = request.received(&provider, WebhookAddress::Status).unwrap();
        let SmsNews::Report(report) = received.news else { panic!("{}", provider.name) };
        assert_eq!(report.our_id, Some(told().our_id), "{}", provider.name);
        assert_eq!(report.provider_message_id.as_str(), told().provider_id);
        assert_eq!((report.state, report.error_code), (DeliveryState::Delivered, None));
    }
}

#[test]
fn what_the_provider_did_not_sign_is_not_believed_s17() {
    for provider in providers() {
        for address in [WebhookAddress::Inbound, WebhookAddress::Status] {
            let good = (provider.signed)(address, Some(told()), now());
            let mut elsewhere = good.clone();
            elsewhere.url = good.url.replace("s3cret", "s3cre7");
            let mut plain = good.clone();
            plain.headers.clear();
            let mut longer = good.clone();
            longer.body.extend_from_slice(b"&x=1");
            let mut more = good.clone();
            more.url.push_str(if good.url.contains('?') { "&x=1" } else { "?x=1" });
            let mut forged = good.clone();
            for (_, value) in &mut forged.headers {
                let middle = value.len() / 2;
                let other = if value.as_bytes()[middle] == b'A' { "B" } else { "A" };
                value.replace_range(middle..=middle, other);
            }
            let mut empty = good.clone();
            for (_, value) in &mut empty.headers {
                value.clear();
            }
            for (what, request) in [
                ("another address", elsewhere),
                ("no signature", plain),
                ("another body", longer),
                ("another query", more),
                ("another signature", forged),
                ("an empty signature", empty),
            ] {
                let judged = request.received(&provider, address);
                assert!(
                    matches!(judged, Err(WebhookError::NotBelieved(_))),
                    "{}, {address:?}, {what}: {judged:?}",
                    provider.name
                );
            }
        }
    }
}

#[test]
fn what_is_signed_and_lacks_its_message_names_what_is_missing() {
    for provider in providers() {
        for address in [WebhookAddress::Inbound, WebhookAddress::Status] {
            let judged = (provider.signed)(address, None, now()).received(&provider, address);
            assert!(matches!(judged, Err(WebhookError::Missing(_))), "{}: {judged:?}", provider.name);
        }
    }
}
