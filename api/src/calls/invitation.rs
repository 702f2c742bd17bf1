//! The invitation, ready to be looked over; it is sent as every mail is.

use actix_web::{get, web};
use domain::CallId;
use domain::calls::CallState;
use storage::calls::Call;
use wire::calls::InvitationDraft;
use wire::{Code, Problem};

use super::{call_mails, view};
use crate::error::{ApiError, ApiResult};
use crate::keys::Keys;
use crate::session::{Can, needs};
use crate::state::App;

/// A draft of the invitation in the client's language. Nothing is sent.
#[utoipa::path(tag = "calls", responses(
    (status = 200, body = InvitationDraft),
    (status = 404, body = Problem),
    (status = 409, description = "The call is over", body = Problem),
    (status = 410, description = "The link was revoked", body = Problem),
))]
#[get("/calls/{id}/invitation")]
pub async fn draft_invitation(
    staff: Can<needs::EmailSend>,
    id: web::Path<CallId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<InvitationDraft>> {
    let call = app.store.practice(staff.practice).calls().find(*id).await?;
    check_invitable(&call)?;
    let who = call_mails::mail_context(&app, &call).await?;
    let (subject, text) = call_mails::invitation(&view::link(&app, &call), &call, &who);
    let call_version = call.version;
    Ok(web::Json(InvitationDraft { to: who.address, subject, text, language: who.language, call_version }))
}

/// Whether a text that names a link of the call names the one that works. One that names none is its writer's own.
pub fn leads_in(keys: &Keys, call: &Call, text: &str) -> bool {
    !text.contains(&format!("/v/{}.", call.id)) || text.contains(&view::link_path(keys, call))
}

/// Whether someone can still be invited to a call, and has a link to come in by.
pub fn check_invitable(call: &Call) -> ApiResult<()> {
    match call.state {
        CallState::Ended => Err(ApiError::with(Code::CallEnded, "there is nothing left to invite to")),
        CallState::Cancelled => Err(ApiError::with(Code::CallCancelled, "the call was cancelled")),
        CallState::Scheduled | CallState::Live if call.link_revoked => {
            Err(ApiError::with(Code::LinkExpired, "the link was revoked; make a new one first"))
        }
        CallState::Scheduled | CallState::Live => Ok(()),
    }
}
