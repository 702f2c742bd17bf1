//! One span per request: whatever is logged while it is answered names the request, and the answer names it too.
//!
//! Never in it: names, addresses, tokens, bodies, and the path, which may hold a client's link.

use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use tracing::field::Empty;
use tracing::{Instrument, Span};
use uuid::Uuid;

use crate::metrics;

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longer ids of someone else's are not taken over.
const LONGEST: usize = 64;
/// Whatever takes longer is logged without being asked for.
const SLOW: Duration = Duration::from_secs(1);

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that is being answered; outside of one, an id that nothing else has.
pub fn request_id() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_else(|_| new_id())
}

/// Says who asks, once that is known.
pub fn asked_by(user: domain::UserId) {
    Span::current().record("user", tracing::field::display(user));
}

/// Gives a request its id, its span, and its line in the log.
pub async fn trace<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let id = given(request.headers()).unwrap_or_else(new_id);
    let method = request.method().clone();
    let span = tracing::info_span!("request", %id, %method, route = Empty, user = Empty);
    let begun = Instant::now();
    let answer = CURRENT.scope(id.clone(), next.call(request)).instrument(span.clone()).await;
    let took = begun.elapsed();
    let header = HeaderValue::try_from(id).unwrap_or_else(|_| HeaderValue::from_static("unknown"));
    match answer {
        Ok(mut response) => {
            let route = response.request().match_pattern();
            if let Some(route) = &route {
                span.record("route", route);
            }
            let status = response.status().as_u16();
            span.in_scope(|| log(status, took));
            metrics::answered(&method, route, status, took);
            response.headers_mut().insert(REQUEST_ID, header);
            Ok(response)
        }
        Err(error) => {
            let mut response = error.error_response();
            let status = response.status().as_u16();
            span.in_scope(|| log(status, took));
            metrics::answered(&method, None, status, took);
            response.headers_mut().insert(REQUEST_ID, header);
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn log(status: u16, took: Duration) {
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if status >= 500 || took >= SLOW {
        tracing::info!(status, ms, "answered");
    } else {
        tracing::debug!(status, ms, "answered");
    }
}

/// The id that a proxy or a caller gave the request, if it is plain.
fn given(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    ((1..=LONGEST).contains(&id.len()) && id.chars().all(plain)).then(|| id.to_owned())
}

fn new_id() -> String {
    Uuid::now_v7().simple().to_string()
}
