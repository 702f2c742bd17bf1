//! What an address can be asked: HEAD wherever GET is answered, and 405 with the methods there are.

use std::sync::LazyLock;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use wire::Code;

use crate::error::ApiError;
use crate::openapi;

const READING: &str = "GET, HEAD";

/// HEAD is answered by what answers GET. The server leaves the body out by the request as it came.
pub async fn head_as_get<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// The answer to a method that an address below `/api/` does not have: 405 with those it has, or 404 where there is
/// no such address.
pub fn refuse(path: &str) -> HttpResponse {
    match allowed(path) {
        Some(methods) => not_allowed(&methods),
        None => ApiError::new(Code::NotFound).error_response(),
    }
}

/// For an address that can only be read.
pub async fn only_reading(_: HttpRequest) -> HttpResponse {
    not_allowed(READING)
}

/// For an address that can be read and posted to.
pub async fn reading_and_posting(_: HttpRequest) -> HttpResponse {
    not_allowed("GET, HEAD, POST")
}

fn not_allowed(methods: &str) -> HttpResponse {
    let mut response = ApiError::new(Code::MethodNotAllowed).error_response();
    if let Ok(methods) = HeaderValue::from_str(methods) {
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}

/// An address of the API's document: its parts, and what it can be asked.
struct Address {
    parts: Vec<String>,
    methods: String,
}

/// Read from the document once, when someone first asks for what there is not.
static ADDRESSES: LazyLock<Vec<Address>> = LazyLock::new(|| {
    let paths = openapi::document().paths.paths;
    let read = |(path, item): (String, utoipa::openapi::PathItem)| {
        let methods = [
            ("GET, HEAD", item.get.is_some()),
            ("POST", item.post.is_some()),
            ("PUT", item.put.is_some()),
            ("DELETE", item.delete.is_some()),
        ];
        let methods: Vec<_> = methods.iter().filter(|(_, is)| *is).map(|(method, _)| *method).collect();
        Address { parts: parts(&path).map(str::to_owned).collect(), methods: methods.join(", ") }
    };
    paths.into_iter().map(read).collect()
});

fn allowed(path: &str) -> Option<String> {
    if path == "/api/openapi.json" || path == "/api/docs" || path.starts_with("/api/docs/") {
        return Some(READING.to_owned());
    }
    let fits = |address: &&Address| {
        let given = parts(path).collect::<Vec<_>>();
        given.len() == address.parts.len()
            && given
                .iter()
                .zip(&address.parts)
                .all(|(given, part)| given == part || (part.starts_with('{') && !given.is_empty()))
    };
    // Names before placeholders: `/conversations/unread` is one address, `/conversations/{id}` another.
    let all = ADDRESSES.iter().filter(fits);
    all.min_by_key(|address| address.parts.iter().filter(|part| part.starts_with('{')).count())
        .map(|address| address.methods.clone())
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.trim_start_matches('/').split('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_it_can_be_asked() {
        for (path, expected) in [
            ("/api/v1/me", Some("GET, HEAD, PUT")),
            ("/api/v1/session", Some("POST, DELETE")),
            ("/api/v1/users/0199d1e2-0000-7000-8000-000000000000", Some("GET, HEAD, PUT")),
            ("/api/v1/links/use", Some("POST")),
            ("/api/openapi.json", Some("GET, HEAD")),
            ("/api/v1/nothing", None),
            ("/api/v1/users/", None),
            ("/api/v2/me", None),
        ] {
            assert_eq!(allowed(path).as_deref(), expected, "{path}");
        }
    }
}
