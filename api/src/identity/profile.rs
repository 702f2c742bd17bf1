//! `PUT /api/v1/me` and `PUT /api/v1/me/password`: what everyone may change of themselves.

use actix_web::{HttpResponse, put, web};
use domain::person::{PersonName, TimeZoneName};
use storage::StoreError;
use storage::users::User;
use wire::identity::{Me, PasswordChange, ProfileChange};
use wire::{FieldCode, Problem};

use super::new_password;
use super::notices::Notice;
use super::sign_in::describe;
use crate::error::{ApiError, ApiResult};
use crate::form::Form;
use crate::http::body::Json;
use crate::http::conditions::{IfMatch, ok_with_etag};
use crate::security_log::{self, SecurityEvent};
use crate::session::{PeerAddress, Staff};
use crate::state::App;

/// Changes your own name, language and time zone.
#[utoipa::path(tag = "identity", request_body = ProfileChange, responses(
    (status = 200, body = Me),
    (status = 412, description = "Changed in the meantime", body = Problem),
    (status = 422, body = Problem),
))]
#[put("/me")]
pub async fn change_profile(
    staff: Staff,
    version: IfMatch,
    change: Json<ProfileChange>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let Json(change) = change;
    let mut form = Form::default();
    let name = form.field("name", &change.name, PersonName::parse);
    let time_zone = form
        .field("time_zone", &change.time_zone, |given| app.zones.named(given))
        .map(TimeZoneName::into_string);
    let (name, time_zone) = form.finish(name.zip(time_zone))?;
    let (practice, user, language, version) = (staff.practice, staff.user, change.language, version.0);
    let changed = app
        .store
        .write(async move |tx| {
            let now = tx.practice(practice).users().find(user).await?;
            tx.change_user(User { name: name.into_string(), time_zone, language, version, ..now }).await
        })
        .await;
    match changed {
        Ok(user) => {
            let me = describe(&app, &user, staff.session).await?;
            Ok(ok_with_etag(me.version, &me))
        }
        Err(StoreError::Stale { .. }) => {
            let now = app.store.practice(practice).users().find(user).await?;
            Err(ApiError::stale(describe(&app, &now, staff.session).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// Changes your own password, and signs every other browser out.
#[utoipa::path(tag = "identity", request_body = PasswordChange, responses(
    (status = 204),
    (status = 422, description = "`current` is wrong, or `password` not acceptable", body = Problem),
    (status = 429, description = "Too many wrong ones", body = Problem),
))]
#[put("/me/password")]
pub async fn change_password(
    staff: Staff,
    address: PeerAddress,
    change: Json<PasswordChange>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let Json(change) = change;
    let (practice, id, keep, now) = (staff.practice, staff.user, staff.session, app.now());
    let user = app.store.practice(practice).users().find(id).await?;
    let password = new_password::chosen::chosen(&app, &user, change.password).await?;
    let account = id.to_string();
    app.limits.password_change.take(&account, now)?;
    if !app.passwords.fits(change.current, user.password_hash.clone()).await? {
        security_log::note(SecurityEvent::PasswordChangeRefused { user: id });
        return Err(ApiError::field("current", FieldCode::WrongPassword, "this is not the present password"));
    }
    app.limits.password_change.give_back(&account);
    let hash = app.passwords.hash(password.expose().to_owned()).await?;
    let notice = Notice::PasswordChanged.mail(&app, &user, address).await?;
    app.store
        .write(async move |tx| {
            let now_user = tx.practice(practice).users().find(id).await?;
            tx.change_user(User { password_hash: Some(hash), ..now_user }).await?;
            tx.void_all_tokens(id, now).await?;
            tx.queue_mail(notice).await?;
            tx.practice(practice).sessions().revoke(id, None, Some(keep), now).await
        })
        .await?;
    security_log::note(SecurityEvent::PasswordChanged { user: id });
    Ok(HttpResponse::NoContent().finish())
}
