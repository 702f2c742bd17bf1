//! The session's cookie: its name and how long it lives.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use chrono::{DateTime, TimeDelta, Utc};

use super::hash_token;
use crate::state::App;

/// The cookie's name where browsers come by HTTP.
const PLAIN: &str = "liaison_session";
/// And by HTTPS: browsers take this name only from the host itself and over TLS, so that no neighbouring host can
/// plant a session.
const HOST: &str = "__Host-liaison_session";

/// The cookie's name.
pub fn name(app: &App) -> &'static str {
    if app.is_secure() { HOST } else { PLAIN }
}

/// The hash of the token that the request carries, whether it is good for anything or not.
pub fn presented(request: &HttpRequest, app: &App) -> Option<Vec<u8>> {
    request.cookie(name(app)).map(|cookie| hash_token(cookie.value()))
}

/// Carries a session until `expires`.
pub fn carry(app: &App, token: &str, now: DateTime<Utc>, expires: DateTime<Utc>) -> Cookie<'static> {
    build(app, token.to_owned(), expires - now)
}

/// Takes the cookie away.
pub fn removal(app: &App) -> Cookie<'static> {
    let mut cookie = build(app, String::new(), TimeDelta::zero());
    cookie.make_removal();
    cookie
}

fn build(app: &App, value: String, lifetime: TimeDelta) -> Cookie<'static> {
    Cookie::build(name(app), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.is_secure())
        .max_age(actix_web::cookie::time::Duration::seconds(lifetime.num_seconds().max(0)))
        .finish()
}

/// A session that this request kept for longer: the cookie has to live as long.
#[derive(Clone, Debug)]
pub struct Renewed {
    pub token: String,
    pub expires: DateTime<Utc>,
}
