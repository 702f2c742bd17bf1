//! Twilio's published vectors, each also with one byte changed.

use super::*;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct File {
    twilio: Cases,
    twilio_generated: Cases,
}

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    token: String,
    url: String,
    params: Option<BTreeMap<String, String>>,
    body: Option<String>,
    signature: String,
    settings_header: Option<String>,
    valid: bool,
}

impl Case {
    fn keys(&self) -> SigningKeys {
        let secret = Secret::new(&self.token);
        SigningKeys {
            auth_tokens: vec![secret.clone()],
            shared_keys: vec![("webhooks_sharedkey_x".to_owned(), secret)],
        }
    }

    fn form(&self) -> Vec<(String, String)> {
        self.params.clone().unwrap_or_default().into_iter().collect()
    }

    fn verify(&self, url: &str, form: &[(String, String)], body: &str, signature: &str) -> bool {
        let request = SignedRequest {
            url,
            form,
            raw_body: body.as_bytes(),
            signature: Some(signature),
            settings: self.settings_header.as_deref(),
        };
        verify(&self.keys(), request).is_ok()
    }
}

fn cases() -> Vec<Case> {
    let file: File =
        serde_json::from_str(include_str!("../../../../tests/data/twilio-signatures.json")).unwrap();
    let cases: Vec<Case> = file.twilio.cases.into_iter().chain(file.twilio_generated.cases).collect();
    assert_eq!(cases.len(), 11);
    cases
}

/// Replaces the character at `at` by another one of the same kind.
fn changed(text: &str, at: usize) -> String {
    text.chars()
        .enumerate()
        .map(|(i, c)| {
            if i != at {
                c
            } else if c == 'A' {
                'B'
            } else {
                'A'
            }
        })
        .collect()
}

#[test]
fn published_vectors_are_judged_as_marked_s17() {
    for case in cases() {
        let body = case.body.clone().unwrap_or_default();
        assert_eq!(case.verify(&case.url, &case.form(), &body, &case.signature), case.valid, "{}", case.name);
    }
}

#[test]
fn one_changed_byte_is_refused_s17() {
    for case in cases().into_iter().filter(|c| c.valid) {
        let (form, body) = (case.form(), case.body.clone().unwrap_or_default());
        for at in 0..case.signature.len() {
            let altered = changed(&case.signature, at);
            assert!(!case.verify(&case.url, &form, &body, &altered), "{}: signature at {at}", case.name);
        }
        let path = case.url.find("myapp").or(case.url.find("hooks")).unwrap();
        assert!(!case.verify(&changed(&case.url, path), &form, &body, &case.signature), "{}: url", case.name);
        for at in 0..form.len() {
            let mut altered = form.clone();
            altered[at].1 = changed(&format!("{}x", altered[at].1), 0);
            assert!(!case.verify(&case.url, &altered, &body, &case.signature), "{}: form {at}", case.name);
        }
        for at in 0..body.len() {
            assert!(!case.verify(&case.url, &form, &changed(&body, at), &case.signature), "{}", case.name);
        }
    }
}

#[test]
fn missing_header_and_unknown_algorithm_are_told_apart() {
    let keys = SigningKeys { auth_tokens: vec![Secret::new("12345")], shared_keys: vec![] };
    let request = SignedRequest {
        url: "https://a.example/x",
        form: &[],
        raw_body: b"",
        signature: None,
        settings: None,
    };
    assert_eq!(verify(&keys, request), Err(SignatureError::Missing));
    assert_eq!(verify(&keys, SignedRequest { signature: Some(""), ..request }), Err(SignatureError::Missing));
    let signature = sign(&keys.auth_tokens[0], request.url, &[]);
    let signed = SignedRequest { signature: Some(&signature), ..request };
    assert_eq!(verify(&keys, signed), Ok(()));
    for settings in ["key=k,algorithm=HMAC_SHA512", "key=k,algorithm=HMAC_SHA256", "algorithm=HMAC_SHA1", ""]
    {
        let odd = SignedRequest { settings: Some(settings), ..signed };
        assert_eq!(verify(&keys, odd), Err(SignatureError::UnknownKey), "{settings}");
    }
}

#[test]
fn either_token_is_accepted_while_one_is_rotated() {
    let (old, new) = (Secret::new("old"), Secret::new("new"));
    let keys = SigningKeys { auth_tokens: vec![new, old.clone()], shared_keys: vec![] };
    let url = "https://a.example/x";
    let signature = sign(&old, url, &[]);
    let request =
        SignedRequest { url, form: &[], raw_body: b"", signature: Some(&signature), settings: None };
    assert_eq!(verify(&keys, request), Ok(()));
}

#[test]
fn repeated_names_count_once_per_value_in_order() {
    let form = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    };
    let token = Secret::new("t");
    let repeated = form(&[("b", "2"), ("a", "1"), ("b", "1"), ("b", "2")]);
    let plain = form(&[("a", "1"), ("b", "1"), ("b", "2")]);
    assert_eq!(sign(&token, "https://x.example/", &repeated), sign(&token, "https://x.example/", &plain));
}

#[test]
fn an_apostrophe_may_be_escaped_and_a_port_added() {
    let token = Secret::new("t");
    let keys = SigningKeys { auth_tokens: vec![token.clone()], shared_keys: vec![] };
    let seen = "https://x.example/hook?text=It's";
    for signed in [
        "https://x.example/hook?text=It's",
        "https://x.example/hook?text=It%27s",
        "https://x.example:443/hook?text=It's",
        "https://x.example:443/hook?text=It%27s",
    ] {
        let signature = sign(&token, signed, &[]);
        let request = SignedRequest {
            url: seen,
            form: &[],
            raw_body: b"",
            signature: Some(&signature),
            settings: None,
        };
        assert_eq!(verify(&keys, request), Ok(()), "{signed}");
    }
    let other_port = sign(&token, "https://x.example:8443/hook?text=It's", &[]);
    let request =
        SignedRequest { url: seen, form: &[], raw_body: b"", signature: Some(&other_port), settings: None };
    assert_eq!(verify(&keys, request), Err(SignatureError::Mismatch));
}
