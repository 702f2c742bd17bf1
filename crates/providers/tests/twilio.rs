//! The Twilio adapter over real sockets, against a small server that can be told to refuse, to fall silent or to
//! hang up: what decides whether a message may be sent again.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::DateTime;
use delivery::sms::{SmsAccepted, SmsSendError, SmsSender, SmsSought, SmsToSend};
use domain::sms::{DeliveryState, SmsAdvice};
use providers::secret::Secret;
use providers::sms::twilio::{ApiKey, Twilio, TwilioSettings};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ACCOUNT: &str = "AC00000000000000000000000000000001";

#[derive(Clone)]
enum Behaviour {
    Answer(&'static str, &'static str, String),
    CloseBeforeRead,
    CloseAfterRead,
    /// The head of a 201 and then the end.
    CloseInAnswer,
    /// The request is read and the answer comes after our time-out.
    AnswerLate(Arc<tokio::sync::Notify>),
}

struct Carrier {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Carrier {
    async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (behaviour, seen) = (behaviour.clone(), seen.clone());
                tokio::spawn(async move { serve(socket, behaviour, &seen).await });
            }
        });
        Self { port, requests }
    }

    fn twilio(&self) -> Twilio {
        Twilio::with_timeouts(self.settings(), Duration::from_millis(500), Duration::from_millis(500))
            .unwrap()
    }

    fn settings(&self) -> TwilioSettings {
        let _ = rustls::crypto::ring::default_provider().install_default();
        TwilioSettings {
            base_url: format!("http://127.0.0.1:{}/simulator", self.port).parse().unwrap(),
            account_sid: ACCOUNT.into(),
            auth_token: Secret::new("token"),
            previous_auth_token: None,
            api_key: None,
            messaging_service_sid: None,
        }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(mut socket: TcpStream, behaviour: Behaviour, seen: &Mutex<Vec<String>>) {
    if matches!(behaviour, Behaviour::CloseBeforeRead) {
        return;
    }
    let request = read_request(&mut socket).await;
    seen.lock().unwrap().push(request);
    match behaviour {
        Behaviour::Answer(status, headers, body) => answer(&mut socket, status, headers, &body).await,
        Behaviour::CloseBeforeRead | Behaviour::CloseAfterRead => {}
        Behaviour::CloseInAnswer => {
            let _ =
                socket.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 400\r\n\r\n{\"sid\":\"SM").await;
        }
        Behaviour::AnswerLate(go) => {
            go.notified().await;
            answer(&mut socket, "201 Created", "", r#"{"sid":"SM1","status":"queued"}"#).await;
        }
    }
}

async fn read_request(socket: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let read = socket.read(&mut buffer).await.unwrap_or(0);
        text.push_str(&String::from_utf8_lossy(buffer.get(..read).unwrap_or_default()));
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return text;
            }
            continue;
        };
        let length = head.to_ascii_lowercase();
        let length = length.split("content-length: ").nth(1).and_then(|l| l.lines().next()?.parse().ok());
        if read == 0 || body.len() >= length.unwrap_or(0) {
            return text;
        }
    }
}

async fn answer(socket: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let text = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len());
    let _ = socket.write_all(text.as_bytes()).await;
}

fn sms() -> SmsToSend {
    SmsToSend {
        id: "0199a3f0-7a3b-7c4d-8e5f-0123456789ab".parse().unwrap(),
        from: "+14385550100".parse().unwrap(),
        to: "+15145550123".parse().unwrap(),
        body: "Rendez-vous à 10 h & merci".into(),
        status_callback: "https://liaison.example/api/v1/webhooks/sms/s3cret/status".parse().unwrap(),
    }
}

fn created() -> Behaviour {
    let body = r#"{"sid":"SM00000000000000000000000000000001","status":"queued","num_segments":"1"}"#;
    Behaviour::Answer("201 Created", "Content-Type: application/json\r\n", body.into())
}

async fn outcome(behaviour: Behaviour) -> (Result<SmsAccepted, SmsSendError>, usize) {
    let carrier = Carrier::start(behaviour).await;
    let result = carrier.twilio().send(&sms()).await;
    let requests = carrier.requests().len();
    (result, requests)
}

