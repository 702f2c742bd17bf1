//! Changing, moving and cancelling a call, and its client's link.

use actix_web::{HttpResponse, post, put, web};
use domain::CallId;
use domain::calls::CancelReason;
use storage::StoreError;
use storage::calls::{Call as Before, CallChange};
use storage::outbox::Channel;
use wire::Problem;
use wire::calls::{Call, CallCancellation, CallChange as Request, LinkChange, LinkGuests};

use super::announce::Announcement;
use super::{fields, view};
use crate::budgets::Taken;
use crate::error::{ApiError, ApiResult};
use crate::form::{self, Form};
use crate::http::body::{Json, OptionalJson};
use crate::http::conditions::{IfMatch, ok_with_etag};
use crate::session::{Can, Staff, needs};
use crate::state::App;

/// Changes a call that has not begun. The client's link stays the same; a new time is mailed if so chosen.
#[utoipa::path(tag = "calls", request_body = Request, responses(
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
    let before = app.store.practice(staff.practice).calls().find(*id).await?;
    let body = body.0;
    let notify = body.notify_client;
    let change = parse(&app, &staff, &before, body).await?;
    let announcement =
        if notify { Announcement::of_move(&app, &staff, &before, change.starts_at).await? } else { None };
    let taken = letter_for(&app, &staff, announcement.as_ref()).await?;
    let (practice, by, now, id) = (staff.practice, staff.user, app.now(), *id);
    let margins = app.calls.margins;
    let written = app
        .store
        .write(async move |tx| {
            let call = tx.practice(practice).calls().change(id, seen.0, change, by, margins, now).await?;
            if let Some(announcement) = announcement {
                announcement.write(tx, before.starts_at, &call, "").await?;
            }
            Ok(call)
        })
        .await;
    match written {
        Ok(call) => {
            if let Some(taken) = taken {
                taken.sent();
            }
            let call = view::of(&app, &staff, call).await?;
            Ok(ok_with_etag(call.version, &call))
        }
        Err(StoreError::Stale { .. }) => Err(ApiError::stale(view::one(&app, &staff, id).await?)),
        Err(error) => Err(error.into()),
    }
}

async fn parse(
    app: &App,
    staff: &Can<needs::VideoSchedule>,
    before: &Before,
    body: Request,
) -> ApiResult<CallChange> {
    let mut form = Form::default();
    let given = fields::Given {
        title: &body.title,
        purpose: &body.purpose,
        when: fields::When {
            starts_at: body.starts_at.as_deref(),
            time_zone: body.time_zone.as_deref(),
            before: Some(fields::Before { starts_at: before.starts_at, time_zone: &before.time_zone }),
        },
        minutes: body.minutes,
        notes: &body.notes,
    };
    let read = fields::read(&app.zones, given, &mut form);
    let asked = app.store.practice(before.practice_id).calls().participants(before.id).await?;
    fields::check_team(app, staff.practice, "participants", &body.participants, &asked, &mut form).await?;
    fields::check_team(app, staff.practice, "delegates", &body.delegates, &asked, &mut form).await?;
    let read = form.finish(read)?;
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
#[utoipa::path(tag = "calls", request_body = CallCancellation, responses(
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
    let reason = form::only("reason", &body.0.reason, CancelReason::parse)?;
    let before = app.store.practice(staff.practice).calls().find(*id).await?;
    let announcement = Announcement::prepare(&app, &staff, &before).await?;
    let taken = letter_for(&app, &staff, announcement.as_ref()).await?;
    let told = reason.as_str().to_owned();
    let (practice, by, now, id) = (staff.practice, staff.user, app.now(), *id);
    let margins = app.calls.margins;
    let call = app
        .store
        .write(async move |tx| {
            let call = tx.practice(practice).calls().cancel(id, reason, by, margins, now).await?;
            if let Some(announcement) = announcement {
                announcement.write(tx, call.starts_at, &call, &told).await?;
            }
            Ok(call)
        })
        .await?;
    if let Some(taken) = taken {
        taken.sent();
    }
    let call = view::of(&app, &staff, call).await?;
    Ok(ok_with_etag(call.version, &call))
}

/// A letter to the client counts as any other that a person sends.
async fn letter_for(
    app: &App,
    staff: &Staff,
    announcement: Option<&Announcement>,
) -> ApiResult<Option<Taken>> {
    match announcement {
        Some(_) => app.budgets.take(&app.store, Channel::Mail, staff, None, app.now()).await,
        None => Ok(None),
    }
}

/// Makes the client's link another one; the old one stops working. Anyone who waits at its door has to come again by the new
/// one; those who were let in are taken out, or kept where that was chosen.
#[utoipa::path(tag = "calls", request_body = LinkChange, responses(
    (status = 200, body = Call),
    (status = 404, body = Problem),
))]
#[post("/calls/{id}/link/rotate")]
pub async fn rotate_link(
    staff: Can<needs::VideoSchedule>,
    id: web::Path<CallId>,
    body: OptionalJson<LinkChange>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (practice, by, now, id) = (staff.practice, staff.user, app.now(), *id);
    let keep = body.0.guests == LinkGuests::Keep;
    let call = app
        .store
        .write(async move |tx| tx.practice(practice).calls().rotate_link(id, keep, by, now).await)
        .await?;
    link_changed(&app, &staff, call).await
}

/// Makes the client's link stop working. Those whom it let in are taken out, or kept where that was chosen.
#[utoipa::path(tag = "calls", request_body = LinkChange, responses(
    (status = 200, body = Call),
    (status = 404, body = Problem),
))]
#[post("/calls/{id}/link/revoke")]
pub async fn revoke_link(
    staff: Can<needs::VideoSchedule>,
    id: web::Path<CallId>,
    body: OptionalJson<LinkChange>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (practice, by, now, id) = (staff.practice, staff.user, app.now(), *id);
    let keep = body.0.guests == LinkGuests::Keep;
    let call = app
        .store
        .write(async move |tx| tx.practice(practice).calls().revoke_link(id, keep, by, now).await)
        .await?;
    link_changed(&app, &staff, call).await
}

/// Tells those at the door and inside before staff are answered.
async fn link_changed(app: &App, staff: &Can<needs::VideoSchedule>, call: Before) -> ApiResult<HttpResponse> {
    app.calls.rooms.recheck(call.id, app.now()).await;
    let call = view::of(app, staff, call).await?;
    Ok(ok_with_etag(call.version, &call))
}
