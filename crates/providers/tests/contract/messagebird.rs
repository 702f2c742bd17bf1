//! MessageBird's own words.

use std::sync::Arc;

use super::fake_provider::{FakeProvider, answer, client, sms};
use super::{PATIENCE, Provider, Reports, SignedRequest, sought};
use chrono::{DateTime, Utc};
use delivery::sms::{SmsProvider, WebhookAddress};
use domain::SmsMessageId;
use domain::sms::SmsAdvice;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use providers::secret::Secret;
use providers::sms::messagebird::{MessageBird, MessageBirdAccount};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use url::Url;
use url::form_urlencoded::Serializer;

const SIGNING_KEY: &str = "36efdd1aace2e26cd490f0d951138253";

pub fn provider() -> Provider {
    Provider {
        name: "MessageBird",
        connect: |url, client| Arc::new(MessageBird::new(account(url), client)),
        accepted: r#"{"id":"e8077d803532c0b5937c639b60216938","direction":"mt","recipients":{"items":[
            {"recipient":15145550123,"status":"sent","statusDatetime":"2026-02-25T06:13:20+00:00"}]}}"#,
        refused: (
            "422 Unprocessable Entity",
            r#"{"errors":[{"code":10,"description":"recipients\u0007 is invalid","parameter":"recipients"}]}"#,
            10,
            SmsAdvice::CheckNumber,
        ),
        list: |ours, _, _| {
            let items = [
                item("m1", "mt", "0199a3f0-7a3b-7c4d-8e5f-000000000001"),
                item("m2", "mt", &ours.to_string()),
                item("m3", "mo", &ours.to_string()),
            ];
            page(&items, 3).to_string()
        },
        empty_list: r#"{"offset":0,"limit":200,"count":0,"totalCount":0,"items":[]}"#,
        signed,
    }
}

fn account(base_url: Url) -> MessageBirdAccount {
    MessageBirdAccount {
        base_url,
        access_key: Secret::new("live_key"),
        signing_key: Secret::new(SIGNING_KEY),
    }
}

fn item(id: &str, direction: &str, reference: &str) -> Value {
    json!({
        "id": id, "direction": direction, "reference": reference,
        "recipients": { "items": [{ "recipient": 15_145_550_123_u64, "status": "delivered" }] },
    })
}

fn page(items: &[Value], total: usize) -> Value {
    json!({ "offset": 0, "limit": 200, "count": items.len(), "totalCount": total, "items": items })
}

/// A text by POST, a report by GET.
fn signed(address: WebhookAddress, told: Option<Reports>, at: DateTime<Utc>) -> SignedRequest {
    let mut form = Serializer::new(String::new());
    if let Some(Reports { provider_id, .. }) = told {
        form.append_pair("id", provider_id);
    }
    let place = "https://liaison.example/api/v1/webhooks/sms/s3cret";
    let (url, body) = match address {
        WebhookAddress::Inbound => {
            form.append_pair("originator", "15145550123").append_pair("recipient", "14385550100");
            (format!("{place}/inbound"), form.append_pair("body", "Voilà 👍").finish())
        }
        WebhookAddress::Status => {
            if let Some(Reports { our_id, .. }) = told {
                form.append_pair("reference", &our_id.to_string());
            }
            form.append_pair("recipient", "15145550123").append_pair("status", "delivered");
            (format!("{place}/status?{}", form.finish()), String::new())
        }
    };
    let hash = |bytes: &[u8]| hex::encode(Sha256::digest(bytes));
    let mut claims = Map::from_iter([
        ("iss".to_owned(), json!("MessageBird")),
        ("nbf".to_owned(), json!(at.timestamp())),
        ("exp".to_owned(), json!(at.timestamp() + 60)),
        ("jti".to_owned(), json!("one")),
        ("url_hash".to_owned(), json!(hash(url.as_bytes()))),
    ]);
    if !body.is_empty() {
        claims.insert("payload_hash".to_owned(), json!(hash(body.as_bytes())));
    }
    let key = EncodingKey::from_secret(SIGNING_KEY.as_bytes());
    let token = encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap();
    let headers = vec![("messagebird-signature-jwt".to_owned(), token)];
    SignedRequest { url, headers, body: body.into_bytes(), at }
}

#[tokio::test]
async fn the_request_is_json_from_the_practices_number_with_our_id_s3() {
    let carrier = FakeProvider::start(answer("201 Created", provider().accepted)).await;
    let account = account(carrier.url());
    assert!(!format!("{account:?}").contains("live_key"), "secrets do not print");
    MessageBird::new(account, client(PATIENCE)).send(&sms()).await.unwrap();
    let request = carrier.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /beneath/messages HTTP/1.1"), "{head}");
    assert!(head.contains("AccessKey live_key"), "{head}");
    let expected = json!({
        "originator": "14385550100",
        "recipients": ["15145550123"],
        "body": "Rendez-vous à 10 h & merci",
        "reference": "0199a3f0-7a3b-7c4d-8e5f-0123456789ab",
        "reportUrl": "https://liaison.example/api/v1/webhooks/sms/s3cret/status",
        "datacoding": "auto",
    });
    assert_eq!(serde_json::from_str::<Value>(body).unwrap(), expected);
}

#[tokio::test]
async fn a_long_list_is_read_to_its_end_or_not_believed() {
    let ours: SmsMessageId = sms().id;
    for (total, is_found) in [(1, true), (3, true), (5_000, false)] {
        let page = page(&[item("m2", "mt", &ours.to_string())], total);
        let carrier = FakeProvider::start(answer("200 OK", &page.to_string())).await;
        let found = MessageBird::new(account(carrier.url()), client(PATIENCE)).find(&sought()).await;
        assert_eq!(found.is_ok(), is_found, "{total}: {found:?}");
        let requests = carrier.requests();
        assert_eq!(requests.len(), total.min(10), "a page holds one of {total}");
        for (n, request) in requests.iter().enumerate() {
            assert!(request.contains(&format!("&offset={n} ")), "{request}");
            assert!(request.contains("recipient=15145550123&from=2026-02-25T06%3A11%3A20"), "{request}");
        }
    }
}
