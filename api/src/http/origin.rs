//! Only our own pages may write with a browser's cookie, and only they may open a socket.

use actix_web::HttpRequest;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::ORIGIN;
use actix_web::middleware::Next;
use url::Url;
use wire::Code;

use crate::error::{ApiError, ApiResult};
use crate::security_log::{self, SecurityEvent};
use crate::session::app;
use crate::state::App;

/// Refuses a request that another site's page made. Programs send no `Origin` and carry no cookie of
/// someone else's by accident, so its absence is fine; a browser always sends it with an unsafe method.
pub fn check_origin(request: &HttpRequest, app: &App) -> ApiResult<()> {
    let Some(origin) = request.headers().get(ORIGIN) else {
        let cross = request.headers().get("sec-fetch-site").is_some_and(|site| site == "cross-site");
        return if cross { Err(refused()) } else { Ok(()) };
    };
    let origin = origin.to_str().ok().and_then(|value| Url::parse(value).ok()).ok_or_else(refused)?;
    if is_ours(&origin, app) { Ok(()) } else { Err(refused()) }
}

fn is_ours(origin: &Url, app: &App) -> bool {
    let origin = origin.origin();
    let allowed = std::iter::once(&app.public_url).chain(&app.config.extra_origins);
    if allowed.into_iter().any(|url| url.origin() == origin) {
        return true;
    }
    // Without a public address of its own the server is for this machine, under either of its names.
    app.config.public_url.is_none()
        && Url::parse(&format!("{}://127.0.0.1:{}/", app.public_url.scheme(), app.listening.port()))
            .is_ok_and(|url| url.origin() == origin)
}

fn refused() -> ApiError {
    security_log::note(SecurityEvent::OriginRefused);
    ApiError::with(Code::OriginRefused, "this request did not come from a page of this application")
}

/// Checks every request with an unsafe method. Webhooks come from servers and are signed instead.
pub async fn guard<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !safe {
        check_origin(request.request(), &*app(request.request())?)?;
    }
    next.call(request).await
}
