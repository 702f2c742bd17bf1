//! `POST /api/v1/session`, `DELETE /api/v1/session`, `GET /api/v1/me`.

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use domain::SessionId;
use storage::StoreError;
use storage::practices::Practice;
use storage::sessions::Session;
use storage::users::User;
use wire::identity::{Credentials, Me, PracticeSummary};
use wire::{Code, Problem};

use super::device;
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::http::conditions::ok_with_etag;
use crate::session::{LIFETIME, PeerAddress, Staff, cookie, hash_token, new_token};
use crate::state::App;

/// Signs in and sets the session cookie.
#[utoipa::path(tag = "identity", request_body = Credentials, responses(
    (status = 200, body = Me),
    (status = 401, description = "The two do not belong together", body = Problem),
    (status = 429, description = "Too many failed attempts", body = Problem),
))]
#[post("/session")]
pub async fn sign_in(
    request: HttpRequest,
    address: PeerAddress,
    credentials: Json<Credentials>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let Json(credentials) = credentials;
    // No address has control characters, and not every database can be asked about them.
    let email: String = credentials.email.trim().to_lowercase().chars().filter(|c| !c.is_control()).collect();
    let now = app.now();
    let user = app.store.user_by_email(&email).await?.filter(|user| user.deactivated_at.is_none());
    let device = user.as_ref().and_then(|user| device::known(&request, &app, user.id));
    app.limits.sign_in_address.take(&address.0, now)?;
    match &device {
        Some(device) => app.limits.sign_in_browser.take(device, now)?,
        None => app.limits.sign_in_account.take(&email, now)?,
    }
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let fits = app.passwords.fits(credentials.password, hash).await?;
    let Some(user) = user.filter(|_| fits) else {
        return Err(ApiError::with(
            Code::WrongCredentials,
            "this e-mail address and password do not belong together",
        ));
    };
    app.limits.sign_in_address.give_back(&address.0);
    match &device {
        Some(device) => app.limits.sign_in_browser.give_back(device),
        None => app.limits.sign_in_account.give_back(&email),
    }
    open_session(&request, address, &app, user).await
}

/// Starts a session for somebody who has shown who they are.
pub async fn open_session(
    request: &HttpRequest,
    address: PeerAddress,
    app: &App,
    user: User,
) -> ApiResult<HttpResponse> {
    let (token, session) = new_session(request, address, app, &user);
    let id = session.id;
    app.store.write(async move |tx| tx.insert_session(session).await).await?;
    signed_in(app, &user, id, &token).await
}

/// A session to be written, and the value for its cookie.
pub fn new_session(request: &HttpRequest, address: PeerAddress, app: &App, user: &User) -> (String, Session) {
    let token = new_token();
    let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let now = app.now();
    let session = Session {
        id: SessionId::new(uuid::Uuid::now_v7()),
        practice_id: user.practice_id,
        user_id: user.id,
        token_hash: hash_token(&token),
        user_agent: agent.chars().take(300).collect(),
        address: address.0.to_string(),
        created_at: now,
        last_seen_at: now,
        expires_at: now + LIFETIME,
        revoked_at: None,
    };
    (token, session)
}

/// The answer to whoever a session was opened for.
pub async fn signed_in(app: &App, user: &User, session: SessionId, token: &str) -> ApiResult<HttpResponse> {
    let me = describe(app, user, session).await?;
    Ok(HttpResponse::Ok().cookie(cookie(app, Some(token))).cookie(device::mark(app, user.id)).json(me))
}

/// Signs out: the session ends here and now.
#[utoipa::path(tag = "identity", responses((status = 204), (status = 401, body = Problem)))]
#[delete("/session")]
pub async fn sign_out(staff: Staff, app: web::Data<App>) -> ApiResult<HttpResponse> {
    let (practice, user, session, now) = (staff.practice, staff.user, staff.session, app.now());
    let ended = app
        .store
        .write(async move |tx| tx.revoke_sessions(practice, user, Some(session), None, now).await)
        .await;
    // Signing out twice is signing out.
    if let Err(error) = ended
        && !matches!(error, StoreError::NotFound)
    {
        return Err(error.into());
    }
    Ok(HttpResponse::NoContent().cookie(cookie(&app, None)).finish())
}

/// Who is signed in, and what they may do.
#[utoipa::path(tag = "identity", responses((status = 200, body = Me), (status = 401, body = Problem)))]
#[get("/me")]
pub async fn show_me(staff: Staff, app: web::Data<App>) -> ApiResult<HttpResponse> {
    let user = app.store.user(staff.practice, staff.user).await?;
    let me = describe(&app, &user, staff.session).await?;
    Ok(ok_with_etag(me.version, &me))
}

/// The person, the session and the practice for the browser.
pub async fn describe(app: &App, user: &User, session: SessionId) -> ApiResult<Me> {
    let practice = app.store.practice(user.practice_id).await?;
    Ok(Me {
        id: user.id,
        session,
        email: user.email.clone(),
        name: user.name.clone(),
        title: user.title.clone(),
        role: user.role,
        permissions: user.permission_set()?,
        language: user.language,
        time_zone: user.time_zone.clone(),
        version: user.version,
        practice: summary(practice),
    })
}

/// The practice for the browser.
pub fn summary(practice: Practice) -> PracticeSummary {
    PracticeSummary {
        id: practice.id,
        name: practice.name,
        address: practice.address,
        phone: practice.phone,
        email: practice.email,
        time_zone: practice.time_zone,
        language: practice.language,
        version: practice.version,
    }
}