/// What every SMS provider promises, whatever is behind it; `requests` counts what reached it.
async fn contract(sender: &dyn SmsSender, requests: &dyn Fn() -> usize) {
    let accepted = sender.send(&sms()).await.unwrap();
    assert!(!accepted.provider_message_id.is_empty());
    assert_eq!(
        DeliveryState::Sending.advance(accepted.state),
        None,
        "nothing is sent before a report says so"
    );
    assert_eq!(requests(), 1, "one message, one request");
}

#[tokio::test]
async fn an_accepted_message_keeps_the_contract_s2() {
    let carrier = Carrier::start(created()).await;
    contract(&carrier.twilio(), &|| carrier.requests().len()).await;
}

#[tokio::test]
async fn the_request_is_a_form_from_the_practices_number_with_our_id_s3() {
    let carrier = Carrier::start(created()).await;
    carrier.twilio().send(&sms()).await.unwrap();
    let request = carrier.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with(&format!("POST /simulator/2010-04-01/Accounts/{ACCOUNT}/Messages.json HTTP/1.1")),
        "{head}"
    );
    let head = head.to_ascii_lowercase();
    assert!(head.contains("content-type: application/x-www-form-urlencoded"), "{head}");
    assert!(head.contains("authorization: basic "), "{head}");
    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(body.as_bytes()).map(|(n, v)| (n.into(), v.into())).collect();
    let expected = [
        ("To", "+15145550123"),
        ("From", "+14385550100"),
        ("Body", "Rendez-vous à 10 h & merci"),
        (
            "StatusCallback",
            "https://liaison.example/api/v1/webhooks/sms/s3cret/status?m=0199a3f0-7a3b-7c4d-8e5f-0123456789ab",
        ),
    ];
    assert_eq!(form, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
}

#[tokio::test]
async fn a_messaging_service_and_an_api_key_replace_number_and_token() {
    let carrier = Carrier::start(created()).await;
    let mut settings = carrier.settings();
    settings.messaging_service_sid = Some("MG00000000000000000000000000000001".into());
    settings.api_key = Some(ApiKey { sid: "SK1".into(), secret: Secret::new("key") });
    assert!(!format!("{settings:?}").contains("key\""), "secrets do not print");
    Twilio::new(settings).unwrap().send(&sms()).await.unwrap();
    let request = carrier.requests().remove(0);
    assert!(request.contains("MessagingServiceSid=MG0000"), "{request}");
    assert!(!request.contains("From="), "{request}");
    assert!(request.contains("Basic U0sxOmtleQ=="), "SK1:key");
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let carrier = Carrier::start(created()).await;
    let mut settings = carrier.settings();
    for base in ["http://127.0.0.1:1/", "https://127.0.0.1:1/"] {
        settings.base_url = base.parse().unwrap();
        let result = Twilio::new(settings.clone()).unwrap().send(&sms()).await;
        assert!(matches!(result, Err(SmsSendError::NotSent { .. })), "{base}: {result:?}");
    }
    // A server that speaks no TLS: the connection fails before the request.
    settings.base_url = format!("https://127.0.0.1:{}/", carrier.port).parse().unwrap();
    let result = Twilio::new(settings).unwrap().send(&sms()).await;
    assert!(matches!(result, Err(SmsSendError::NotSent { .. })), "{result:?}");
}

