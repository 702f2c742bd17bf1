//! Sending, and what became of a message.

use std::collections::HashSet;

use actix_web::{HttpResponse, get, post, put, web};
use domain::inbound_routing::Sender;
use domain::permission::Permission;
use domain::phone::PhoneNumber;
use domain::sms::{SmsBody, SmsOf};
use domain::{ApplicantId, CaseId, PracticeId, SmsMessageId, SmsThreadId};
use storage::outbox::Channel;
use storage::sms::{Asked, SendSms, SmsMessage as Row};
use storage::{Refusal, StoreError};
use uuid::Uuid;
use wire::sms::{NewSms, SmsMessage, SmsOwner, SmsQuery, SmsSetup, SmsStop};
use wire::{Page, PageQuery, Problem};

use super::message;
use super::recipient::{self, Recipient};
use crate::applicants;
use crate::error::{ApiError, ApiResult};
use crate::form::{Form, fault};
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
pub async fn show_sms_setup(staff: Staff, app: web::Data<App>) -> ApiResult<web::Json<SmsSetup>> {
    let stop = app.store.practice(staff.practice).sms().stopped().await?;
    Ok(web::Json(SmsSetup {
        from: app.sms.from.to_string(),
        provider: app.sms.word().to_owned(),
        simulated: app.sms.simulator().is_some(),
        stopped: stop.map(|stop| SmsStop {
            advice: stop.cause,
            code: stop.code.unwrap_or(0),
            since: stop.since,
            waiting: stop.waiting,
        }),
    }))
}

/// Sends a text. It is stored, on the record and on its way when this answers; what becomes of it shows in its state.
#[utoipa::path(tag = "sms", request_body = NewSms,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry the same message")),
    responses(
        (status = 201, body = SmsMessage),
        (status = 200, description = "This key was used before: the message of that time", body = SmsMessage),
        (status = 403, description = "Without the permission sms.send, or sms.send_international for a number abroad",
            body = Problem),
        (status = 409, description = "The key was used for another text", body = Problem),
        (status = 422, body = Problem),
        (status = 429, description = "As many were sent as may be; Retry-After says when the next may go", body = Problem),
    ))]
#[post("/sms/messages")]
pub async fn send_sms(
    staff: Can<SmsSend>,
    key: IdempotencyKey,
    new: Json<NewSms>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let Json(new) = new;
    let (recipient, body) = read(&staff, &new, &app).await?;
    if recipient.to.is_abroad_from(&app.sms.from) {
        staff.require(&app, Permission::SmsSendInternational).await?;
    }
    let applicant = applicant(&staff, &new, &recipient.to, &app).await?;
    if recipient.confirmed {
        tracing::info!(by = %staff.user, "a number that numbering data does not know was vouched for");
    }
    let taken = app.budgets.take(&app.store, Channel::Sms, &staff, Some(&key.0), app.now()).await?;
    let sent = app
        .store
        .write_batched(SendSms {
            id: SmsMessageId::new(Uuid::now_v7()),
            new_thread: SmsThreadId::new(Uuid::now_v7()),
            practice: staff.practice,
            from: app.sms.from.clone(),
            asked: Asked { to: recipient.asked, applicant: new.applicant, case: new.case },
            to: recipient.to,
            number_confirmed: recipient.confirmed,
            author: staff.user,
            nonce: key.0,
            applicant,
            case: new.case,
            body,
            at: app.now(),
        })
        .await
        .map_err(|error| match error {
            StoreError::Refused(Refusal::UnknownApplicant) => {
                ApiError::from(fault::no_applicant("applicant"))
            }
            error => error.into(),
        })?;
    if let Some(taken) = taken.filter(|_| sent.fresh) {
        taken.sent();
    }
    let mut answer = if sent.fresh { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(message(&sent.message)))
}

/// Number and text, or everything that is wrong with them.
async fn read(staff: &Staff, new: &NewSms, app: &App) -> ApiResult<(Recipient, SmsBody)> {
    let to = recipient::read(app, staff.practice, &new.to, new.number_confirmed).await?;
    let mut form = Form::default();
    let to = to.map_err(|why| form.push(why)).ok();
    let body = form.field("body", &new.body, SmsBody::parse);
    form.finish(to.zip(body))
}

