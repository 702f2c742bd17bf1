//! Who is asking: extractors that a handler names in its signature.
//!
//! `Staff` is anyone signed in; `Can<P>` also has permission `P`. What is refused says which permission
//! is missing and whom to ask.

pub mod cache;
pub mod cookie;
pub mod identify;

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use chrono::{DateTime, TimeDelta, Utc};
use domain::permission::{Permission, PermissionSet};
use sha2::{Digest, Sha256};
use wire::Code;

use crate::error::{ApiError, ApiResult};
use crate::http::network::Network;
use crate::http::trace::asked_by;
use crate::state::App;

use identify::{Identified, Lacking};

pub use crate::staff::{Staff, signed};

/// A session ends after so long without use.
pub const LIFETIME: TimeDelta = TimeDelta::days(14);
/// And after so long in any case: a cookie that was taken along is not good for ever.
pub const LONGEST: TimeDelta = TimeDelta::days(90);
/// The last use is written at most this often.
const TOUCH: TimeDelta = TimeDelta::minutes(10);

impl Staff {
    /// Refuses unless the permission is there, naming it and whom to ask.
    pub async fn require(&self, app: &App, permission: Permission) -> ApiResult<()> {
        if self.can(permission) {
            return Ok(());
        }
        let managers =
            app.store.practice(self.practice).users().with_permission(Permission::UserManage).await?;
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

/// When a session that began at `created` and is used at `now` ends if it is not used again.
pub fn expiry(created: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    (now + LIFETIME).min(created + LONGEST)
}

impl FromRequest for Staff {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let extensions = request.extensions();
        let identified = extensions.get::<Identified>().map(|Identified(found)| found.clone());
        if let Some(Ok(staff)) = &identified {
            asked_by(staff.user);
        }
        ready(identified.unwrap_or_else(|| Err(ApiError::new(Code::Unauthenticated))))
    }
}

/// The application behind a request.
pub fn app(request: &HttpRequest) -> ApiResult<web::Data<App>> {
    request
        .app_data::<web::Data<App>>()
        .cloned()
        .ok_or_else(|| ApiError::internal("no application in the request"))
}

/// What a handler's signature asks for: a permission, or a pair of them.
pub trait Needed: 'static {
    /// The first that is not in the set.
    fn lacking(of: PermissionSet) -> Option<Permission>;
}

impl<A: Needed, B: Needed> Needed for (A, B) {
    fn lacking(of: PermissionSet) -> Option<Permission> {
        A::lacking(of).or_else(|| B::lacking(of))
    }
}

macro_rules! needed {
    ($($name:ident),+ $(,)?) => {
        /// One type per permission, for [`Can`].
        pub mod needs {
            $(#[derive(Debug)] pub struct $name;
              impl super::Needed for $name {
                  fn lacking(of: super::PermissionSet) -> Option<super::Permission> {
                      const NEEDED: super::Permission = super::Permission::$name;
                      (!of.contains(NEEDED)).then_some(NEEDED)
                  }
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
    MailboxRead,
    SettingsManage,
    UserManage,
);

/// Someone of the team who has permission `P`.
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
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Staff::from_request(request, payload).into_inner().and_then(|staff| {
            let Some(permission) = P::lacking(staff.permissions) else {
                return Ok(Self(staff, PhantomData));
            };
            request.extensions_mut().insert(Lacking { permission, practice: staff.practice });
            // Whom to ask is added on the way out.
            Err(ApiError::forbidden(permission, Vec::new()))
        }))
    }
}

/// The address of the browser, believing the proxies that the operator trusts and nobody else.
#[derive(Clone, Copy, Debug)]
pub struct PeerAddress(pub std::net::IpAddr);

impl FromRequest for PeerAddress {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(app(request).map(|app| Self::of(request, &app)))
    }
}

impl PeerAddress {
    pub fn of(request: &HttpRequest, app: &App) -> Self {
        Self(peer_address(request, &app.config.trusted_proxies))
    }

    /// What is counted.
    pub fn network(self) -> Network {
        self.0.into()
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
