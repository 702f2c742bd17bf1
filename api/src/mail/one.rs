//! One letter: to be read, and sent again where it failed.

use actix_web::{get, post, web};
use domain::MailId;
use storage::outbox::Channel;
use wire::mail::{Mail, MailRepeat};
use wire::{Code, Problem};

use super::mail;
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::session::{Can, needs};
use crate::state::App;

/// A letter that is filed on a record, as it is now. What the program writes about accounts is not found here.
#[utoipa::path(tag = "mail", responses(
    (status = 200, body = Mail),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[get("/mails/{id}")]
pub async fn show_mail(
    staff: Can<needs::ApplicantRead>,
    id: web::Path<MailId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Mail>> {
    let row = app.store.practice(staff.practice).mail().find(*id).await?;
    if row.applicant_id.is_none() && row.case_id.is_none() {
        return Err(ApiError::new(Code::NotFound));
    }
    Ok(web::Json(mail(row)))
}

/// Sends a letter again that failed, or of which nobody knows whether it left; of the latter it must be said that it
/// may arrive twice. It stays the same letter, with the same Message-ID.
#[utoipa::path(tag = "mail", request_body = MailRepeat, responses(
    (status = 200, body = Mail),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 409, description = "It has not failed, may arrive twice, or says what is no longer so", body = Problem),
    (status = 429, body = Problem),
))]
#[post("/mails/{id}/resend")]
pub async fn resend_mail(
    staff: Can<needs::EmailSend>,
    id: web::Path<MailId>,
    body: Json<MailRepeat>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Mail>> {
    let (practice, id, now) = (staff.practice, *id, app.now());
    let row = app.store.practice(practice).mail().find(id).await?;
    if row.applicant_id.is_none() && row.case_id.is_none() {
        return Err(ApiError::new(Code::NotFound));
    }
    let taken = app.budgets.take(&app.store, Channel::Mail, &staff, None, app.now()).await?;
    let twice = body.0.may_arrive_twice;
    let row =
        app.store.write(async move |tx| tx.practice(practice).mail().resend(id, twice, now).await).await?;
    if let Some(taken) = taken {
        taken.sent();
    }
    Ok(web::Json(mail(row)))
}
