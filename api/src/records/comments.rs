//! Comments on applicants and cases.

use actix_web::{HttpResponse, get, post, put, web};
use domain::event::RecordRef;
use domain::permission::Permission;
use domain::record::CommentBody;
use domain::{ApplicantId, CaseId, CommentId};
use storage::comments::Comment as Row;
use storage::{Claim, StoreError};
use wire::records::{Comment, CommentVersion, NewComment};
use wire::{Page, PageQuery, Problem};

use crate::applicants::by;
use crate::error::{ApiError, ApiResult};
use crate::form;
use crate::http::body::Json;
use crate::http::conditions::{IdempotencyKey, IfMatch, created_with_etag, ok_with_etag};
use crate::http::page;
use crate::http::query::Query;
use crate::session::{Can, Staff, needs};
use crate::state::App;

/// Comments on an applicant, newest first.
#[utoipa::path(tag = "applicants", params(PageQuery), responses(
    (status = 200, body = Page<Comment>),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[get("/applicants/{id}/comments")]
pub async fn list_applicant_comments(
    staff: Can<needs::ApplicantRead>,
    id: web::Path<ApplicantId>,
    query: Query<PageQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<Comment>>> {
    app.store.practice(staff.practice).applicants().find(*id).await?;
    list(&app, &staff, RecordRef::Applicant(*id), &query).await
}

/// Comments on a case, newest first.
#[utoipa::path(tag = "cases", params(PageQuery), responses(
    (status = 200, body = Page<Comment>),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[get("/cases/{id}/comments")]
pub async fn list_case_comments(
    staff: Can<needs::CaseRead>,
    id: web::Path<CaseId>,
    query: Query<PageQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<Comment>>> {
    app.store.practice(staff.practice).cases().find(*id).await?;
    list(&app, &staff, RecordRef::Case(*id), &query).await
}

/// Adds a comment to an applicant.
#[utoipa::path(tag = "applicants", request_body = NewComment, responses(
    (status = 201, body = Comment, headers(("ETag" = String))),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 422, body = Problem),
))]
#[post("/applicants/{id}/comments")]
pub async fn comment_on_applicant(
    staff: Can<(needs::CommentWrite, needs::ApplicantRead)>,
    id: web::Path<ApplicantId>,
    key: IdempotencyKey,
    new: Json<NewComment>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    add(&app, &staff, RecordRef::Applicant(*id), key, new.0).await
}

/// Adds a comment to a case.
#[utoipa::path(tag = "cases", request_body = NewComment, responses(
    (status = 201, body = Comment, headers(("ETag" = String))),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 422, body = Problem),
))]
#[post("/cases/{id}/comments")]
pub async fn comment_on_case(
    staff: Can<(needs::CommentWrite, needs::CaseRead)>,
    id: web::Path<CaseId>,
    key: IdempotencyKey,
    new: Json<NewComment>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    add(&app, &staff, RecordRef::Case(*id), key, new.0).await
}

/// Edits your own comment; what it said before is kept.
#[utoipa::path(tag = "records", request_body = NewComment,
    params(("If-Match" = String, Header, description = "The ETag of what was changed")),
    responses(
        (status = 200, body = Comment, headers(("ETag" = String))),
        (status = 403, description = "Somebody else wrote it", body = Problem),
        (status = 404, body = Problem),
        (status = 412, body = Problem),
        (status = 422, body = Problem),
        (status = 428, body = Problem),
    ))]
#[put("/comments/{id}")]
pub async fn change_comment(
    staff: Can<needs::CommentWrite>,
    id: web::Path<CommentId>,
    if_match: IfMatch,
    change: Json<NewComment>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let id = *id;
    readable(&app, &staff, id).await?;
    let (body, decision) = parse(&change.0)?;
    let by = by(&staff, &app);
    let written =
        app.store.write(async move |tx| tx.change_comment(by, id, if_match.0, body, decision).await).await;
    match written {
        Ok(row) => {
            let comment = describe(row)?;
            Ok(ok_with_etag(comment.version, &comment))
        }
        Err(StoreError::Stale { .. }) => {
            Err(ApiError::stale(describe(app.store.practice(staff.practice).comments().find(id).await?)?))
        }
        Err(error) => Err(error.into()),
    }
}

/// What a comment said before each of its edits, oldest first.
#[utoipa::path(tag = "records", responses(
    (status = 200, body = Vec<CommentVersion>),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[get("/comments/{id}/versions")]
pub async fn list_comment_versions(
    staff: Staff,
    id: web::Path<CommentId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Vec<CommentVersion>>> {
    readable(&app, &staff, *id).await?;
    let versions = app.store.practice(staff.practice).comments().versions(*id).await?.into_iter();
    let version = |row: storage::comments::CommentVersion| CommentVersion {
        version: row.version,
        body: row.body,
        decision: row.decision,
        written_at: row.written_at,
    };
    Ok(web::Json(versions.map(version).collect()))
}

async fn readable(app: &App, staff: &Staff, id: CommentId) -> ApiResult<()> {
    let needed = match app.store.practice(staff.practice).comments().find(id).await?.record() {
        Some(RecordRef::Case(_)) => Permission::CaseRead,
        _ => Permission::ApplicantRead,
    };
    staff.require(app, needed).await
}

async fn list(
    app: &App,
    staff: &Staff,
    record: RecordRef,
    query: &PageQuery,
) -> ApiResult<web::Json<Page<Comment>>> {
    let limit = page::limit(query)?;
    let rows =
        app.store.practice(staff.practice).comments().list(record, page::cursor(query)?, limit + 1).await?;
    let page = page::page(rows, limit, |row| row.seq, describe);
    let items = page.items.into_iter().collect::<ApiResult<Vec<Comment>>>()?;
    Ok(web::Json(Page::new(items, page.next_cursor)))
}

async fn add(
    app: &App,
    staff: &Staff,
    record: RecordRef,
    key: IdempotencyKey,
    new: NewComment,
) -> ApiResult<HttpResponse> {
    let (body, decision) = parse(&new)?;
    let key = key.of(&(record, &new))?;
    let by = by(staff, app);
    let id = CommentId::new(uuid::Uuid::now_v7());
    let id = app
        .store
        .write(async move |tx| {
            if let Claim::Seen(earlier) = tx.claim_key(by.user, &key, "comment", id.as_uuid(), by.at).await? {
                return Ok(CommentId::from(earlier));
            }
            tx.insert_comment(by, id, record, body, decision).await?;
            Ok(id)
        })
        .await?;
    let comment = describe(app.store.practice(staff.practice).comments().find(id).await?)?;
    Ok(created_with_etag(comment.version, &comment))
}

fn parse(new: &NewComment) -> ApiResult<(String, bool)> {
    let body = form::only("body", &new.body, CommentBody::parse)?;
    Ok((body.into_string(), new.decision))
}

fn describe(row: Row) -> ApiResult<Comment> {
    let record = row.record().ok_or_else(|| ApiError::internal("a comment on nothing"))?;
    Ok(Comment {
        id: row.id,
        record,
        author: row.author_id,
        body: row.body,
        decision: row.decision,
        version: row.version,
        created_at: row.created_at,
        edited_at: row.edited_at,
    })
}
