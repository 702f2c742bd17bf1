//! The browser application's files: hashed names are kept for ever, documents never.

mod files;
pub mod policy;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH, VARY,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use wire::Code;

pub use files::WebFiles;
use files::{Document, File};
use policy::{PERMISSIONS_POLICY, ROOM_PERMISSIONS};

use crate::error::ApiError;
use crate::session::app;
use crate::state::App;

/// Which document answers an address that is not a file.
fn document_for(path: &str) -> Document {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    match first {
        "v" => Document::Guest,
        "room" => Document::Room,
        _ => Document::Staff,
    }
}

/// Serves a file of the application, or the document that shows the address.
pub async fn serve(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let app = app(&request)?;
    let files = request
        .app_data::<actix_web::web::Data<Arc<WebFiles>>>()
        .ok_or_else(|| ApiError::internal("no web files"))?;
    if !matches!(*request.method(), actix_web::http::Method::GET | actix_web::http::Method::HEAD) {
        return Err(ApiError::new(Code::MethodNotAllowed));
    }
    let path = request.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return Err(ApiError::new(Code::NotFound));
    }
    if let Some(file) = files.file(path) {
        return Ok(answer(&request, &file, HttpResponse::Ok()));
    }
    // Something with an extension was meant as a file: an old page asks for what a new build replaced.
    if Path::new(path).extension().is_some() && !path.starts_with("v/") {
        return Err(ApiError::new(Code::NotFound));
    }
    let document = document_for(path);
    let Some(file) = files.document(document) else {
        return Err(ApiError::with(
            Code::NotFound,
            "the browser application is not built; `cargo xtask run` builds and serves it",
        ));
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_SECURITY_POLICY, csp(&app, document, path, &file)));
    match document {
        Document::Room => {
            response.insert_header((PERMISSIONS_POLICY, ROOM_PERMISSIONS));
            response.insert_header(("x-frame-options", "SAMEORIGIN"));
        }
        Document::Guest => {
            response.insert_header((PERMISSIONS_POLICY, policy::call_permissions(&app.config.video)));
        }
        Document::Staff if path.starts_with("call/") => {
            response.insert_header((PERMISSIONS_POLICY, policy::call_permissions(&app.config.video)));
        }
        Document::Staff => {}
    }
    Ok(answer(&request, &file, response))
}

fn csp(app: &App, document: Document, path: &str, file: &File) -> String {
    let in_call = document == Document::Guest || path.starts_with("call/");
    policy::content_security_policy(
        &app.config.video,
        &file.script_hashes,
        document == Document::Room,
        in_call,
    )
}

fn answer(request: &HttpRequest, file: &File, mut response: HttpResponseBuilder) -> HttpResponse {
    let cache = if file.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.insert_header((CACHE_CONTROL, cache)).insert_header((ETAG, file.etag.clone()));
    response.insert_header((VARY, "accept-encoding"));
    let same =
        request.headers().get(IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == file.etag.as_bytes());
    if same {
        // With all headers of the whole answer: the browser keeps those of the 304, its policy among them.
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    let accepted =
        request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    response.content_type(file.content_type);
    let coded = [("br", &file.brotli), ("gzip", &file.gzip)];
    for (name, body) in coded {
        let accepts = accepted.split(',').any(|one| one.split(';').next().is_some_and(|n| n.trim() == name));
        if let (true, Some(body)) = (accepts, body) {
            return response.insert_header((CONTENT_ENCODING, name)).body(body.clone());
        }
    }
    response.body(file.plain.clone())
}

/// Files by path.
type Listing = HashMap<String, Arc<File>>;
