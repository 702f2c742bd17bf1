//! Writing to clients, and what was written.

use actix_web::{HttpResponse, get, post, web};
use domain::MailId;
use domain::language::Language;
use domain::mail::{MailKind, MailSubject, MailText};
use domain::person::EmailAddress;
use storage::mail::{MailFilter, MailParty, MailSubjects, NewMail, Tells};
use storage::outbox::Channel;
use storage::{Claim, Refusal, StoreError};
use uuid::Uuid;
use wire::mail::{Mail, MailQuery, NewMail as Request};
use wire::{Code, FieldCode, FieldError, Page, PageQuery, Problem};

use super::{mail, transport};
use crate::calls::invitation;
use crate::error::{ApiError, ApiResult};
use crate::form::{Form, fault};
use crate::http::body::Json;
use crate::http::conditions::IdempotencyKey;
use crate::http::page;
use crate::http::query::Query;
use crate::session::{Can, needs};
use crate::state::App;

/// Mails of an applicant, a case or a call, or all that are filed on records; newest first.
#[utoipa::path(tag = "mail", params(MailQuery), responses(
    (status = 200, body = Page<Mail>),
    (status = 403, body = Problem),
))]
#[get("/mails")]
pub async fn list_mails(
    staff: Can<needs::ApplicantRead>,
    query: Query<MailQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<Mail>>> {
    let query = query.into_inner();
    let wanted = match (query.call, query.case, query.applicant) {
        (Some(call), _, _) => MailFilter::Call(call),
        (None, Some(case), _) => MailFilter::Case(case),
        (None, None, Some(applicant)) => MailFilter::Applicant(applicant),
        (None, None, None) => MailFilter::OnRecords,
    };
    let place = PageQuery { limit: query.limit, cursor: query.cursor };
    let limit = page::limit(&place)?;
    let rows =
        app.store.practice(staff.practice).mail().list(wanted, page::cursor(&place)?, limit + 1).await?;
    Ok(web::Json(page::page(rows, limit, |row| row.seq, mail)))
}

/// Sends a mail to an applicant and files it. The same `Idempotency-Key` again sends nothing more.
#[utoipa::path(tag = "mail", request_body = Request, responses(
    (status = 201, body = Mail),
    (status = 403, body = Problem),
    (status = 409, description = "The call that it invites to is over", body = Problem),
    (status = 410, description = "The link that it names does not work any more", body = Problem),
    (status = 412, description = "The call is another one than it was written from", body = Problem),
    (status = 422, description = "A field is not acceptable, or a placeholder was left open", body = Problem),
    (status = 429, description = "As many were sent as may be; Retry-After says when the next may go", body = Problem),
))]
#[post("/mails")]
pub async fn send_mail(
    staff: Can<needs::EmailSend>,
    key: IdempotencyKey,
    body: Json<Request>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let key = key.of(&body.0)?;
    let body = body.0;
    let written_from = body.call_version;
    let new = parse(&app, &staff, body).await?;
    let taken = app.budgets.take(&app.store, Channel::Mail, &staff, Some(&key.key), app.now()).await?;
    let (practice, author, now, id) = (staff.practice, staff.user, app.now(), new.id);
    let keys = app.keys.clone();
    let row = app
        .store
        .write(async move |tx| match tx.claim_key(author, &key, "mail", new.id.as_uuid(), now).await? {
            Claim::Fresh => {
                if let (MailKind::Invitation, Some(call)) = (new.kind, new.about.call) {
                    let call = tx.practice(practice).calls().invitable(call, written_from).await?;
                    if !invitation::leads_in(&keys, &call, new.text.as_str()) {
                        return Err(StoreError::Refused(Refusal::LinkExpired));
                    }
                }
                tx.queue_mail(new).await
            }
            Claim::Seen(id) => tx.practice(practice).mail().find(MailId::new(id)).await,
        })
        .await?;
    if let Some(taken) = taken.filter(|_| row.id == id) {
        taken.sent();
    }
    Ok(HttpResponse::Created().json(mail(row)))
}

async fn parse(app: &App, staff: &Can<needs::EmailSend>, body: Request) -> ApiResult<NewMail> {
    let mut form = Form::default();
    let kind = body.kind.parse().ok().filter(|kind| matches!(kind, MailKind::Invitation | MailKind::Message));
    if kind.is_none() {
        form.refuse("kind", FieldCode::Unknown, "invitation or message");
    }
    let to = form.field("to", &body.to, EmailAddress::parse);
    let subject = form.field("subject", &body.subject, MailSubject::parse);
    let text = form.field("text", &body.text, MailText::parse);
    let about = about(app, staff, &body).await?.map_err(|error| form.push(error)).ok();
    if kind == Some(MailKind::Invitation) && body.call.is_none() {
        form.refuse("call", FieldCode::Required, "an invitation is to a call");
    }
    // Without it nobody could tell whether the letter names the day that the call is on now.
    if kind == Some(MailKind::Invitation) && body.call_version.is_none() {
        form.refuse("call_version", FieldCode::Required, "of the call that the invitation was written from");
    }
    let all = kind.zip(to).zip(subject.zip(text)).zip(about);
    let (((kind, to), (subject, text)), (about, name, language)) = form.finish(all)?;
    let practice = app.store.find_practice(staff.practice).await?;
    Ok(NewMail {
        id: MailId::new(Uuid::now_v7()),
        practice: staff.practice,
        kind,
        from: transport::sender(app, &practice)?,
        reply_to: transport::reply_to(&practice),
        to: MailParty { name, address: to },
        subject,
        text,
        html: None,
        language,
        author: Some(staff.user),
        about,
        at: app.now(),
    })
}

type About = (MailSubjects, String, Language);

/// What the mail is filed under, and the client's name and language.
async fn about(
    app: &App,
    staff: &Can<needs::EmailSend>,
    body: &Request,
) -> ApiResult<Result<About, FieldError>> {
    let (mut applicant, mut case) = (body.applicant, body.case);
    let mut tells = None;
    if let Some(id) = body.call {
        let call = match app.store.practice(staff.practice).calls().find(id).await.map_err(ApiError::from) {
            Ok(call) => call,
            Err(error) if error.code() == Code::NotFound => {
                return Ok(Err(FieldError::new("call", FieldCode::UnknownCall, "there is no such call")));
            }
            Err(error) => return Err(error),
        };
        if applicant.is_some_and(|id| id != call.applicant_id)
            || case.is_some_and(|id| Some(id) != call.case_id)
        {
            return Ok(Err(FieldError::new("call", FieldCode::Mismatch, "the call is with somebody else")));
        }
        applicant = Some(call.applicant_id);
        case = call.case_id;
        let first = Tells { starts_at: call.starts_at, knew: None, link_version: Some(call.link_version) };
        tells = (body.kind == MailKind::Invitation.as_str()).then_some(first);
    }
    let subject = app.store.practice(staff.practice).calls().subject(applicant, case).await?;
    let (applicant, case) = match subject {
        Ok(subject) => subject,
        Err(why) => return Ok(Err(fault::subject(why))),
    };
    let person = app.store.practice(staff.practice).applicants().find(applicant).await?.applicant;
    let language = Language::of_tag(&person.language).unwrap_or_default();
    let about = MailSubjects { applicant: Some(applicant), case, call: body.call, tells };
    Ok(Ok((about, person.full_name(), language)))
}
