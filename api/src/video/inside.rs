//! Going into a call, letting clients in, and ending it.

use actix_web::{HttpResponse, get, post, web};
use delivery::video::{RoomName, RoomPerson, RoomRole};
use domain::{CallId, GuestId, UserId};
use storage::video::{Arrival, Attendee, Call as Row, Guest};
use wire::signal::EndReason;
use wire::video::{Call, CallAttendance, CallGuest, CallPeople, RoomGrant, RoomProvider, StayReport};
use wire::{Code, Problem};

use super::{keeper, view};
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::http::conditions::ok_with_etag;
use crate::session::{Can, needs};
use crate::state::App;

/// What a room calls somebody's stay is short.
const LONGEST_STAY: usize = 80;

/// Mints what a browser needs to enter the room of a call.
pub fn grant(app: &App, call: &Row, who: Attendee, name: &str, role: RoomRole) -> ApiResult<RoomGrant> {
    let room: RoomName = call.room_name.parse().map_err(ApiError::internal)?;
    let person = RoomPerson { id: keeper::token_id(who), name: name.to_owned() };
    let made = app.video.provider.mint(&room, &person, role, app.now()).map_err(ApiError::internal)?;
    // The built-in room is reached by the call's id; its token names the room.
    let room = match app.video.kind {
        RoomProvider::Builtin => call.id.to_string(),
        RoomProvider::Jitsi => made.room.as_str().to_owned(),
    };
    Ok(RoomGrant {
        provider: app.video.kind,
        domain: made.domain,
        room,
        jwt: made.jwt,
        script_url: made.script_url,
        config: made.config,
        subject: call.title.clone(),
        display_name: name.to_owned(),
        report_presence: app.video.kind == RoomProvider::Jitsi,
        expires_at: made.expires_at,
    })
}

/// Goes in: those asked into the call, and all who may schedule one.
#[utoipa::path(tag = "video", responses(
    (status = 200, body = RoomGrant),
    (status = 403, body = Problem),
    (status = 409, description = "The call is over", body = Problem),
))]
#[post("/calls/{id}/join")]
pub async fn join_call(
    staff: Can<needs::ApplicantRead>,
    id: web::Path<CallId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<RoomGrant>> {
    let asked = may_join(&app, &staff, *id).await?;
    let (practice, id) = (staff.practice, *id);
    let call = app.store.write(async move |tx| tx.start_call(practice, id).await).await?;
    let role = if view::may_end(&staff, &call, &asked) {
        RoomRole::Host { may_record: false }
    } else {
        RoomRole::Staff
    };
    Ok(web::Json(grant(&app, &call, Attendee::User(staff.user), &staff.name, role)?))
}

/// Who is at the door, inside, and who was.
#[utoipa::path(tag = "video", responses((status = 200, body = CallPeople), (status = 404, body = Problem)))]
#[get("/calls/{id}/participants")]
pub async fn list_participants(
    staff: Can<needs::ApplicantRead>,
    id: web::Path<CallId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<CallPeople>> {
    let call = app.store.call(staff.practice, *id).await?;
    let guests = app.store.guests(call.id).await?.into_iter().map(guest);
    let stays = app.store.attendance(call.id).await?.into_iter().map(|stay| CallAttendance {
        id: stay.id,
        name: stay.name,
        user: stay.user_id,
        guest: stay.guest_id,
        joined_at: stay.joined_at,
        left_at: stay.left_at,
    });
    Ok(web::Json(CallPeople { state: call.state, guests: guests.collect(), attendance: stays.collect() }))
}

/// Lets a client in.
#[utoipa::path(tag = "video", responses((status = 200, body = CallGuest), (status = 404, body = Problem)))]
#[post("/calls/{id}/guests/{guest}/admit")]
pub async fn admit_guest(
    staff: Can<needs::ApplicantRead>,
    path: web::Path<(CallId, GuestId)>,
    app: web::Data<App>,
) -> ApiResult<web::Json<CallGuest>> {
    answer(&app, &staff, path.into_inner(), true).await
}

/// Sends a client away: somebody else opened the link.
#[utoipa::path(tag = "video", responses((status = 200, body = CallGuest), (status = 404, body = Problem)))]
#[post("/calls/{id}/guests/{guest}/refuse")]
pub async fn refuse_guest(
    staff: Can<needs::ApplicantRead>,
    path: web::Path<(CallId, GuestId)>,
    app: web::Data<App>,
) -> ApiResult<web::Json<CallGuest>> {
    answer(&app, &staff, path.into_inner(), false).await
}

async fn answer(
    app: &App,
    staff: &Can<needs::ApplicantRead>,
    (call, id): (CallId, GuestId),
    admit: bool,
) -> ApiResult<web::Json<CallGuest>> {
    may_join(app, staff, call).await?;
    let (practice, by, now) = (staff.practice, staff.user, app.now());
    let row =
        app.store.write(async move |tx| tx.answer_guest(practice, call, id, admit, by, now).await).await?;
    app.video.news.ring(call);
    Ok(web::Json(guest(row)))
}

/// Says that one is in the room, or has left it, where the room itself cannot say so. To be repeated every ten
/// seconds: who is silent for half a minute has left.
#[utoipa::path(tag = "video", request_body = StayReport, responses(
    (status = 204),
    (status = 409, description = "The call is over", body = Problem),
    (status = 422, body = Problem),
))]
#[post("/calls/{id}/presence")]
pub async fn report_presence(
    staff: Can<needs::ApplicantRead>,
    id: web::Path<CallId>,
    body: Json<StayReport>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    may_join(&app, &staff, *id).await?;
    let who = Attendee::User(staff.user);
    report(&app, *id, who, staff.name.clone(), &body.0.stay, body.0.left).await
}

