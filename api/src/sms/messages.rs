//! Sending, and what became of a message.

use actix_web::{HttpResponse, get, post, put, web};
use domain::phone::{self, PhoneError, PhoneNumber};
use domain::sms::SmsBody;
use domain::{ApplicantId, SmsMessageId, SmsThreadId, TextError};
use storage::StoreError;
use storage::outbox::Channel;
use storage::sms::SendSms;
use uuid::Uuid;
use wire::sms::{NewSms, SmsMessage, SmsOwner, SmsSetup, SmsStop};
use wire::{FieldError, Page, PageQuery, Problem};

use super::message;
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::http::conditions::IdempotencyKey;
use crate::http::page;
use crate::http::query::Query;
use crate::session::needs::{ApplicantRead, ApplicantWrite, SmsSend};
use crate::session::{Can, Staff};
use crate::state::App;

/// How the practice sends.
#[utoipa::path(tag = "sms", responses((status = 200, body = SmsSetup), (status = 401, body = Problem)))]
#[get("/sms/setup")]
pub async fn show_setup(staff: Staff, app: web::Data<App>) -> ApiResult<web::Json<SmsSetup>> {
    let stop = app.store.channel_stop(staff.practice, Channel::Sms).await?;
    Ok(web::Json(SmsSetup {
        from: app.sms.from.to_string(),
        provider: app.sms.provider.to_owned(),
        simulated: app.sms.simulated,
        stopped: stop.map(|(stop, waiting)| SmsStop {
            advice: stop.advice,
            code: stop.code,
            since: stop.since,
            waiting,
        }),
    }))
}

/// Sends a text. It is stored, on the record and on its way when this answers; what becomes of it shows in its state.
#[utoipa::path(tag = "sms", request_body = NewSms,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry the same message")),
    responses(
        (status = 201, body = SmsMessage),
        (status = 200, description = "This key was used before: the message of that time", body = SmsMessage),
        (status = 403, description = "Without the permission sms.send", body = Problem),
        (status = 409, description = "The key was used for another text", body = Problem),
        (status = 422, body = Problem),
    ))]
#[post("/sms/messages")]
pub async fn send_sms(
    staff: Can<SmsSend>,
    key: IdempotencyKey,
    new: Json<NewSms>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let Json(new) = new;
    let (to, body) = read(&new)?;
    let applicant = applicant(&staff, &new, &to, &app).await?;
    let sent = app
        .store
        .write_hot(SendSms {
            id: SmsMessageId::new(Uuid::now_v7()),
            new_thread: SmsThreadId::new(Uuid::now_v7()),
            practice: staff.practice,
            from: app.sms.from.clone(),
            to,
            author: staff.user,
            nonce: key.0,
            applicant,
            case: new.case,
            body,
            at: app.now(),
        })
        .await
        .map_err(|error| match error {
            StoreError::Refused("unknown_applicant") => {
                ApiError::field("applicant", "unknown", "there is no such applicant")
            }
            error => error.into(),
        })?;
    let mut answer = if sent.fresh { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(message(&sent.message)))
}

/// Number and text, or everything that is wrong with them.
fn read(new: &NewSms) -> ApiResult<(PhoneNumber, SmsBody)> {
    let mut errors = Vec::new();
    let to = phone::parse(&new.to, None)
        .map_err(|error| errors.push(FieldError::new("to", phone_code(&error), error.to_string())));
    let body = SmsBody::parse(&new.body)
        .map_err(|error| errors.push(FieldError::new("body", text_code(error), error.to_string())));
    match (to, body) {
        (Ok((_, facts)), Ok(_)) if !facts.kind.may_take_sms() => Err(ApiError::field(
            "to",
            "takes_no_texts",
            "this number is a landline or a service and takes no texts",
        )),
        (Ok((to, _)), Ok(body)) => Ok((to, body)),
        _ => Err(ApiError::fields(errors)),
    }
}

fn phone_code(error: &PhoneError) -> &'static str {
    match error {
        PhoneError::Blank => "required",
        PhoneError::NoCountryCode { .. } | PhoneError::ZeroCountryCode => "no_country_code",
        PhoneError::TooShort { .. } => "too_short",
        PhoneError::TooLong { .. } => "too_long",
        PhoneError::UnexpectedCharacter(_) | PhoneError::NotNorthAmerican | PhoneError::NotAssigned => {
            "invalid_phone"
        }
    }
}

fn text_code(error: TextError) -> &'static str {
    match error {
        TextError::Blank => "required",
        TextError::TooLong { .. } => "too_long",
    }
}

/// On whose record it goes: the one named, for whom is looked when it is written, or the only one who has the number.
async fn applicant(
    staff: &Staff,
    new: &NewSms,
    to: &PhoneNumber,
    app: &App,
) -> ApiResult<Option<ApplicantId>> {
    if let Some(case) = new.case
        && !app.store.is_case_of(staff.practice, case, new.applicant).await?
    {
        return Err(ApiError::field("case", "not_of_applicant", "there is no such case of this applicant"));
    }
    if new.applicant.is_some() {
        return Ok(new.applicant);
    }
    let forms = to.equivalents().into_iter().map(PhoneNumber::into_string).collect();
    match app.store.sms_candidates(staff.practice, forms).await?.as_slice() {
        [only] => Ok(Some(*only)),
        _ => Ok(None),
    }
}

/// One message, as it is now.
#[utoipa::path(tag = "sms", responses((status = 200, body = SmsMessage), (status = 404, body = Problem)))]
#[get("/sms/messages/{id}")]
pub async fn show_sms(
    staff: Can<ApplicantRead>,
    id: web::Path<SmsMessageId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<SmsMessage>> {
    Ok(web::Json(message(&app.store.sms_message(staff.practice, *id).await?)))
}

/// Moves one message to another applicant's record.
#[utoipa::path(tag = "sms", request_body = SmsOwner, responses(
    (status = 200, body = SmsMessage),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[put("/sms/messages/{id}/applicant")]
pub async fn file_sms(
    staff: Can<ApplicantWrite>,
    id: web::Path<SmsMessageId>,
    owner: Json<SmsOwner>,
    app: web::Data<App>,
) -> ApiResult<web::Json<SmsMessage>> {
    app.store.file_sms(staff.practice, *id, owner.0.applicant, staff.user, app.now()).await?;
    Ok(web::Json(message(&app.store.sms_message(staff.practice, *id).await?)))
}

/// The messages on an applicant's record, newest first.
#[utoipa::path(tag = "sms", params(PageQuery), responses(
    (status = 200, body = Page<SmsMessage>),
    (status = 404, body = Problem),
))]
#[get("/applicants/{id}/sms")]
pub async fn list_applicant_sms(
    staff: Can<ApplicantRead>,
    id: web::Path<ApplicantId>,
    query: Query<PageQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<SmsMessage>>> {
    if app.store.sms_people(staff.practice, vec![*id]).await?.is_empty() {
        return Err(ApiError::new(wire::Code::NotFound));
    }
    let limit = page::limit(&query)?;
    let rows = app.store.applicant_sms(staff.practice, *id, page::cursor(&query)?, limit + 1).await?;
    Ok(web::Json(page::page(rows, limit, |row| row.seq, |row| message(&row))))
}
