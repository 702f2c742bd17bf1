//! What every answer tells the browser not to do.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;

use crate::session::app;

/// What the API's reference needs beside its own files: small pictures that its style sheet holds, and the one style that
/// its script puts into the page, by the hash that browsers name. It asks nobody but us.
const REFERENCE: &str = "default-src 'none'; script-src 'self'; style-src 'self' \
                         'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; \
                         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Adds what a handler has not set itself: the application's documents set their own.
pub async fn headers<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let secure = app(request.request())?.is_secure();
    let is_api = request.path().starts_with("/api/");
    let is_reference = request.path().starts_with("/api/docs/");
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    default(X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(REFERRER_POLICY, "no-referrer");
    default(X_FRAME_OPTIONS, "DENY");
    default(OPENER_POLICY, "same-origin");
    default(PERMISSIONS_POLICY, "camera=(), microphone=(), display-capture=(), geolocation=()");
    let policy = if is_reference { REFERENCE } else { "default-src 'none'; frame-ancestors 'none'" };
    default(CONTENT_SECURITY_POLICY, policy);
    if is_api {
        default(CACHE_CONTROL, "no-store");
    }
    if secure {
        default(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    Ok(response)
}
