//! Browsers where somebody has signed in before: they are counted apart, so that whoever tries passwords from
//! elsewhere cannot lock the account's owner out.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use domain::UserId;
use uuid::Uuid;

use crate::state::App;

/// The cookie's name. It opens nothing; it only says that the account was used here.
pub const COOKIE: &str = "liaison_device";

/// The mark that this browser was used by `user`.
pub fn mark(app: &App, user: UserId) -> Cookie<'static> {
    let nonce = Uuid::new_v4();
    let mac = app.keys.link_mac(&kind(user), nonce, 0);
    Cookie::build(COOKIE, format!("{nonce}.{mac}"))
        .path("/api/v1/session")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(app.is_secure())
        .max_age(actix_web::cookie::time::Duration::days(365))
        .finish()
}

/// What stands for this browser in the count of failed sign-ins, when `user` has signed in here before.
pub fn known(request: &HttpRequest, app: &App, user: UserId) -> Option<String> {
    let cookie = request.cookie(COOKIE)?;
    let (nonce, mac) = cookie.value().split_once('.')?;
    let nonce = Uuid::parse_str(nonce).ok()?;
    app.keys.link_mac_fits(&kind(user), nonce, 0, mac).then(|| format!("{user} {nonce}"))
}

fn kind(user: UserId) -> String {
    format!("device of {user}")
}
