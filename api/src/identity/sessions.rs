//! `/api/v1/me/sessions`: the browsers where one is signed in.

use actix_web::{HttpResponse, delete, get, web};
use domain::SessionId;
use wire::Problem;
use wire::identity::{SignedInBrowser, SignedInBrowsers};

use crate::error::ApiResult;
use crate::security_log::{self, SecurityEvent};
use crate::session::Staff;
use crate::state::App;

/// Every browser where one is signed in.
#[utoipa::path(tag = "identity", responses((status = 200, body = SignedInBrowsers)))]
#[get("/me/sessions")]
pub async fn list_sessions(staff: Staff, app: web::Data<App>) -> ApiResult<web::Json<SignedInBrowsers>> {
    let sessions = app.store.practice(staff.practice).sessions().list(staff.user, app.now()).await?;
    let items = sessions.into_iter().map(|session| SignedInBrowser {
        id: session.id,
        is_current: session.id == staff.session,
        user_agent: session.user_agent,
        address: session.address,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
    });
    Ok(web::Json(SignedInBrowsers { items: items.collect() }))
}

/// Signs one browser out, at once.
#[utoipa::path(tag = "identity", responses((status = 204), (status = 404, body = Problem)))]
#[delete("/me/sessions/{id}")]
pub async fn revoke_session(
    staff: Staff,
    id: web::Path<SessionId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (practice, user, id, now) = (staff.practice, staff.user, *id, app.now());
    app.store
        .write(async move |tx| tx.practice(practice).sessions().revoke(user, Some(id), None, now).await)
        .await?;
    security_log::note(SecurityEvent::SessionsRevoked { user, by: user });
    Ok(HttpResponse::NoContent().finish())
}

/// Signs every browser out but this one.
#[utoipa::path(tag = "identity", responses((status = 204), (status = 401, body = Problem)))]
#[delete("/me/sessions")]
pub async fn revoke_other_sessions(staff: Staff, app: web::Data<App>) -> ApiResult<HttpResponse> {
    let (practice, user, keep, now) = (staff.practice, staff.user, staff.session, app.now());
    app.store
        .write(async move |tx| tx.practice(practice).sessions().revoke(user, None, Some(keep), now).await)
        .await?;
    security_log::note(SecurityEvent::SessionsRevoked { user, by: user });
    Ok(HttpResponse::NoContent().finish())
}
