//! Scheduling calls, and which there are.

use actix_web::{HttpResponse, get, post, web};
use chrono::Datelike;
use domain::CallId;
use domain::zone::is_leap_second;
use storage::Claim;
use storage::calls::{CallFilter, CallPlace, NewCall};
use uuid::Uuid;
use wire::calls::{Call, CallQuery, NewCall as Request};
use wire::{Code, Page, PageQuery, Problem};

use super::{fields, view};
use crate::applicants;
use crate::error::{ApiError, ApiResult};
use crate::form::{Form, fault};
use crate::http::body::Json;
use crate::http::conditions::{IdempotencyKey, created_with_etag, ok_with_etag};
use crate::http::page;
use crate::http::query::Query;
use crate::session::{Can, needs};
use crate::state::App;

/// Calls that are to come, soonest first, or that have been, latest first.
#[utoipa::path(tag = "calls", params(CallQuery), responses(
    (status = 200, body = Page<Call>),
    (status = 403, body = Problem),
))]
#[get("/calls")]
pub async fn list_calls(
    staff: Can<needs::ApplicantRead>,
    query: Query<CallQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<Call>>> {
    let query = query.into_inner();
    let place = PageQuery { limit: query.limit, cursor: query.cursor };
    let limit = page::limit(&place)?;
    let after: Option<CallPlace> = page::cursor(&place)?;
    // A cursor may be made up; what no database can hold is no place in a list.
    if after.is_some_and(|(at, _)| !(0..=9999).contains(&at.year()) || is_leap_second(&at)) {
        return Err(ApiError::with(Code::BadRequest, "the cursor is not one of ours"));
    }
    let search = applicants::search(query.q.as_deref())?;
    let filter = CallFilter { past: query.past, applicant: query.applicant, case: query.case, search };
    let rows = app.store.practice(staff.practice).calls().list(&filter, after, limit + 1, app.now()).await?;
    let rows = page::page(rows, limit, |row| (row.starts_at, row.id), |row| row);
    let items = view::many(&app, &staff, rows.items).await?;
    Ok(web::Json(page::readable(Page::new(items, rows.next_cursor))))
}

/// One call.
#[utoipa::path(tag = "calls", responses((status = 200, body = Call), (status = 404, body = Problem)))]
#[get("/calls/{id}")]
pub async fn show_call(
    staff: Can<needs::ApplicantRead>,
    id: web::Path<CallId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let call = view::one(&app, &staff, *id).await?;
    Ok(ok_with_etag(call.version, &call))
}

/// Schedules a call. The one who does is its host; colleagues who are asked into it are told.
#[utoipa::path(tag = "calls", request_body = Request, responses(
    (status = 201, body = Call),
    (status = 403, body = Problem),
    (status = 422, description = "A field is not acceptable, or there is neither applicant nor case", body = Problem),
))]
#[post("/calls")]
pub async fn schedule_call(
    staff: Can<needs::VideoSchedule>,
    key: IdempotencyKey,
    body: Json<Request>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let key = key.of(&body.0)?;
    let new = parse(&app, &staff, body.0).await?;
    let (practice, author, now) = (staff.practice, staff.user, app.now());
    let call = app
        .store
        .write(async move |tx| match tx.claim_key(author, &key, "call", new.id.as_uuid(), now).await? {
            Claim::Fresh => tx.schedule_call(new).await,
            Claim::Seen(id) => tx.practice(practice).calls().find(CallId::new(id)).await,
        })
        .await?;
    let call = view::of(&app, &staff, call).await?;
    Ok(created_with_etag(call.version, &call))
}

async fn parse(app: &App, staff: &Can<needs::VideoSchedule>, body: Request) -> ApiResult<NewCall> {
    let mut form = Form::default();
    let given = fields::Given {
        title: &body.title,
        purpose: &body.purpose,
        when: fields::When {
            starts_at: Some(&body.starts_at),
            time_zone: Some(&body.time_zone),
            before: None,
        },
        minutes: body.minutes,
        notes: &body.notes,
    };
    let read = fields::read(&app.zones, given, &mut form);
    fields::check_team(app, staff.practice, "participants", &body.participants, &[], &mut form).await?;
    fields::check_team(app, staff.practice, "delegates", &body.delegates, &[], &mut form).await?;
    let subject = app.store.practice(staff.practice).calls().subject(body.applicant, body.case).await?;
    let subject = subject.map_err(|why| form.push(fault::subject(why))).ok();
    let (read, (applicant, case)) = form.finish(read.zip(subject))?;
    Ok(NewCall {
        id: CallId::new(Uuid::now_v7()),
        practice: staff.practice,
        title: read.title,
        purpose: read.purpose,
        applicant,
        case,
        starts_at: read.starts_at,
        time_zone: read.time_zone,
        minutes: read.minutes,
        host: staff.user,
        participants: body.participants,
        delegates: body.delegates,
        notes: read.notes,
        waiting_room: body.waiting_room.unwrap_or(app.config.video.waiting_room),
        room_name: hex::encode(rand::random::<[u8; 16]>()),
        at: app.now(),
    })
}
