//! The invitation, ready to be looked over; it is sent as every mail is.

use actix_web::{get, web};
use domain::CallId;
use wire::video::InvitationDraft;
use wire::{Code, Problem};

use super::{letters, view};
use crate::error::{ApiError, ApiResult};
use crate::session::{Can, needs};
use crate::state::App;

/// A draft of the invitation in the client's language. Nothing is sent.
#[utoipa::path(tag = "video", responses(
    (status = 200, body = InvitationDraft),
    (status = 404, body = Problem),
    (status = 409, description = "The call is over, or its link was revoked", body = Problem),
))]
#[get("/calls/{id}/invitation")]
pub async fn draft_invitation(
    staff: Can<needs::EmailSend>,
    id: web::Path<CallId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<InvitationDraft>> {
    let call = app.store.call(staff.practice, *id).await?;
    if call.state.is_over() {
        return Err(ApiError::with(Code::CallEnded, "there is nothing left to invite to"));
    }
    if call.link_revoked {
        return Err(ApiError::with(Code::LinkExpired, "the link was revoked; make a new one first"));
    }
    let who = letters::correspondents(&app, &call).await?;
    let (subject, text) = letters::invitation(&view::link(&app, &call), &call, &who);
    Ok(web::Json(InvitationDraft { to: who.address, subject, text, language: who.language }))
}
