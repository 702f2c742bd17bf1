//! Who asks is found out before a handler's parameters are read, so that what is refused first does not depend on
//! which of them is read faster: first who it is, then what they may, then what they sent.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, ResponseError};
use domain::PracticeId;
use domain::permission::Permission;
use wire::Code;
use wire::identity::USER_HEADER;

use super::cookie::{self, Renewed};
use super::{LONGEST, Staff, TOUCH, app, expiry, hash_token, signed};
use crate::error::{ApiError, ApiResult};
use crate::state::App;

/// Who asks, or why nobody does.
#[derive(Debug)]
pub struct Identified(pub ApiResult<Staff>);

/// A permission that was asked for and is missing.
#[derive(Clone, Copy, Debug)]
pub struct Lacking {
    pub permission: Permission,
    pub practice: PracticeId,
}

/// Finds out who asks. To the answer it adds whose it is, the session's cookie when that lives longer from now on, and
/// whom to ask for a permission that is missing.
pub async fn identify<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if !request.path().starts_with("/api/") {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let app = app(request.request())?;
    let found = find(request.request(), &app).await;
    let staff = found.as_ref().ok().cloned();
    request.extensions_mut().insert(Identified(found));
    let mut response = explained(&app, next.call(request).await?).await;
    if let Some(staff) = staff
        && let Ok(user) = HeaderValue::from_str(&staff.user.to_string())
    {
        response.headers_mut().insert(HeaderName::from_static(USER_HEADER), user);
    }
    let renewed = response.request().extensions().get::<Renewed>().cloned();
    if let Some(Renewed { token, expires }) = renewed {
        let now = app.now();
        // Anyone who signed out meanwhile, or in as someone else, is not given the old session again.
        if app.sessions.find(&hash_token(&token), now).is_some() {
            response.response_mut().add_cookie(&cookie::carry(&app, &token, now, expires))?;
        }
    }
    Ok(response)
}

async fn find(request: &HttpRequest, app: &App) -> ApiResult<Staff> {
    let cookie = request.cookie(cookie::name(app)).ok_or_else(|| ApiError::new(Code::Unauthenticated))?;
    let staff = look_up(request, app, cookie.value()).await?;
    match request.headers().get(USER_HEADER) {
        Some(shown) if !names(shown, &staff)? => {
            Err(ApiError::with(Code::OtherPerson, "the session in this browser is another person's"))
        }
        _ => Ok(staff),
    }
}

async fn look_up(request: &HttpRequest, app: &App, token: &str) -> ApiResult<Staff> {
    let hash = hash_token(token);
    let now = app.now();
    if let Some(staff) = app.sessions.find(&hash, now) {
        return Ok(staff);
    }
    let generation = app.sessions.generation();
    let found = app.store.session_by_hash(&hash, now).await?;
    let (mut session, user) = found.ok_or_else(|| ApiError::new(Code::Unauthenticated))?;
    if session.created_at + LONGEST <= now {
        return Err(ApiError::new(Code::Unauthenticated));
    }
    if now - session.last_seen_at > TOUCH {
        let expires_at = expiry(session.created_at, now);
        match app.store.touch_session(session.id, now, expires_at).await {
            // Reading goes on while nothing can be written; the session is renewed the next time.
            Err(error) if error.is_outage() => tracing::warn!(%error, "a session was not renewed"),
            touched => {
                touched?;
                session.expires_at = expires_at;
                let renewed = Renewed { token: token.to_owned(), expires: session.expires_at };
                request.extensions_mut().insert(renewed);
            }
        }
    }
    let staff = signed(&session, &user)?;
    app.sessions.keep(hash, staff.clone(), now, generation);
    Ok(staff)
}

/// Whether the header names this person.
fn names(shown: &HeaderValue, staff: &Staff) -> ApiResult<bool> {
    let shown = shown.to_str().ok().and_then(|id| id.trim().parse::<uuid::Uuid>().ok());
    let shown =
        shown.ok_or_else(|| ApiError::with(Code::BadRequest, "X-Liaison-User takes a person's id"))?;
    Ok(shown == staff.user.as_uuid())
}

/// Names those who can give the permission for want of which the request was refused.
async fn explained<B: MessageBody>(
    app: &App,
    response: ServiceResponse<B>,
) -> ServiceResponse<EitherBody<B>> {
    let lacking = response.request().extensions().get::<Lacking>().copied();
    let Some(lacking) = lacking else { return response.map_into_left_body() };
    let managers = app.store.practice(lacking.practice).users().with_permission(Permission::UserManage).await;
    let refusal = match managers {
        Ok(managers) => {
            ApiError::forbidden(lacking.permission, managers.into_iter().map(|user| user.name).collect())
        }
        Err(error) => error.into(),
    };
    response.into_response(refusal.error_response()).map_into_right_body()
}