/// Records a browser's word on where its person is.
pub async fn report(
    app: &App,
    call: CallId,
    who: Attendee,
    name: String,
    stay: &str,
    left: bool,
) -> ApiResult<HttpResponse> {
    let plain = (1..=LONGEST_STAY).contains(&stay.len()) && stay.chars().all(|c| c.is_ascii_graphic());
    if !plain {
        return Err(ApiError::field("stay", "out_of_range", "1 to 80 printable ASCII characters"));
    }
    if app.video.kind == RoomProvider::Builtin {
        return Err(ApiError::with(Code::WrongState, "the built-in room keeps the record itself"));
    }
    // Nobody can end or prolong another person's stay: the name holds whose it is.
    let stay = format!("{}/{stay}", keeper::token_id(who));
    let at = app.now();
    app.store
        .write(async move |tx| {
            if left {
                return tx.depart(call, &stay, at).await;
            }
            if tx.alive(call, std::slice::from_ref(&stay), at).await? {
                return Ok(());
            }
            tx.arrive(Arrival { call, who, name, stay, source: "browser", at }).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends the call for everyone: the host's, and of those the host named.
#[utoipa::path(tag = "video", responses(
    (status = 200, body = Call),
    (status = 403, description = "One is neither the host nor named by the host", body = Problem),
    (status = 409, description = "It has not begun, or was cancelled", body = Problem),
))]
#[post("/calls/{id}/end")]
pub async fn end_call(
    staff: Can<needs::ApplicantRead>,
    id: web::Path<CallId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let call = app.store.call(staff.practice, *id).await?;
    let asked = app.store.call_participants(call.id).await?;
    if !view::may_end(&staff, &call, &asked) {
        let host = app.store.user(staff.practice, call.host_id).await?;
        let mut refused = Problem::new(Code::Forbidden)
            .detail("only the host and those the host named may end the call for everyone");
        refused.ask = vec![host.name];
        return Err(ApiError::from_problem(refused));
    }
    let (practice, by, now, id) = (staff.practice, staff.user, app.now(), *id);
    let call = app.store.write(async move |tx| tx.end_call(practice, id, Some(by), now).await).await?;
    close_room(&app, id, Some(by));
    let call = view::of(&app, &staff, call).await?;
    Ok(ok_with_etag(call.version, &call))
}

/// Tells everyone inside and at the door that the call is over.
fn close_room(app: &App, call: CallId, by: Option<UserId>) {
    let by = by.map(|user| keeper::token_id(Attendee::User(user)));
    app.video.rooms.hub.end(call, EndReason::Moderator, by, app.now());
    app.video.news.ring(call);
}

/// Refuses who was not asked into the call and may not schedule one; answers who was.
async fn may_join(
    app: &App,
    staff: &Can<needs::ApplicantRead>,
    id: CallId,
) -> ApiResult<Vec<storage::video::Participant>> {
    let call = app.store.call(staff.practice, id).await?;
    let asked = app.store.call_participants(call.id).await?;
    if !view::may_join(staff, &call, &asked) {
        staff.require(app, domain::permission::Permission::VideoSchedule).await?;
    }
    Ok(asked)
}

fn guest(row: Guest) -> CallGuest {
    CallGuest {
        id: row.id,
        name: row.name,
        state: row.state,
        language: row.language,
        knocked_at: row.knocked_at,
    }
}
