//! Changing, moving and cancelling a call, and its client's link.

use actix_web::{HttpResponse, post, put, web};
use domain::CallId;
use domain::call::CancelReason;
use storage::StoreError;
use storage::video::CallChange;
use wire::Problem;
use wire::video::{Call, CallCancellation, CallChange as Request};

use super::{fields, letters, view};
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::http::conditions::{IfMatch, ok_with_etag};
use crate::session::{Can, needs};
use crate::state::App;

/// Changes a call that has not begun. The client's link stays the same; a new time is mailed if so chosen.
#[utoipa::path(tag = "video", request_body = Request, responses(
    (status = 200, body = Call),
    (status = 409, description = "It has begun or is over", body = Problem),
    (status = 412, body = Problem),
    (status = 422, body = Problem),
))]
#[put("/calls/{id}")]
pub async fn change_call(
    staff: Can<needs::VideoSchedule>,
    id: web::Path<CallId>,
    seen: IfMatch,
    body: Json<Request>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let before = app.store.call(staff.practice, *id).await?;
    let body = body.0;
    let notify = body.notify_client;
    let change = parse(&app, &staff, body).await?;
    let moved = before.starts_at != change.starts_at;
    let letter =
        if moved && notify { letters::moved(&app, &staff, &before, change.starts_at).await? } else { None };
    let (practice, by, now, id) = (staff.practice, staff.user, app.now(), *id);
    let written = app
        .store
        .write(async move |tx| {
            let call = tx.change_call(practice, id, seen.0, change, by, now).await?;
            if let Some(letter) = letter {
                tx.queue_mail(letter).await?;
            }
            Ok(call)
        })
        .await;
    match written {
        Ok(call) => {
            app.video.news.ring(id);
            let call = view::of(&app, &staff, call).await?;
            Ok(ok_with_etag(call.version, &call))
        }
        Err(StoreError::Stale { .. }) => Err(ApiError::stale(view::one(&app, &staff, id).await?)),
        Err(error) => Err(error.into()),
    }
}

async fn parse(app: &App, staff: &Can<needs::VideoSchedule>, body: Request) -> ApiResult<CallChange> {
    let mut errors = Vec::new();
    let given = fields::Given {
        title: &body.title,
        purpose: &body.purpose,
        starts_at: &body.starts_at,
        time_zone: &body.time_zone,
        minutes: body.minutes,
        notes: &body.notes,
    };
    let read = fields::read(given, &mut errors);
    fields::check_team(app, staff.practice, "participants", &body.participants, &mut errors).await?;
    fields::check_team(app, staff.practice, "delegates", &body.delegates, &mut errors).await?;
    let (Some(read), true) = (read, errors.is_empty()) else {
        return Err(ApiError::fields(errors));
    };
    Ok(CallChange {
        title: read.title,
        purpose: read.purpose,
        starts_at: read.starts_at,
        time_zone: read.time_zone,
        minutes: read.minutes,
        participants: body.participants,
        delegates: body.delegates,
        notes: read.notes,
        waiting_room: body.waiting_room,
    })
}

/// Cancels a call that has not begun. The client is mailed the reason, where there is an address on file.
#[utoipa::path(tag = "video", request_body = CallCancellation, responses(
    (status = 200, body = Call),
    (status = 409, description = "It has begun or is over", body = Problem),
    (status = 422, description = "No reason was given", body = Problem),
))]
#[post("/calls/{id}/cancel")]
pub async fn cancel_call(
    staff: Can<needs::VideoSchedule>,
    id: web::Path<CallId>,
    body: Json<CallCancellation>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let reason = CancelReason::parse(&body.0.reason).map_err(|error| {
        let code = if matches!(error, domain::TextError::Blank) { "required" } else { "too_long" };
        ApiError::field("reason", code, error.to_string())
    })?;
    let before = app.store.call(staff.practice, *id).await?;
    let letter = letters::cancelled(&app, &staff, &before, reason.as_str()).await?;
    let (practice, by, now, id) = (staff.practice, staff.user, app.now(), *id);
    let call = app
        .store
        .write(async move |tx| {
            let call = tx.cancel_call(practice, id, reason, by, now).await?;
            if let Some(letter) = letter {
                tx.queue_mail(letter).await?;
            }
            Ok(call)
        })
        .await?;
    app.video.news.ring(id);
    let call = view::of(&app, &staff, call).await?;
    Ok(ok_with_etag(call.version, &call))
}

/// Makes the client's link another one; the old one stops working.
#[utoipa::path(tag = "video", responses((status = 200, body = Call), (status = 404, body = Problem)))]
#[post("/calls/{id}/link/rotate")]
pub async fn rotate_link(
    staff: Can<needs::VideoSchedule>,
    id: web::Path<CallId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (practice, id) = (staff.practice, *id);
    let call = app.store.write(async move |tx| tx.rotate_call_link(practice, id).await).await?;
    app.video.news.ring(id);
    let call = view::of(&app, &staff, call).await?;
    Ok(ok_with_etag(call.version, &call))
}

/// Makes the client's link stop working.
#[utoipa::path(tag = "video", responses((status = 200, body = Call), (status = 404, body = Problem)))]
#[post("/calls/{id}/link/revoke")]
pub async fn revoke_link(
    staff: Can<needs::VideoSchedule>,
    id: web::Path<CallId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (practice, id) = (staff.practice, *id);
    let call = app.store.write(async move |tx| tx.revoke_call_link(practice, id).await).await?;
    app.video.news.ring(id);
    let call = view::of(&app, &staff, call).await?;
    Ok(ok_with_etag(call.version, &call))
}
