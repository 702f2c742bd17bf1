//! `POST /api/v1/session`, `DELETE /api/v1/session`, `GET /api/v1/me`.

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use domain::person::EmailAddress;
use domain::{SessionId, UserId};
use storage::practices::Practice;
use storage::sessions::Session;
use storage::users::User;
use storage::{StoreError, Tx};
use wire::identity::{Credentials, Me, PracticeSummary};
use wire::{Code, Problem};

use super::known_devices;
use super::notices::Notice;
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::http::conditions::ok_with_etag;
use crate::http::network::Network;
use crate::limits::Limits;
use crate::security_log::{self, Refusal, SecurityEvent};
use crate::session::{PeerAddress, Staff, cookie, expiry, hash_token, new_token};
use crate::state::App;

/// Signs in and sets the session cookie. The session that this browser had before ends, no matter whose it was.
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
    // As it was read when the account was made. What is no address is nobody's, and is answered as such.
    let email = EmailAddress::parse(&credentials.email).map(|email| email.key()).unwrap_or_default();
    let now = app.now();
    let user = app.store.user_by_email(&email).await?.filter(|user| user.deactivated_at.is_none());
    let known = user.as_ref().map(|user| user.id);
    let device = user.as_ref().and_then(|user| known_devices::known(&request, &app, user.id));
    let attempt = Attempt { email, network: address.network(), device };
    attempt.begin(&app.limits, now).inspect_err(|_| refused(known, Refusal::TooOften))?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let fits = app.passwords.fits(credentials.password, hash).await;
    // A queue that is full says nothing of the password.
    let fits = fits.inspect_err(|_| attempt.was_harmless(&app.limits))?;
    let Some(user) = user.filter(|_| fits) else {
        refused(known, known.map_or(Refusal::UnknownAccount, |_| Refusal::WrongPassword));
        return Err(wrong_credentials());
    };
    attempt.was_harmless(&app.limits);
    open_session(&request, address, &app, user, attempt.device.is_none()).await
}

fn refused(user: Option<UserId>, why: Refusal) {
    security_log::note(SecurityEvent::SignInRefused { user, why });
}

/// One try to sign in, as it is counted.
struct Attempt {
    email: String,
    network: Network,
    /// A browser that the account was used in before. It has a count of its own: nobody elsewhere, and nobody behind
    /// the same address, can keep it out.
    device: Option<String>,
}

impl Attempt {
    /// Counts it in every place or in none.
    fn begin(&self, limits: &Limits, now: DateTime<Utc>) -> ApiResult<()> {
        if let Some(device) = &self.device {
            return limits.sign_in_browser.take(device, now);
        }
        let pair = (self.email.clone(), self.network);
        limits.sign_in_pair.take(&pair, now)?;
        let by_account = limits.sign_in_account.take(&self.email, now);
        by_account.inspect_err(|_| limits.sign_in_pair.give_back(&pair))?;
        limits.sign_in_network.take(&self.network, now).inspect_err(|_| {
            limits.sign_in_pair.give_back(&pair);
            limits.sign_in_account.give_back(&self.email);
        })
    }

    /// Takes it back out of the counts.
    fn was_harmless(&self, limits: &Limits) {
        if let Some(device) = &self.device {
            limits.sign_in_browser.give_back(device);
        } else {
            limits.sign_in_pair.give_back(&(self.email.clone(), self.network));
            limits.sign_in_account.give_back(&self.email);
            limits.sign_in_network.give_back(&self.network);
        }
    }
}

/// Starts a session for someone who has shown who they are: `user` as they were when they did.
pub async fn open_session(
    request: &HttpRequest,
    address: PeerAddress,
    app: &App,
    user: User,
    new_device: bool,
) -> ApiResult<HttpResponse> {
    let new = NewSession::new(request, address, app, &user);
    let (signing, opening) = (user.clone(), new.clone());
    let tells = new_device && app.limits.notice.take(&user.id, app.now()).is_ok();
    let notice = if tells { Some(Notice::NewDevice.mail(app, &user, address).await?) } else { None };
    let opened = app.store.write(async move |tx| {
        // The password may have been changed, or the person sent away, while it was compared.
        let now = tx.practice(signing.practice_id).users().find(signing.id).await?;
        if now.deactivated_at.is_some() || now.password_hash != signing.password_hash {
            return Ok(false);
        }
        opening.write(tx).await?;
        if let Some(notice) = notice {
            tx.queue_mail(notice).await?;
        }
        Ok(true)
    });
    if !opened.await? {
        refused(Some(user.id), Refusal::WrongPassword);
        return Err(wrong_credentials());
    }
    let session = new.session.id;
    security_log::note(SecurityEvent::SignedIn { user: user.id, session, new_device });
    new.answer(request, app, &user).await
}

