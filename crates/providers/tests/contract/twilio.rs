//! Twilio's own words.

use std::sync::Arc;

use super::fake_provider::{FakeProvider, answer, client, sms};
use super::{MARIA, OWN_NUMBER, PATIENCE, Provider, Reports, SignedRequest, sought};
use chrono::{DateTime, Utc};
use delivery::sms::{SmsProvider, SmsSendError, WebhookAddress};
use domain::sms::{DeliveryState, SmsAdvice};
use providers::secret::Secret;
use providers::sms::twilio::signature::{SIGNATURE_HEADER, sign};
use providers::sms::twilio::{ApiKey, Twilio, TwilioAccount};
use url::Url;
use url::form_urlencoded::Serializer;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const AUTH_TOKEN: &str = "token";
const CREATED: &str = r#"{"sid":"SM00000000000000000000000000000001","status":"queued","num_segments":"1"}"#;

pub fn provider() -> Provider {
    Provider {
        name: "Twilio",
        connect: |url, client| Arc::new(Twilio::new(account(url), client)),
        accepted: CREATED,
        refused: (
            "400 Bad Request",
            r#"{"code":21610,"message":"unsub\u0000scribed","more_info":"…","status":400}"#,
            21610,
            SmsAdvice::OptedOut,
        ),
        list: |_, text, at| {
            let created = at.to_rfc2822();
            let others = listed("SM2", "inbound", MARIA, text, &created);
            let ours = listed("SM1", "outbound-api", MARIA, text, &created);
            serde_json::json!({ "messages": [others, ours] }).to_string()
        },
        empty_list: r#"{"messages":[],"next_page_uri":null}"#,
        signed,
    }
}

fn account(base_url: Url) -> TwilioAccount {
    TwilioAccount {
        base_url,
        account_sid: ACCOUNT.into(),
        auth_token: Secret::new(AUTH_TOKEN),
        previous_auth_token: None,
        api_key: None,
        messaging_service_sid: None,
    }
}

fn signed(address: WebhookAddress, told: Option<Reports>, at: DateTime<Utc>) -> SignedRequest {
    let mut form = vec![("From", MARIA), ("To", OWN_NUMBER)];
    let place = "https://liaison.example/api/v1/webhooks/sms/s3cret";
    let url = match (address, told) {
        (WebhookAddress::Inbound, _) => {
            form.extend([("Body", "Voilà 👍"), ("NumMedia", "0")]);
            format!("{place}/inbound")
        }
        (WebhookAddress::Status, told) => {
            form.push(("MessageStatus", "delivered"));
            let ours = told.map(|told| format!("?m={}", told.our_id)).unwrap_or_default();
            format!("{place}/status{ours}")
        }
    };
    if let Some(Reports { provider_id, .. }) = told {
        form.push(("MessageSid", provider_id));
    }
    let pairs: Vec<(String, String)> =
        form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let signature = sign(&Secret::new(AUTH_TOKEN), &url, &pairs);
    let body = Serializer::new(String::new()).extend_pairs(form).finish().into_bytes();
    SignedRequest { url, headers: vec![(SIGNATURE_HEADER.to_lowercase(), signature)], body, at }
}

#[tokio::test]
async fn the_request_is_a_form_from_the_practices_number_with_our_id_s3() {
    let carrier = FakeProvider::start(answer("201 Created", CREATED)).await;
    Twilio::new(account(carrier.url()), client(PATIENCE)).send(&sms()).await.unwrap();
    let request = carrier.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with(&format!("POST /beneath/2010-04-01/Accounts/{ACCOUNT}/Messages.json HTTP/1.1")),
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
    let carrier = FakeProvider::start(answer("201 Created", CREATED)).await;
    let mut settings = account(carrier.url());
    settings.messaging_service_sid = Some("MG00000000000000000000000000000001".into());
    settings.api_key = Some(ApiKey { sid: "SK1".into(), secret: Secret::new("key") });
    assert!(!format!("{settings:?}").contains("key\""), "secrets do not print");
    Twilio::new(settings, client(PATIENCE)).send(&sms()).await.unwrap();
    let request = carrier.requests().remove(0);
    assert!(request.contains("MessagingServiceSid=MG0000"), "{request}");
    assert!(!request.contains("From="), "{request}");
    assert!(request.contains("Basic U0sxOmtleQ=="), "SK1:key");
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
        let (result, requests) = provider().outcome(answer(status, &body), PATIENCE).await;
        let expected = SmsSendError::Rejected { code, message: "because".into(), advice };
        assert_eq!((result, requests), (Err(expected), 1));
    }
}

fn listed(sid: &str, direction: &str, to: &str, body: &str, created: &str) -> serde_json::Value {
    serde_json::json!({
        "sid": sid, "status": "delivered", "num_segments": "1", "direction": direction, "to": to,
        "from": "+14385550100", "body": body, "date_created": created, "date_sent": null,
    })
}

#[tokio::test]
async fn every_message_that_could_be_the_one_sought_is_told_oldest_first() {
    let (to, text) = ("+15145550123", "Rendez-vous à 10 h & merci");
    let (now, before) = ("Wed, 25 Feb 2026 06:13:25 +0000", "Wed, 25 Feb 2026 05:00:00 +0000");
    let page = serde_json::json!({ "messages": [
        listed("SM2", "outbound-api", to, text, "Wed, 25 Feb 2026 06:14:00 +0000"),
        listed("SM1", "outbound-api", to, text, now),
        listed("SM3", "outbound-api", to, text, before),
        listed("SM4", "inbound", to, text, now),
        listed("SM5", "outbound-api", to, "another text", now),
        listed("SM6", "outbound-api", "+15145550199", text, now),
        // Written again by a person later: another message.
        listed("SM7", "outbound-api", to, text, "Wed, 25 Feb 2026 06:30:00 +0000"),
    ]});
    let carrier = FakeProvider::start(answer("200 OK", &page.to_string())).await;
    let found = Twilio::new(account(carrier.url()), client(PATIENCE)).find(&sought()).await.unwrap();
    let sids: Vec<&str> = found.iter().map(|m| m.provider_message_id.as_str()).collect();
    assert_eq!(sids, ["SM1", "SM2"]);
    assert!(found.iter().all(|m| m.state == DeliveryState::Delivered));
    let request = carrier.requests().remove(0);
    assert!(request.starts_with("GET "), "{request}");
    assert!(request.contains("To=%2B15145550123&DateSent%3E=2026-02-25"), "{request}");
}
