//! Cases over HTTP.

mod fields;

use actix_web::{HttpResponse, get, post, put, web};
use domain::{ApplicantId, CaseId};
use storage::cases::{Case as Row, CaseFilter, CasePerson as PersonRow, CaseRecord};
use storage::{Claim, StoreError};
use wire::cases::{Case, CasePerson, CaseQuery, CaseSummary, NewCase};
use wire::{Page, PageQuery, Problem};

use crate::applicants::{by, link, search};
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::http::conditions::{IdempotencyKey, IfMatch, created_with_etag, ok_with_etag};
use crate::http::page;
use crate::http::query::Query;
use crate::session::{Can, Staff, needs};
use crate::state::App;

/// Cases, newest first. A search puts the one with that exact folio in front.
#[utoipa::path(tag = "cases", params(CaseQuery), responses(
    (status = 200, body = Page<CaseSummary>),
    (status = 403, body = Problem),
    (status = 422, body = Problem),
))]
#[get("/cases")]
pub async fn list_cases(
    staff: Can<needs::CaseRead>,
    query: Query<CaseQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<CaseSummary>>> {
    let CaseQuery { q, stage, responsible, limit, cursor } = query.into_inner();
    let query = PageQuery { limit, cursor };
    let limit = page::limit(&query)?;
    let filter = CaseFilter { search: search(q.as_deref())?, stage, responsible };
    let before = page::cursor(&query)?;
    let rows = app.store.practice(staff.practice).cases().list(&filter, before, limit + 1).await?;
    let front = before.is_none().then(|| rows.first().map(|row| row.seq)).flatten();
    let newest = rows.iter().map(|row| row.seq).max();
    // A page that ends with the one put in front continues from the newest of all.
    let place = |row: &Row| if front == Some(row.seq) && newest != front { i64::MAX } else { row.seq };
    let page = page::page(rows, limit, place, |row| row);
    let items = summaries(&app, &staff, page.items).await?;
    Ok(web::Json(Page::new(items, page.next_cursor)))
}

/// The cases an applicant is in, newest first.
#[utoipa::path(tag = "applicants", responses(
    (status = 200, body = Vec<CaseSummary>),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[get("/applicants/{id}/cases")]
pub async fn list_cases_of_applicant(
    staff: Can<needs::CaseRead>,
    id: web::Path<ApplicantId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Vec<CaseSummary>>> {
    app.store.practice(staff.practice).applicants().find(*id).await?;
    let rows = app.store.practice(staff.practice).cases().of_applicant(*id).await?;
    Ok(web::Json(summaries(&app, &staff, rows).await?))
}

/// Opens a case, which is given a folio. The one who opens it is responsible unless someone is named.
#[utoipa::path(tag = "cases", request_body = NewCase, responses(
    (status = 201, body = Case, headers(("ETag" = String))),
    (status = 403, body = Problem),
    (status = 409, description = "The Idempotency-Key was used for something else", body = Problem),
    (status = 422, body = Problem),
))]
#[post("/cases")]
pub async fn create_case(
    staff: Can<needs::CaseWrite>,
    key: IdempotencyKey,
    new: Json<NewCase>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let key = key.of(&new.0)?;
    let fields = fields::parse(&app, &staff, new.0, None).await?;
    let by = by(&staff, &app);
    let id = CaseId::new(uuid::Uuid::now_v7());
    let id = app
        .store
        .write(async move |tx| {
            if let Claim::Seen(earlier) = tx.claim_key(by.user, &key, "case", id.as_uuid(), by.at).await? {
                return Ok(CaseId::from(earlier));
            }
            tx.insert_case(by, id, fields).await?;
            Ok(id)
        })
        .await?;
    let case = describe(app.store.practice(staff.practice).cases().find(id).await?);
    Ok(created_with_etag(case.version, &case))
}

/// One case's record.
#[utoipa::path(tag = "cases", responses(
    (status = 200, body = Case, headers(("ETag" = String))),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[get("/cases/{id}")]
pub async fn show_case(
    staff: Can<needs::CaseRead>,
    id: web::Path<CaseId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let case = describe(app.store.practice(staff.practice).cases().find(*id).await?);
    Ok(ok_with_etag(case.version, &case))
}

/// Writes the whole of a case at the version its editor saw: its stage too.
#[utoipa::path(tag = "cases", request_body = NewCase,
    params(("If-Match" = String, Header, description = "The ETag of what was changed")),
    responses(
        (status = 200, body = Case, headers(("ETag" = String))),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 412, description = "Changed since; `current` holds the case as it is now", body = Problem),
        (status = 422, body = Problem),
        (status = 428, body = Problem),
    ))]
#[put("/cases/{id}")]
pub async fn change_case(
    staff: Can<needs::CaseWrite>,
    id: web::Path<CaseId>,
    if_match: IfMatch,
    change: Json<NewCase>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let id = *id;
    let existing = app.store.practice(staff.practice).cases().find(id).await?;
    let mut change = change.0;
    change.responsible.get_or_insert(existing.case.responsible_id);
    change.opened_on.get_or_insert(existing.case.opened_on);
    let fields = fields::parse(&app, &staff, change, Some(existing.case.responsible_id)).await?;
    let by = by(&staff, &app);
    let written = app.store.write(async move |tx| tx.change_case(by, id, if_match.0, fields).await).await;
    match written {
        Ok(record) => {
            let case = describe(record);
            Ok(ok_with_etag(case.version, &case))
        }
        Err(StoreError::Stale { .. }) => {
            Err(ApiError::stale(describe(app.store.practice(staff.practice).cases().find(id).await?)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn summaries(app: &App, staff: &Staff, rows: Vec<Row>) -> ApiResult<Vec<CaseSummary>> {
    let ids: Vec<CaseId> = rows.iter().map(|row| row.id).collect();
    let people = app.store.practice(staff.practice).cases().people(&ids).await?;
    let summary = |row: Row| CaseSummary {
        id: row.id,
        folio: row.folio(),
        case_type: row.case_type,
        stage: row.stage,
        responsible: row.responsible_id,
        ircc_deadline: row.ircc_deadline,
        opened_on: row.opened_on,
        people: people.iter().filter(|person| person.case == row.id).map(person).collect(),
        updated_at: row.updated_at,
        title: row.title,
    };
    Ok(rows.into_iter().map(summary).collect())
}

fn person(row: &PersonRow) -> CasePerson {
    CasePerson { applicant: link(&row.applicant), role: row.role }
}

fn describe(record: CaseRecord) -> Case {
    let CaseRecord { case: row, people } = record;
    Case {
        id: row.id,
        folio: row.folio(),
        case_type: row.case_type,
        title: row.title,
        stage: row.stage,
        responsible: row.responsible_id,
        ircc_number: row.ircc_number,
        ircc_deadline: row.ircc_deadline,
        opened_on: row.opened_on,
        closed_on: row.closed_on,
        outcome: row.outcome,
        people: people.iter().map(person).collect(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
