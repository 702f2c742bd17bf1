//! `ETag`, `If-Match` and `Idempotency-Key`.

use std::fmt::Write;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ETAG, HeaderMap, IF_MATCH};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;
use sha2::{Digest, Sha256};
use storage::RequestKey;
use wire::Code;

use crate::error::{ApiError, ApiResult};

/// The version that the editor saw, from `If-Match`. Without it nothing is overwritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub i64);

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(if_match(request.headers()))
    }
}

fn if_match(headers: &HeaderMap) -> ApiResult<IfMatch> {
    let header = headers.get(IF_MATCH).ok_or_else(|| {
        ApiError::with(Code::PreconditionRequired, "send If-Match with the ETag of what you changed")
    })?;
    let version = header
        .to_str()
        .ok()
        .and_then(|value| value.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    version.map(IfMatch).ok_or_else(|| ApiError::with(Code::BadRequest, "If-Match is not an ETag of ours"))
}

/// The ETag of a version.
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// 200 with the resource and its ETag.
pub fn ok_with_etag(version: i64, body: &impl serde::Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, etag(version))).json(body)
}

/// 201 with the new resource and its ETag.
pub fn created_with_etag(version: i64, body: &impl serde::Serialize) -> HttpResponse {
    HttpResponse::Created().insert_header((ETAG, etag(version))).json(body)
}

/// The author's key for a creating request; made up when the caller does not mind doubles.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(pub String);

impl IdempotencyKey {
    /// The key with what it was sent with: `request` is everything that makes the request what it is, the record in its
    /// address included. Spaces and the order of an object's members make no difference.
    pub fn of(self, request: &impl Serialize) -> ApiResult<RequestKey> {
        // By way of a value, whose members are sorted.
        let canonical = serde_json::to_value(request).and_then(|value| serde_json::to_vec(&value));
        let canonical = canonical.map_err(ApiError::internal)?;
        let hash = Sha256::digest(&canonical).iter().fold(String::with_capacity(64), |mut hash, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hash, "{byte:02x}");
            hash
        });
        Ok(RequestKey { key: self.0, hash })
    }
}

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(idempotency_key(request.headers()))
    }
}

fn idempotency_key(headers: &HeaderMap) -> ApiResult<IdempotencyKey> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(IdempotencyKey(uuid::Uuid::now_v7().to_string()));
    };
    let value = value.to_str().unwrap_or_default().trim();
    if (1..=200).contains(&value.len()) && value.chars().all(|c| c.is_ascii_graphic()) {
        Ok(IdempotencyKey(value.to_owned()))
    } else {
        Err(ApiError::with(Code::BadRequest, "Idempotency-Key takes 1 to 200 printable ASCII characters"))
    }
}
