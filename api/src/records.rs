//! What applicants and cases have in common over HTTP: folios, comments, history.

use actix_web::{get, web};
use domain::event::RecordRef;
use domain::folio::{Folio, FolioKind};
use domain::permission::Permission;
use domain::timeline::TimelineFact;
use domain::{ApplicantId, CaseId, MailId};
use storage::timeline::TimelineEntry as Row;
use wire::records::{RecordLink, TimelineEntry, TimelineQuery};
use wire::{Code, Page, PageQuery, Problem};

use crate::error::{ApiError, ApiResult};
use crate::http::page::{self, UnreadableRow};
use crate::http::query::Query;
use crate::mail;
use crate::session::{Can, Staff, needs};
use crate::state::App;

pub mod comments;

/// The record that is called by a folio: `CON251`, `cas 118`.
#[utoipa::path(tag = "records", responses(
    (status = 200, body = RecordLink),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[get("/folios/{folio}")]
pub async fn find_folio(
    staff: Staff,
    folio: web::Path<String>,
    app: web::Data<App>,
) -> ApiResult<web::Json<RecordLink>> {
    let folio: Folio = folio.parse().map_err(|_| ApiError::new(Code::NotFound))?;
    match folio.kind() {
        FolioKind::Applicant => {
            staff.require(&app, Permission::ApplicantRead).await?;
            let row = app.store.practice(staff.practice).applicants().by_folio(folio.number()).await?;
            let record = RecordRef::Applicant(row.id);
            Ok(web::Json(RecordLink { record, folio: row.folio(), name: row.full_name() }))
        }
        FolioKind::Case => {
            staff.require(&app, Permission::CaseRead).await?;
            let row = app.store.practice(staff.practice).cases().by_folio(folio.number()).await?;
            let people = app.store.practice(staff.practice).cases().applicants(row.id).await?;
            let name = people.first().map(|person| person.applicant.full_name()).unwrap_or_default();
            Ok(web::Json(RecordLink { record: RecordRef::Case(row.id), folio: row.folio(), name }))
        }
    }
}

/// An applicant's history, newest first.
#[utoipa::path(tag = "applicants", params(TimelineQuery), responses(
    (status = 200, body = Page<TimelineEntry>),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[get("/applicants/{id}/timeline")]
pub async fn list_applicant_timeline(
    staff: Can<needs::ApplicantRead>,
    id: web::Path<ApplicantId>,
    query: Query<TimelineQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<TimelineEntry>>> {
    app.store.practice(staff.practice).applicants().find(*id).await?;
    timeline(&app, &staff, RecordRef::Applicant(*id), &query).await
}

/// A case's history, newest first.
#[utoipa::path(tag = "cases", params(TimelineQuery), responses(
    (status = 200, body = Page<TimelineEntry>),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[get("/cases/{id}/timeline")]
pub async fn list_case_timeline(
    staff: Can<needs::CaseRead>,
    id: web::Path<CaseId>,
    query: Query<TimelineQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<TimelineEntry>>> {
    app.store.practice(staff.practice).cases().find(*id).await?;
    timeline(&app, &staff, RecordRef::Case(*id), &query).await
}

async fn timeline(
    app: &App,
    staff: &Staff,
    record: RecordRef,
    query: &TimelineQuery,
) -> ApiResult<web::Json<Page<TimelineEntry>>> {
    let paging = PageQuery { limit: query.limit, cursor: query.cursor.clone() };
    let (limit, before) = (page::limit(&paging)?, page::cursor(&paging)?);
    // Left out by the database: a page without its items would look like the end of the list.
    let cases = staff.can(Permission::CaseRead);
    let rows = app
        .store
        .practice(staff.practice)
        .timeline()
        .list(record, cases, query.group, before, limit + 1)
        .await?;
    let mut page = page::readable(page::page(rows, limit, |row| row.seq, |row| timeline_entry(&row)));
    stand(app, staff, &mut page.items).await?;
    Ok(web::Json(page))
}

/// Puts the letters' states of now beside the lines that stand for them.
async fn stand(app: &App, staff: &Staff, lines: &mut [TimelineEntry]) -> ApiResult<()> {
    let letter = |line: &TimelineEntry| {
        line.subject.filter(|_| matches!(line.fact, TimelineFact::MailWritten { .. })).map(MailId::new)
    };
    let mails =
        app.store.practice(staff.practice).mail().with_ids(lines.iter().filter_map(letter).collect()).await?;
    for line in lines {
        line.mail = letter(line).and_then(|id| mails.iter().find(|row| row.id == id)).map(mail::standing);
    }
    Ok(())
}

fn timeline_entry(row: &Row) -> Result<TimelineEntry, UnreadableRow> {
    Ok(TimelineEntry {
        id: row.id,
        fact: page::stored_fact(row.id, &row.kind, &row.body, TimelineFact::read)?,
        applicant: row.applicant_id,
        case: row.case_id,
        actor: row.actor_id,
        subject: row.subject_id,
        mail: None,
        at: row.at,
    })
}
