//! Browsers where someone has signed in before: they are counted apart, so that anyone who tries passwords from
//! elsewhere cannot lock the account's owner out.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use domain::UserId;
use uuid::Uuid;

use crate::state::App;

/// The cookie's name where browsers come by HTTP.
const PLAIN: &str = "liaison_browser";
/// And by HTTPS: only the host itself may set it, over TLS.
const SECURE: &str = "__Secure-liaison_browser";
/// People whose marks one browser keeps; with one more the oldest goes.
const MOST: usize = 8;

fn name(app: &App) -> &'static str {
    if app.is_secure() { SECURE } else { PLAIN }
}

/// The mark that this browser was used by `user`, beside those of the others who share it. It opens nothing; it only
/// says that the account was used here.
pub fn mark(request: &HttpRequest, app: &App, user: UserId) -> Cookie<'static> {
    let (nonce, mut macs) = read(request, app).unwrap_or_else(|| (Uuid::new_v4(), Vec::new()));
    let mac = app.keys.link_mac(&kind(user), nonce, 0);
    macs.retain(|known| *known != mac);
    macs.push(mac);
    let kept = macs.split_off(macs.len().saturating_sub(MOST));
    Cookie::build(name(app), format!("{nonce}.{}", kept.join(".")))
        .path("/api/v1")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(app.is_secure())
        .max_age(actix_web::cookie::time::Duration::days(365))
        .finish()
}

/// What represents this browser in the count of failed sign-ins, when `user` has signed in here before.
pub fn known(request: &HttpRequest, app: &App, user: UserId) -> Option<String> {
    let (nonce, macs) = read(request, app)?;
    let fits = macs.iter().any(|mac| app.keys.link_mac_fits(&kind(user), nonce, 0, mac));
    fits.then(|| format!("{user} {nonce}"))
}

fn read(request: &HttpRequest, app: &App) -> Option<(Uuid, Vec<String>)> {
    let cookie = request.cookie(name(app))?;
    let mut parts = cookie.value().split('.');
    let nonce = Uuid::parse_str(parts.next()?).ok()?;
    Some((nonce, parts.take(MOST).map(str::to_owned).collect()))
}

fn kind(user: UserId) -> String {
    format!("device of {user}")
}
