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
use crate::http::methods;
use crate::session::app;
use crate::state::App;

/// Which document answers an address that is not a file.
fn document_for(path: &str) -> Document {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    match first {
        // Anyone who writes a link in capitals means the same page.
        "v" | "V" => Document::Guest,
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
    let path = request.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return Ok(methods::refuse(request.path()));
    }
    if *request.method() != actix_web::http::Method::GET {
        return Ok(methods::only_reading(request).await);
    }
    if let Some(file) = files.file(path) {
        return Ok(answer(&request, &file, HttpResponse::Ok()));
    }
    // Something with an extension was meant as a file: an old page asks for what a new build replaced.
    if Path::new(path).extension().is_some() && document_for(path) != Document::Guest {
        return Err(ApiError::new(Code::NotFound));
    }
    let document = document_for(path);
    let Some(file) = files.document(document) else {
        return Ok(without_application());
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

/// What a page says when this program has no browser application: not that the page does not exist.
fn without_application() -> HttpResponse {
    HttpResponse::ServiceUnavailable()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .content_type("text/html; charset=utf-8")
        .body(concat!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Liaison</title>",
            "<h1>This server has no browser application</h1>",
            "<p>The program was built without it, so it serves its API alone. ",
            "<code>cargo xtask build</code> makes one that has it; ",
            "<code>web_dir</code> names a directory that holds it.</p></html>\n",
        ))
}

fn csp(app: &App, document: Document, path: &str, file: &File) -> String {
    let in_call = document == Document::Guest || path.starts_with("call/");
    policy::content_security_policy(
        &app.public_url,
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
