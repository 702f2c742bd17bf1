//! Checks that a webhook was signed by Twilio.
//!
//! The recipe is that of Twilio's own libraries (twilio-node `lib/webhooks/webhooks.ts`, and for
//! `HMAC_SHA256` PyPI twilio 9.13.0): the public URL as configured, byte for byte, followed by every form
//! parameter sorted by name as `name` + `value`; HMAC-SHA1 under the account's auth token, base64. The signature
//! holds neither a time nor a nonce, so a captured request stays valid: callers store by unique key.

use crate::secret::Secret;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use subtle::ConstantTimeEq;

/// Header that carries the signature.
pub const SIGNATURE_HEADER: &str = "X-Twilio-Signature";
/// Header that names another key and algorithm than the auth token and HMAC-SHA1.
pub const SETTINGS_HEADER: &str = "X-Twilio-Webhooks-Signature-Settings";

/// What may have signed: auth tokens (two while one is being rotated) and shared keys by their id.
#[derive(Clone, Debug, Default)]
pub struct SigningKeys {
    pub auth_tokens: Vec<Secret>,
    pub shared_keys: Vec<(String, Secret)>,
}

/// One webhook request as it reached us.
#[derive(Clone, Copy, Debug)]
pub struct SignedRequest<'a> {
    /// The public URL, built from the configured public address and the request's raw path and query.
    pub url: &'a str,
    /// The decoded form, in any order; empty for a JSON body.
    pub form: &'a [(String, String)],
    pub raw_body: &'a [u8],
    pub signature: Option<&'a str>,
    pub settings: Option<&'a str>,
}

/// Why a request is not believed. All of them are answered with 403.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    Missing,
    UnknownKey,
    Mismatch,
}

impl SignatureError {
    pub const fn words(self) -> &'static str {
        match self {
            Self::Missing => "the signature header is missing",
            Self::UnknownKey => "the signature names an algorithm or key that is not known here",
            Self::Mismatch => "the signature does not match",
        }
    }
}

/// Accepts the request when one of the keys signed it.
pub fn verify(keys: &SigningKeys, request: SignedRequest<'_>) -> Result<(), SignatureError> {
    let signature = request.signature.filter(|s| !s.is_empty()).ok_or(SignatureError::Missing)?;
    let signature = STANDARD.decode(signature).map_err(|_| SignatureError::Mismatch)?;
    let parameters = match body_hash(request.url) {
        Some(hash) => {
            let body = hex::encode(Sha256::digest(request.raw_body));
            if !bool::from(body.as_bytes().ct_eq(hash.to_ascii_lowercase().as_bytes())) {
                return Err(SignatureError::Mismatch);
            }
            String::new()
        }
        None => sorted_parameters(request.form),
    };
    let texts: Vec<String> =
        url_forms(request.url).into_iter().map(|url| format!("{url}{parameters}")).collect();
    let signed = match request.settings {
        None => texts
            .iter()
            .any(|text| keys.auth_tokens.iter().any(|token| matches_sha1(token.expose(), text, &signature))),
        Some(settings) => {
            let secret = shared_key(keys, settings).ok_or(SignatureError::UnknownKey)?;
            texts.iter().any(|text| matches_sha256(secret.expose(), text, &signature))
        }
    };
    if signed { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// The signature that Twilio would send for this URL and form; the simulator signs with it.
pub fn sign(auth_token: &Secret, url: &str, form: &[(String, String)]) -> String {
    let text = format!("{url}{}", sorted_parameters(form));
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(auth_token.expose().as_bytes()) else {
        return String::new(); // unreachable: an HMAC key may have any length
    };
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn matches_sha1(key: &str, text: &str, signature: &[u8]) -> bool {
    Hmac::<Sha1>::new_from_slice(key.as_bytes())
        .is_ok_and(|mac| mac.chain_update(text.as_bytes()).verify_slice(signature).is_ok())
}

fn matches_sha256(key: &str, text: &str, signature: &[u8]) -> bool {
    Hmac::<Sha256>::new_from_slice(key.as_bytes())
        .is_ok_and(|mac| mac.chain_update(text.as_bytes()).verify_slice(signature).is_ok())
}

/// Reads `key=<id>,algorithm=HMAC_SHA256`; any other algorithm, or a key we do not hold, is refused.
fn shared_key<'a>(keys: &'a SigningKeys, settings: &str) -> Option<&'a Secret> {
    let named = |wanted: &str| {
        settings.split(',').find_map(|pair| {
            pair.trim().split_once('=').filter(|(name, _)| *name == wanted).map(|(_, value)| value)
        })
    };
    if named("algorithm")? != "HMAC_SHA256" {
        return None;
    }
    let id = named("key")?;
    keys.shared_keys.iter().find(|(known, _)| known == id).map(|(_, secret)| secret)
}

fn sorted_parameters(form: &[(String, String)]) -> String {
    let mut by_name: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in form {
        by_name.entry(name).or_default().insert(value);
    }
    by_name.into_iter().flat_map(|(name, values)| values.into_iter().flat_map(move |v| [name, v])).collect()
}

fn body_hash(url: &str) -> Option<&str> {
    let (_, query) = url.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("bodySHA256="))
}

/// The URL as Twilio may have signed it. Its servers are not of one mind about the port, so that both forms
/// are tried, and an apostrophe may have been escaped. The older re-encoding of the query is left out: our webhook
/// addresses hold letters, digits and hyphens only.
fn url_forms(url: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([url.to_owned()]);
    if let Some((scheme, rest)) = url.split_once("://") {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(u, h)| (Some(u), h));
        let user = user.map(|u| format!("{u}@")).unwrap_or_default();
        let port_at = host.rfind(':').filter(|at| !host[*at..].contains(']'));
        if let Some(at) = port_at {
            forms.insert(format!("{scheme}://{user}{}{tail}", host.split_at(at).0));
        } else {
            let port = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
            forms.insert(format!("{scheme}://{user}{host}:{port}{tail}"));
        }
    }
    let escaped: Vec<String> =
        forms.iter().filter(|f| f.contains('\'')).map(|f| f.replace('\'', "%27")).collect();
    forms.extend(escaped);
    forms
}

#[cfg(test)]
mod tests;
