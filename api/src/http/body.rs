//! JSON bodies and paths whose errors are problems too.

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use wire::Code;

use super::{decode_errors, patience};
use crate::error::{ApiError, ApiResult};

/// The largest JSON body that is read, in bytes.
pub const MAX_JSON: usize = 256 * 1024;

/// A JSON request body. Wrong types and unknown fields are problems that name the field; broken UTF-8 and other media
/// types are problems too.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_json = media_type
            .split(';')
            .next()
            .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"));
        let payload = web::Payload::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Err(ApiError::with(Code::UnsupportedMediaType, "send application/json"));
            }
            let bytes = read_body(payload.await.map_err(ApiError::internal)?, MAX_JSON).await?;
            let text = std::str::from_utf8(&bytes)
                .map_err(|_| ApiError::with(Code::MalformedBody, "the body is not UTF-8"))?;
            decode_errors::json(text).map(Self)
        })
    }
}

/// The same, of a request that may come without a body; then it is what the type is by default.
#[derive(Debug)]
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned + Default + 'static> FromRequest for OptionalJson<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !request.headers().contains_key(CONTENT_TYPE) {
            let payload = web::Payload::from_request(request, payload);
            return Box::pin(async move {
                let bytes = read_body(payload.await.map_err(ApiError::internal)?, MAX_JSON).await?;
                if bytes.is_empty() {
                    return Ok(Self(T::default()));
                }
                Err(ApiError::with(Code::UnsupportedMediaType, "send application/json"))
            });
        }
        let body = Json::<T>::from_request(request, payload);
        Box::pin(async move { body.await.map(|body| Self(body.0)) })
    }
}

/// Reads at most `limit` bytes.
pub async fn read_body(mut payload: web::Payload, limit: usize) -> ApiResult<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            let code = if patience::is_late(&error) { Code::RequestTimeout } else { Code::BadRequest };
            ApiError::with(code, error.to_string())
        })?;
        if bytes.len() + chunk.len() > limit {
            return Err(ApiError::with(Code::PayloadTooLarge, format!("at most {limit} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// How `web::Path` fails: an id that is none is not found.
pub fn configure(config: &mut web::ServiceConfig) {
    config.app_data(web::PathConfig::default().error_handler(|_, _| ApiError::new(Code::NotFound).into()));
}
