//! Checks that a webhook was signed by MessageBird: header `MessageBird-Signature-JWT`.
//!
//! The recipe is that of npm messagebird 4.0.1 (`lib/webhook-signature-jwt.js`): an HMAC under the account's signing key
//! over hashes of the whole URL and of the raw body, for a minute.

use crate::secret::Secret;
use delivery::sms::WebhookRequest;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Header that carries the signature.
pub const SIGNATURE_HEADER: &str = "MessageBird-Signature-JWT";
const ISSUER: &str = "MessageBird";
/// How far MessageBird's clock may be from ours, in seconds.
const CLOCK_SKEW: i64 = 5;

#[derive(Debug, Deserialize)]
struct Claims {
    nbf: i64,
    exp: i64,
    /// An id of the request. It must be there; that nothing is stored twice is seen to by the message's own id.
    jti: String,
    url_hash: String,
    payload_hash: Option<String>,
}

/// Accepts the request when the key signed it, for this URL, body and minute. Otherwise says why not.
pub fn verify(key: &Secret, request: &WebhookRequest<'_>) -> Result<(), &'static str> {
    let token = request.header(SIGNATURE_HEADER).ok_or("the signature header is missing")?;
    let mut rules = Validation::new(Algorithm::HS256);
    rules.algorithms = vec![Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];
    rules.set_issuer(&[ISSUER]);
    rules.set_required_spec_claims(&["iss", "nbf", "exp"]);
    // Compared below, with the clock that the request came by.
    (rules.validate_exp, rules.validate_nbf, rules.validate_aud) = (false, false, false);
    let key = DecodingKey::from_secret(key.expose().as_bytes());
    let claims: Claims = decode(token, &key, &rules).map_err(|_| "the signature does not match")?.claims;
    let now = request.received_at.timestamp();
    if claims.nbf > now + CLOCK_SKEW || claims.exp <= now - CLOCK_SKEW {
        return Err("the signature is not of this minute");
    }
    if claims.jti.is_empty() {
        return Err("the signature has no id");
    }
    if !is_hash_of(&claims.url_hash, request.url.as_bytes()) {
        return Err("the signature is for another address");
    }
    match (claims.payload_hash, request.body) {
        (None, []) => Ok(()),
        (Some(hash), body @ [_, ..]) if is_hash_of(&hash, body) => Ok(()),
        _ => Err("the signature is for another body"),
    }
}

fn is_hash_of(hash: &str, bytes: &[u8]) -> bool {
    let computed = hex::encode(Sha256::digest(bytes));
    computed.as_bytes().ct_eq(hash.to_ascii_lowercase().as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta, Utc};
    use delivery::sms::WebhookAddress;

    #[derive(Deserialize)]
    struct File {
        cases: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        name: String,
        #[serde(default)]
        secret: String,
        url: String,
        payload: Option<String>,
        timestamp: DateTime<Utc>,
        token: String,
        valid: bool,
    }

    impl Case {
        fn verify(&self, url: &str, token: &str, at: DateTime<Utc>) -> Result<(), &'static str> {
            let headers = [(SIGNATURE_HEADER.to_lowercase(), token.to_owned())];
            let request = WebhookRequest {
                address: WebhookAddress::Inbound,
                url,
                headers: &headers,
                body: self.payload.as_deref().unwrap_or_default().as_bytes(),
                received_at: at,
            };
            verify(&Secret::new(&self.secret), &request)
        }
    }

    fn cases() -> Vec<Case> {
        let text = include_str!("../../../tests/data/messagebird-signatures.json");
        let file: File = serde_json::from_str(text).unwrap();
        assert_eq!(file.cases.len(), 44);
        file.cases
    }

    #[test]
    fn every_published_vector_is_judged_as_published() {
        for case in cases() {
            let judged = case.verify(&case.url, &case.token, case.timestamp);
            assert_eq!(judged.is_ok(), case.valid, "{}: {judged:?}", case.name);
        }
    }

    #[test]
    fn what_is_valid_is_not_when_one_thing_is_another() {
        for case in cases().iter().filter(|case| case.valid) {
            let at = case.timestamp;
            assert!(case.verify(&format!("{}x", case.url), &case.token, at).is_err(), "{}", case.name);
            assert!(case.verify(&case.url, "", at).is_err());
            let (signed, _) = case.token.rsplit_once('.').unwrap();
            assert!(case.verify(&case.url, &format!("{signed}."), at).is_err(), "unsigned: {}", case.name);
            for seconds in [-6, 66] {
                let then = at + TimeDelta::seconds(seconds);
                assert!(case.verify(&case.url, &case.token, then).is_err(), "{seconds} s: {}", case.name);
            }
            for seconds in [-5, 64] {
                let then = at + TimeDelta::seconds(seconds);
                assert!(case.verify(&case.url, &case.token, then).is_ok(), "{seconds} s: {}", case.name);
            }
        }
    }
}