#[tokio::test]
async fn whatever_happens_after_the_connection_is_unknown_and_asked_once() {
    let late = Arc::new(tokio::sync::Notify::new());
    for (name, behaviour) in [
        ("close before read", Behaviour::CloseBeforeRead),
        ("close after read", Behaviour::CloseAfterRead),
        ("close in the answer", Behaviour::CloseInAnswer),
        ("answer after the time-out", Behaviour::AnswerLate(late.clone())),
        ("500", Behaviour::Answer("500 Oops", "", r#"{"code":20500}"#.into())),
        ("503", Behaviour::Answer("503 Busy", "Retry-After: 1\r\n", String::new())),
        ("201 of a proxy", Behaviour::Answer("201 Created", "", "<html>".into())),
    ] {
        let (result, requests) = outcome(behaviour).await;
        assert!(matches!(result, Err(SmsSendError::Unknown { .. })), "{name}: {result:?}");
        assert!(requests <= 1, "{name}: never retried by the adapter");
    }
    late.notify_waiters();
}

#[tokio::test]
async fn throttling_was_not_sent_and_names_the_pause() {
    let body = r#"{"code":20429,"message":"Too many requests","status":429}"#;
    let (result, _) = outcome(Behaviour::Answer("429 Slow", "Retry-After: 3\r\n", body.into())).await;
    let pause = Some(Duration::from_secs(3));
    assert_eq!(result, Err(SmsSendError::NotSent { retry_after: pause, reason: "429".into() }));
}

#[tokio::test]
async fn each_refusal_is_permanent_and_says_what_to_do() {
    for (status, code, advice) in [
        ("401 Unauthorized", 20003, SmsAdvice::FixCredentials),
        ("400 Bad Request", 21211, SmsAdvice::CheckNumber),
        ("400 Bad Request", 21212, SmsAdvice::FixSender),
        ("400 Bad Request", 21408, SmsAdvice::EnableRegion),
        ("400 Bad Request", 21606, SmsAdvice::FixSender),
        ("400 Bad Request", 21608, SmsAdvice::LeaveTrial),
        ("400 Bad Request", 21610, SmsAdvice::OptedOut),
        ("400 Bad Request", 21612, SmsAdvice::Unreachable),
        ("400 Bad Request", 21614, SmsAdvice::NotAMobile),
        ("400 Bad Request", 21617, SmsAdvice::Shorten),
        ("404 Not Found", 20404, SmsAdvice::FixCredentials),
    ] {
        let body = format!(r#"{{"code":{code},"message":"because","more_info":"…","status":400}}"#);
        let (result, requests) = outcome(Behaviour::Answer(status, "", body)).await;
        let expected = SmsSendError::Rejected { code, message: "because".into(), advice };
        assert_eq!((result, requests), (Err(expected), 1));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_message() {
    let elsewhere = Carrier::start(created()).await;
    let location = format!("Location: http://127.0.0.1:{}/\r\n", elsewhere.port);
    let headers: &'static str = Box::leak(location.into_boxed_str());
    let (result, _) = outcome(Behaviour::Answer("307 Moved", headers, String::new())).await;
    assert!(
        matches!(result, Err(SmsSendError::Rejected { advice: SmsAdvice::FixAddress, .. })),
        "{result:?}"
    );
    assert!(elsewhere.requests().is_empty());
}

fn listed(sid: &str, direction: &str, to: &str, body: &str, created: &str) -> serde_json::Value {
    serde_json::json!({
        "sid": sid, "status": "delivered", "num_segments": "1", "direction": direction, "to": to,
        "from": "+14385550100", "body": body, "date_created": created, "date_sent": null,
    })
}

#[tokio::test]
async fn a_message_of_unknown_outcome_is_found_by_asking() {
    let (to, text) = ("+15145550123", "Rendez-vous à 10 h & merci");
    let (now, before) = ("Wed, 25 Feb 2026 06:13:25 +0000", "Wed, 25 Feb 2026 05:00:00 +0000");
    let page = serde_json::json!({ "messages": [
        listed("SM2", "outbound-api", to, text, "Wed, 25 Feb 2026 06:14:00 +0000"),
        listed("SM1", "outbound-api", to, text, now),
        listed("SM3", "outbound-api", to, text, before),
        listed("SM4", "inbound", to, text, now),
        listed("SM5", "outbound-api", to, "another text", now),
        listed("SM6", "outbound-api", "+15145550199", text, now),
    ]});
    let carrier = Carrier::start(Behaviour::Answer("200 OK", "", page.to_string())).await;
    let sought = SmsSought {
        from: "+14385550100".parse().unwrap(),
        to: to.parse().unwrap(),
        body: text.into(),
        sent_after: DateTime::from_timestamp(1_772_000_000, 0).unwrap(),
    };
    let found = carrier.twilio().find(&sought).await.unwrap();
    let sids: Vec<&str> = found.iter().map(|m| m.provider_message_id.as_str()).collect();
    assert_eq!(sids, ["SM1", "SM2"]);
    assert!(found.iter().all(|m| m.state == DeliveryState::Delivered));
    let request = carrier.requests().remove(0);
    assert!(request.starts_with("GET "), "{request}");
    assert!(request.contains("To=%2B15145550123&DateSent%3E=2026-02-25"), "{request}");
    for body in ["<html>", "{}"] {
        let carrier = Carrier::start(Behaviour::Answer("200 OK", "", body.into())).await;
        assert!(carrier.twilio().find(&sought).await.is_err());
    }
    let down = Carrier::start(Behaviour::CloseAfterRead).await;
    assert!(down.twilio().find(&sought).await.is_err());
}
