//! Another provider than Twilio, end to end: JSON out, reports by GET, signatures that last a minute.

use api::config::SmsProviderWord;
use client::RawAnswer;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::*;

const SIGNING_KEY: &str = "36efdd1aace2e26cd490f0d951138253";

async fn app(carrier: &FakeSmsProvider) -> TestApp {
    let port = carrier.port();
    TestApp::with(|config| {
        config.sms.provider = SmsProviderWord::parse("messagebird").unwrap();
        config.sms.from = OWN_NUMBER.to_owned();
        config.sms.base_url = format!("http://127.0.0.1:{port}/").parse().ok();
        let keys = [("access_key", "live"), ("signing_key", SIGNING_KEY)];
        config.sms.account = keys.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    })
    .await
}

/// A request with the signature that MessageBird makes now.
async fn signed(app: &TestApp, method: &str, path: &str, body: &str) -> RawAnswer {
    let token = token(app, path, body);
    asked(app, method, path, body, &token).await
}

fn token(app: &TestApp, path: &str, body: &str) -> String {
    let hash = |text: &str| hex::encode(Sha256::digest(text.as_bytes()));
    let now = app.app().now().timestamp();
    let mut claims = Map::from_iter([
        ("iss".to_owned(), json!("MessageBird")),
        ("nbf".to_owned(), json!(now)),
        ("exp".to_owned(), json!(now + 60)),
        ("jti".to_owned(), json!(uuid::Uuid::now_v7())),
        ("url_hash".to_owned(), json!(hash(&app.app().sms.signed_url(path)))),
    ]);
    if !body.is_empty() {
        claims.insert("payload_hash".to_owned(), json!(hash(body)));
    }
    let key = EncodingKey::from_secret(SIGNING_KEY.as_bytes());
    encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap()
}

async fn asked(app: &TestApp, method: &str, path: &str, body: &str, token: &str) -> RawAnswer {
    let form = ("content-type", "application/x-www-form-urlencoded");
    let headers = [form, ("messagebird-signature-jwt", token)];
    app.client().raw(method, path, &headers, body.as_bytes()).await.unwrap()
}

#[tokio::test]
async fn a_text_leaves_and_its_report_comes_by_get_s2_s3() {
    let carrier = FakeSmsProvider::start().await;
    let app = app(&carrier).await;
    let consultant = app.consultant().await;
    let setup = consultant.sms_setup().await.unwrap();
    assert_eq!((setup.provider.as_str(), setup.simulated), ("messagebird", false));
    let answer = r#"{"id":"mb1","recipients":{"items":[{"recipient":15145550123,"status":"sent"}]}}"#;
    carrier.will([Behaviour::Answer("201 Created", "", answer.to_owned())]);
    let sent = consultant.send_sms("1", &text(MARIA, "Rendez-vous demain")).await.unwrap();
    app.settle().await;
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Sending);
    let request = carrier.last_request();
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["reference"], sent.id.to_string());
    let report_url = body["reportUrl"].as_str().unwrap();
    let path = url::Url::parse(report_url).unwrap().path().to_owned();
    let report = |status: &str| format!("{path}?id=mb1&reference={}&status={status}", sent.id);
    let unsigned = app.client().raw("GET", &report("delivered"), &[], b"").await.unwrap();
    assert_eq!(unsigned.status, 403);
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Sending);
    for (status, expected) in [
        ("buffered", DeliveryState::Sent),
        ("delivered", DeliveryState::Delivered),
        ("buffered", DeliveryState::Delivered),
    ] {
        let answer = signed(&app, "GET", &report(status), "").await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "OK"), "{status}");
        assert_eq!(now(&consultant, &sent).await.state, expected, "after {status}");
    }
    assert_eq!(signed(&app, "GET", &report("asleep"), "").await.status, 422);
}

#[tokio::test]
async fn a_stopped_number_and_an_empty_account_are_told_apart() {
    let carrier = FakeSmsProvider::start().await;
    let app = app(&carrier).await;
    let consultant = app.consultant().await;
    let taken = r#"{"id":"mb1","recipients":{"items":[{"recipient":15145550123,"status":"sent"}]}}"#;
    let poor = r#"{"errors":[{"code":25,"description":"Not enough balance","parameter":null}]}"#;
    carrier.will([
        Behaviour::Answer("201 Created", "", taken.to_owned()),
        Behaviour::Answer("402 Payment Required", "", poor.to_owned()),
    ]);
    let first = consultant.send_sms("1", &text(MARIA, "One")).await.unwrap();
    app.settle().await;
    let path = app.app().sms.webhook(app.practice, WebhookAddress::Status).path().to_owned();
    let query = format!("id=mb1&reference={}&status=delivery_failed&statusErrorCode=103", first.id);
    assert_eq!(signed(&app, "GET", &format!("{path}?{query}"), "").await.status, 200);
    let failed = now(&consultant, &first).await;
    assert_eq!((failed.state, failed.advice), (DeliveryState::Undelivered, Some(SmsAdvice::OptedOut)));
    consultant.send_sms("2", &text("+15145550124", "Two")).await.unwrap();
    app.settle().await;
    let stopped = consultant.sms_setup().await.unwrap().stopped.expect("nothing leaves");
    assert_eq!(stopped.advice, SmsAdvice::AccountSuspended);
}

#[tokio::test]
async fn a_signed_text_is_kept_once_and_only_for_a_minute_s17() {
    let carrier = FakeSmsProvider::start().await;
    let app = app(&carrier).await;
    let consultant = app.consultant().await;
    let path = app.inbound_path(app.practice);
    let body = "id=mo1&originator=15145550123&recipient=14385550100&body=Voil%C3%A0+%F0%9F%91%8D";
    let told = token(&app, &path, body);
    for _ in 0..2 {
        let answer = asked(&app, "POST", &path, body, &told).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "OK"));
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/plain"));
    }
    let inbox = consultant.sms_threads(SmsFilter::Unread, None).await.unwrap().items;
    let last = inbox[0].last.clone().unwrap();
    assert_eq!((last.body.as_str(), last.number.as_str(), inbox[0].unread), ("Voilà 👍", MARIA, 1));
    // Another practice's address, another text, another minute.
    let other = app.inbound_path(app.other_practice);
    assert_eq!(asked(&app, "POST", &other, body, &told).await.status, 403);
    let altered = body.replace("mo1", "mo2");
    assert_eq!(asked(&app, "POST", &path, &altered, &told).await.status, 403);
    app.clock.advance(TimeDelta::seconds(66));
    assert_eq!(asked(&app, "POST", &path, body, &told).await.status, 403);
    // Where an operator chose GET for what comes in.
    let asked = format!("{path}?id=mo3&originator=15145550123&recipient=14385550100&body=Encore");
    assert_eq!(signed(&app, "GET", &asked, "").await.status, 200);
    assert_eq!(consultant.unread_sms().await.unwrap().messages, 2);
}
