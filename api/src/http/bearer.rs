//! The token of anyone who asks by one instead of by a session.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

/// What is behind `Bearer` in the request's `Authorization`.
pub fn token(request: &HttpRequest) -> Option<&str> {
    request.headers().get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}
