//! Letting someone of the team in again or no longer: deactivation, and the invitation sent again.

use actix_web::{HttpResponse, delete, post, put, web};
use domain::UserId;
use storage::users::User;
use storage::{Refusal, StoreError};
use wire::identity::{LinkKind, Member};
use wire::{Code, Problem};

use super::one_time_links::NewLink;
use super::team::{check_role, member};
use crate::error::{ApiError, ApiResult};
use crate::http::conditions::ok_with_etag;
use crate::security_log::{self, SecurityEvent};
use crate::session::{Can, needs};
use crate::state::App;

/// Signs someone out everywhere and lets them in no more. What they did stays under their name.
#[utoipa::path(tag = "team", responses(
    (status = 200, body = Member),
    (status = 403, description = "Needs user.manage", body = Problem),
    (status = 409, description = "Nobody would be left to manage users", body = Problem),
))]
#[put("/users/{id}/deactivation")]
pub async fn deactivate_user(
    staff: Can<needs::UserManage>,
    id: web::Path<UserId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (practice, id, now) = (staff.practice, *id, app.now());
    let user = app.store.practice(practice).users().find(id).await?;
    check_role(&app, &staff, Some(user.role), user.role).await?;
    let user = app
        .store
        .write(async move |tx| {
            let user = tx.practice(practice).users().find(id).await?;
            if user.deactivated_at.is_some() {
                return Ok(user);
            }
            let user = tx.change_user(User { deactivated_at: Some(now), ..user }).await?;
            tx.practice(practice).users().keep_a_manager().await?;
            tx.practice(practice).chat().pass_rooms_on(id, now).await?;
            tx.void_all_tokens(id, now).await?;
            tx.practice(practice).sessions().revoke(id, None, None, now).await?;
            Ok(user)
        })
        .await?;
    security_log::note(SecurityEvent::Deactivated { user: id, by: staff.user });
    Ok(ok_with_etag(user.version, &member(user)?))
}

/// Lets someone in again, with the password and the permissions they had.
#[utoipa::path(tag = "team", responses(
    (status = 200, body = Member),
    (status = 403, description = "Needs user.manage", body = Problem),
))]
#[delete("/users/{id}/deactivation")]
pub async fn reactivate_user(
    staff: Can<needs::UserManage>,
    id: web::Path<UserId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (practice, id) = (staff.practice, *id);
    let user = app.store.practice(practice).users().find(id).await?;
    check_role(&app, &staff, Some(user.role), user.role).await?;
    let user = app
        .store
        .write(async move |tx| {
            let user = tx.practice(practice).users().find(id).await?;
            if user.deactivated_at.is_none() {
                return Ok(user);
            }
            tx.change_user(User { deactivated_at: None, ..user }).await
        })
        .await?;
    security_log::note(SecurityEvent::Reactivated { user: id, by: staff.user });
    Ok(ok_with_etag(user.version, &member(user)?))
}

/// Mails the invitation again; the link of the earlier one stops working.
#[utoipa::path(tag = "team", responses(
    (status = 202, description = "The mail is on its way"),
    (status = 409, description = "It was accepted already, or the person is deactivated", body = Problem),
    (status = 429, description = "Sent too often", body = Problem),
))]
#[post("/users/{id}/invitation")]
pub async fn resend_invitation(
    staff: Can<needs::UserManage>,
    id: web::Path<UserId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (practice, id, now) = (staff.practice, *id, app.now());
    let user = app.store.practice(practice).users().find(id).await?;
    if user.password_hash.is_some() || user.deactivated_at.is_some() {
        return Err(ApiError::with(Code::WrongState, "this person is not waiting for an invitation"));
    }
    app.limits.reset_account.take(&format!("invitation {id}"), now)?;
    let link = NewLink::new(LinkKind::Invite, &user, now);
    let mail = link.mail(&app, &user, &app.store.find_practice(practice).await?, &staff.name)?;
    app.store
        .write(async move |tx| {
            // It may have been accepted since it was looked at.
            if tx.practice(practice).users().find(id).await?.password_hash.is_some() {
                return Err(StoreError::Refused(Refusal::InvitationAccepted));
            }
            link.write(tx, mail).await
        })
        .await?;
    let kind = LinkKind::Invite.as_str();
    security_log::note(SecurityEvent::LinkMade { user: id, by: Some(staff.user), kind });
    Ok(HttpResponse::Accepted().finish())
}
