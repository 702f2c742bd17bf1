//! Who is asking: extractors that a handler names in its signature.
//!
//! `Staff` is anyone signed in; `Can<P>` also has permission `P`. What is refused says which permission
//! is missing and whom to ask.

pub mod cache;

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use chrono::TimeDelta;
use domain::language::Language;
use domain::permission::{Permission, PermissionSet};
use domain::{PracticeId, SessionId, UserId};
use futures_util::future::LocalBoxFuture;
use sha2::{Digest, Sha256};
use storage::users::User;
use wire::Code;

use crate::error::{ApiError, ApiResult};
use crate::state::App;

/// The session cookie's name.
pub const COOKIE: &str = "liaison_session";
/// A session ends after so long without use.
pub const LIFETIME: TimeDelta = TimeDelta::days(14);
/// The last use is written at most this often.
const TOUCH: TimeDelta = TimeDelta::minutes(10);

/// Somebody of the team, signed in.
#[derive(Clone, Debug)]
pub struct Staff(Arc<Signed>);

/// What is known of the person and the session.
#[derive(Debug)]
pub struct Signed {
    pub user: UserId,
    pub practice: PracticeId,
    pub session: SessionId,
    pub name: String,
    pub language: Language,
    pub time_zone: String,
    pub permissions: PermissionSet,
}

impl std::ops::Deref for Staff {
    type Target = Signed;

    fn deref(&self) -> &Signed {
        &self.0
    }
}

impl Staff {
    pub fn can(&self, permission: Permission) -> bool {
        self.permissions.contains(permission)
    }

    /// Refuses unless the permission is there, naming it and whom to ask.
    pub async fn require(&self, app: &App, permission: Permission) -> ApiResult<()> {
        if self.can(permission) {
            return Ok(());
        }
        let managers = app.store.users_with(self.practice, Permission::UserManage).await?;
        Err(ApiError::forbidden(permission, managers.into_iter().map(|user| user.name).collect()))
    }
}

/// A new cookie value: 256 random bits, of which the database keeps only a hash.
pub fn new_token() -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What the database keeps of a token.
pub fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The cookie that carries a session; `None` takes it away.
pub fn cookie(app: &App, token: Option<&str>) -> Cookie<'static> {
    let mut cookie = Cookie::build(COOKIE, token.unwrap_or_default().to_owned())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.is_secure())
        .max_age(actix_web::cookie::time::Duration::seconds(LIFETIME.num_seconds()))
        .finish();
    if token.is_none() {
        cookie.make_removal();
    }
    cookie
}

impl FromRequest for Staff {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if let Some(staff) = request.extensions().get::<Self>() {
            let staff = staff.clone();
            return Box::pin(async move { Ok(staff) });
        }
        let request = request.clone();
        Box::pin(async move {
            let staff = identify(&request).await?;
            request.extensions_mut().insert(staff.clone());
            Ok(staff)
        })
    }
}

async fn identify(request: &HttpRequest) -> ApiResult<Staff> {
    let app = app(request)?;
    let cookie = request.cookie(COOKIE).ok_or_else(|| ApiError::new(Code::Unauthenticated))?;
    let hash = hash_token(cookie.value());
    let now = app.now();
    if let Some(staff) = app.sessions.find(&hash, now) {
        return Ok(staff);
    }
    let generation = app.sessions.generation();
    let found = app.store.session_by_hash(&hash, now).await?;
    let (session, user) = found.ok_or_else(|| ApiError::new(Code::Unauthenticated))?;
    if now - session.last_seen_at > TOUCH {
        app.store.touch_session(session.id, now, now + LIFETIME).await?;
    }
    let staff = signed(session.id, &user)?;
    app.sessions.keep(hash, staff.clone(), now, generation);
    Ok(staff)
}

/// The person as handlers see them.
pub fn signed(session: SessionId, user: &User) -> ApiResult<Staff> {
    Ok(Staff(Arc::new(Signed {
        user: user.id,
        practice: user.practice_id,
        session,
        name: user.name.clone(),
        language: user.language,
        time_zone: user.time_zone.clone(),
        permissions: user.permission_set()?,
    })))
}

/// The application behind a request.
pub fn app(request: &HttpRequest) -> ApiResult<web::Data<App>> {
    request
        .app_data::<web::Data<App>>()
        .cloned()
        .ok_or_else(|| ApiError::internal("no application in the request"))
}

/// A permission that a handler's signature asks for.
pub trait Needed: 'static {
    const PERMISSION: Permission;
}

macro_rules! needed {
    ($($name:ident),+ $(,)?) => {
        /// One type per permission, for [`Can`].
        pub mod needs {
            $(#[derive(Debug)] pub struct $name;
              impl super::Needed for $name {
                  const PERMISSION: super::Permission = super::Permission::$name;
              })+
        }
    };
}

needed!(
    ApplicantRead,
    ApplicantWrite,
    CaseRead,
    CaseWrite,
    CommentWrite,
    ChatCreateRoom,
    SmsSend,
    VideoSchedule,
    EmailSend,
    TemplateManage,
    AuditRead,
    SettingsManage,
    UserManage,
);

/// Somebody of the team who has permission `P`.
#[derive(Debug)]
pub struct Can<P>(Staff, PhantomData<P>);

impl<P> std::ops::Deref for Can<P> {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.0
    }
}

impl<P: Needed> FromRequest for Can<P> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let staff = Staff::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let staff = staff.await?;
            staff.require(&*app(&request)?, P::PERMISSION).await?;
            Ok(Self(staff, PhantomData))
        })
    }
}

/// The address of the browser, believing the proxies that the operator trusts and nobody else.
#[derive(Clone, Copy, Debug)]
pub struct PeerAddress(pub std::net::IpAddr);

impl FromRequest for PeerAddress {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(app(request).map(|app| Self(peer_address(request, &app.config.trusted_proxies))))
    }
}

fn peer_address(request: &HttpRequest, trusted: &[std::net::IpAddr]) -> std::net::IpAddr {
    let mut address = request.peer_addr().map_or(std::net::IpAddr::from([0, 0, 0, 0]), |peer| peer.ip());
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect::<Vec<_>>();
    // Each proxy appends whom it heard from: walk back while the one who says so is trusted.
    for hop in forwarded.into_iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        match hop.parse() {
            Ok(before) => address = before,
            Err(_) => break,
        }
    }
    address
}