/// On whose record it goes: the one named, for whom is looked when it is written, or the only one who has the number.
/// Of several who have it, the only one who is in the case.
async fn applicant(
    staff: &Staff,
    new: &NewSms,
    to: &PhoneNumber,
    app: &App,
) -> ApiResult<Option<ApplicantId>> {
    if let Some(case) = new.case
        && !app.store.practice(staff.practice).sms().is_case_of(case, new.applicant).await?
    {
        return Err(not_of_applicant());
    }
    if new.applicant.is_some() {
        return Ok(new.applicant);
    }
    let forms = Sender::Number(to.clone()).forms();
    let owners = app.store.practice(staff.practice).sms().candidates(forms).await?;
    let mut fitting = Vec::new();
    for owner in &owners {
        let fits = match new.case {
            Some(case) => app.store.practice(staff.practice).sms().is_case_of(case, Some(*owner)).await?,
            None => true,
        };
        if fits {
            fitting.push(*owner);
        }
    }
    match fitting.as_slice() {
        [only] => Ok(Some(*only)),
        // Everyone who has the number is someone of other cases: the text would be on a record that it is not about.
        [] if !owners.is_empty() => Err(not_of_applicant()),
        _ => Ok(None),
    }
}

fn not_of_applicant() -> ApiError {
    fault::not_of_applicant().into()
}

/// One message, as it is now.
#[utoipa::path(tag = "sms", responses((status = 200, body = SmsMessage), (status = 404, body = Problem)))]
#[get("/sms/messages/{id}")]
pub async fn show_sms(
    staff: Can<ApplicantRead>,
    id: web::Path<SmsMessageId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<SmsMessage>> {
    Ok(web::Json(message(&app.store.practice(staff.practice).sms().message(*id).await?)))
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
    app.store.practice(staff.practice).sms().file(*id, owner.0.applicant, staff.user, app.now()).await?;
    Ok(web::Json(message(&app.store.practice(staff.practice).sms().message(*id).await?)))
}

/// The messages on an applicant's record, newest first.
#[utoipa::path(tag = "sms", params(SmsQuery), responses(
    (status = 200, body = Page<SmsMessage>),
    (status = 404, body = Problem),
))]
#[get("/applicants/{id}/sms")]
pub async fn list_applicant_sms(
    staff: Can<ApplicantRead>,
    id: web::Path<ApplicantId>,
    query: Query<SmsQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<SmsMessage>>> {
    if app.store.practice(staff.practice).sms().people(vec![*id]).await?.is_empty() {
        return Err(ApiError::new(wire::Code::NotFound));
    }
    list(&app, staff.practice, SmsOf::Applicant(*id), &query).await
}

/// The messages about a case, newest first.
#[utoipa::path(tag = "sms", params(SmsQuery), responses(
    (status = 200, body = Page<SmsMessage>),
    (status = 404, body = Problem),
))]
#[get("/cases/{id}/sms")]
pub async fn list_case_sms(
    staff: Can<ApplicantRead>,
    id: web::Path<CaseId>,
    query: Query<SmsQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<SmsMessage>>> {
    app.store.practice(staff.practice).cases().find(*id).await?;
    list(&app, staff.practice, SmsOf::Case(*id), &query).await
}

/// A page of texts: all of them, or those with the words that are looked for.
pub(super) async fn list(
    app: &App,
    practice: PracticeId,
    of: SmsOf,
    query: &SmsQuery,
) -> ApiResult<web::Json<Page<SmsMessage>>> {
    let paging = PageQuery { limit: query.limit, cursor: query.cursor.clone() };
    let (limit, before) = (page::limit(&paging)?, page::cursor(&paging)?);
    let rows = match applicants::search(query.q.as_deref())? {
        Some(search) => app.store.practice(practice).sms().search(of, &search, before, limit + 1).await?,
        None => app.store.practice(practice).sms().messages(of, before, limit + 1).await?,
    };
    let came = rows.iter().filter(|row| row.direction == storage::sms::IN);
    let threads: HashSet<SmsThreadId> = came.map(|row| row.thread_id).collect();
    let read = app.store.practice(practice).sms().read_marks(threads.into_iter().collect()).await?;
    let text = |row: Row| {
        let unread =
            row.direction == storage::sms::IN && read.get(&row.thread_id).is_some_and(|read| row.seq > *read);
        SmsMessage { unread, ..message(&row) }
    };
    Ok(web::Json(page::page(rows, limit, |row| row.seq, text)))
}