fn wrong_credentials() -> ApiError {
    ApiError::with(Code::WrongCredentials, "this e-mail address and password do not belong together")
}

/// A session to be written, and the value for its cookie.
#[derive(Clone, Debug)]
pub struct NewSession {
    token: String,
    session: Session,
    /// The cookie that the browser had, by its hash.
    former: Option<Vec<u8>>,
}

impl NewSession {
    pub fn new(request: &HttpRequest, address: PeerAddress, app: &App, user: &User) -> Self {
        let token = new_token();
        let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
        let now = app.now();
        let session = Session {
            id: SessionId::new(uuid::Uuid::now_v7()),
            practice_id: user.practice_id,
            user_id: user.id,
            token_hash: hash_token(&token),
            user_agent: agent.unwrap_or_default().chars().take(300).collect(),
            address: address.0.to_string(),
            created_at: now,
            last_seen_at: now,
            expires_at: expiry(now, now),
            revoked_at: None,
        };
        Self { token, session, former: cookie::presented(request, app) }
    }

    /// Writes the session, and ends the one that the browser had before: a browser is one person's at a time.
    pub async fn write(self, tx: &mut Tx) -> storage::Result<()> {
        if let Some(former) = &self.former {
            tx.end_session(former, self.session.created_at).await?;
        }
        tx.insert_session(self.session).await?;
        Ok(())
    }

    /// The answer to the person it was opened for.
    pub async fn answer(self, request: &HttpRequest, app: &App, user: &User) -> ApiResult<HttpResponse> {
        let me = describe(app, user, self.session.id).await?;
        let cookie = cookie::carry(app, &self.token, self.session.created_at, self.session.expires_at);
        Ok(HttpResponse::Ok().cookie(cookie).cookie(known_devices::mark(request, app, user.id)).json(me))
    }
}

/// Signs out: the session ends here and now.
#[utoipa::path(tag = "identity", responses((status = 204), (status = 401, body = Problem)))]
#[delete("/session")]
pub async fn sign_out(staff: Staff, app: web::Data<App>) -> ApiResult<HttpResponse> {
    let (practice, user, session, now) = (staff.practice, staff.user, staff.session, app.now());
    let ended = app
        .store
        .write(async move |tx| tx.practice(practice).sessions().revoke(user, Some(session), None, now).await)
        .await;
    // Signing out twice is signing out.
    if let Err(error) = ended
        && !matches!(error, StoreError::NotFound)
    {
        return Err(error.into());
    }
    security_log::note(SecurityEvent::SignedOut { user, session });
    Ok(HttpResponse::NoContent().cookie(cookie::removal(&app)).finish())
}

/// Who is signed in, and what they may do.
#[utoipa::path(tag = "identity", responses((status = 200, body = Me), (status = 401, body = Problem)))]
#[get("/me")]
pub async fn show_me(staff: Staff, app: web::Data<App>) -> ApiResult<HttpResponse> {
    let user = app.store.practice(staff.practice).users().find(staff.user).await?;
    let me = describe(&app, &user, staff.session).await?;
    Ok(ok_with_etag(me.version, &me))
}

/// The person, the session and the practice for the browser.
pub async fn describe(app: &App, user: &User, session: SessionId) -> ApiResult<Me> {
    // Before anything else is read: it may be behind what follows, never ahead of it.
    let event_seq = app.store.last_seq().await?;
    let practice = app.store.find_practice(user.practice_id).await?;
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
        zone_offsets: app.zones.zone_or_utc(&user.time_zone).offsets().clone(),
        version: user.version,
        practice: summary(practice),
        event_seq,
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
