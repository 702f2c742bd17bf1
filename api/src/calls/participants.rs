//! Going into a call, letting clients in, and ending it.

use actix_web::{HttpResponse, get, post, web};
use delivery::video::{RoomName, RoomPerson, RoomRole};
use domain::calls::GuestState;
use domain::search::fold;
use domain::{CallId, GuestId, UserId};
use storage::calls::{Arrival, Attendee, Call as Row, Entrant, Guest, lease};
use storage::users::User;
use wire::calls::{
    Call, CallAttendance, CallGuest, CallPeople, CallPerson, RoomGrant, RoomProvider, SameName, StayReport,
};
use wire::signaling::EndReason;
use wire::{Code, FieldCode, Problem};

use super::{attendance_recorder, view};
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::http::conditions::ok_with_etag;
use crate::session::{Can, needs};
use crate::state::App;

/// What a room calls someone's stay is short.
const LONGEST_STAY: usize = 80;

/// Mints what a browser needs to enter the room of a call.
pub fn grant(app: &App, call: &Row, entrant: Entrant, name: &str, role: RoomRole) -> ApiResult<RoomGrant> {
    let room: RoomName = call.room_name.parse().map_err(ApiError::internal)?;
    let session = entrant.session.map(|session| session.to_string());
    let person =
        RoomPerson { id: attendance_recorder::token_id(entrant.who), name: name.to_owned(), session };
    let until = view::window(app, call)?.grant_until(app.now());
    let made = app.calls.provider.mint(&room, &person, role, app.now(), until).map_err(ApiError::internal)?;
    let mut config = made.config;
    // A Jitsi shows the room's name otherwise, which is digits.
    if let Some(config) = config.as_object_mut() {
        config.insert("localSubject".to_owned(), call.title.clone().into());
    }
    // The built-in room is reached by the call's id; its token names the room.
    let room = match app.calls.kind {
        RoomProvider::Builtin => call.id.to_string(),
        RoomProvider::Jitsi => made.room.as_str().to_owned(),
    };
    Ok(RoomGrant {
        provider: app.calls.kind,
        domain: made.domain,
        room,
        jwt: made.jwt,
        script_url: made.script_url,
        config,
        subject: call.title.clone(),
        display_name: name.to_owned(),
        report_presence: app.calls.kind == RoomProvider::Jitsi,
        expires_at: made.expires_at,
    })
}

/// Goes in: those asked into the call, and all who may schedule one.
#[utoipa::path(tag = "calls", responses(
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
    let (practice, id, margins, now) = (staff.practice, *id, app.calls.margins, app.now());
    let call =
        app.store.write(async move |tx| tx.practice(practice).calls().start(id, margins, now).await).await?;
    let role = if view::may_end(&staff, &call, &asked) {
        RoomRole::Host { may_record: false }
    } else {
        RoomRole::Staff
    };
    let entrant = Entrant { who: Attendee::User(staff.user), session: Some(staff.session) };
    Ok(web::Json(grant(&app, &call, entrant, &staff.name, role)?))
}

/// Who is at the door, inside, and who was.
#[utoipa::path(tag = "calls", responses((status = 200, body = CallPeople), (status = 404, body = Problem)))]
#[get("/calls/{id}/participants")]
pub async fn list_participants(
    staff: Can<needs::ApplicantRead>,
    id: web::Path<CallId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<CallPeople>> {
    let call = app.store.practice(staff.practice).calls().find(*id).await?;
    let team = app.store.practice(staff.practice).users().list().await?;
    let rows = app.store.practice(call.practice_id).calls().guests(call.id).await?;
    let guests = rows.iter().map(|row| guest(row.clone(), same_name(row, &rows, &team))).collect();
    let stays =
        app.store.practice(call.practice_id).calls().attendance(call.id).await?.into_iter().map(|stay| {
            CallAttendance {
                id: stay.id,
                name: stay.name,
                user: stay.user_id,
                guest: stay.guest_id,
                joined_at: stay.joined_at,
                left_at: stay.left_at,
            }
        });
    let removed =
        app.store.practice(call.practice_id).calls().removals(call.id).await?.into_iter().map(|one| {
            let name = team.iter().find(|user| user.id == one.user_id).map(|user| user.name.clone());
            CallPerson { id: one.user_id, name: name.unwrap_or_default(), may_end: false }
        });
    Ok(web::Json(CallPeople {
        state: call.state,
        guests,
        attendance: stays.collect(),
        removed: removed.collect(),
    }))
}

/// Whose name a client's equals, as people read names: accents and case aside.
fn same_name(guest: &Guest, guests: &[Guest], team: &[User]) -> Option<SameName> {
    let name = fold(&guest.name);
    if team.iter().any(|user| user.deactivated_at.is_none() && fold(&user.name) == name) {
        return Some(SameName::Colleague);
    }
    let there = |other: &&Guest| matches!(other.state, GuestState::Waiting | GuestState::Admitted);
    let twin = guests.iter().filter(there).any(|other| other.id != guest.id && fold(&other.name) == name);
    twin.then_some(SameName::Client)
}

/// Lets a client in.
#[utoipa::path(tag = "calls", responses((status = 200, body = CallGuest), (status = 404, body = Problem)))]
#[post("/calls/{id}/guests/{guest}/admit")]
pub async fn admit_guest(
    staff: Can<needs::ApplicantRead>,
    path: web::Path<(CallId, GuestId)>,
    app: web::Data<App>,
) -> ApiResult<web::Json<CallGuest>> {
    answer(&app, &staff, path.into_inner(), true).await
}

/// Sends a client away: someone else opened the link. One who was let in already is taken out.
#[utoipa::path(tag = "calls", responses((status = 200, body = CallGuest), (status = 404, body = Problem)))]
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
    // What the room has reported about this person is older than this answer.
    app.calls.rooms.settles().await;
    let (practice, by, now) = (staff.practice, staff.user, app.now());
    let row = app
        .store
        .write(async move |tx| tx.practice(practice).calls().answer_guest(call, id, admit, by, now).await)
        .await?;
    if admit {
        app.calls.rooms.hub.forgive(call, &attendance_recorder::token_id(Attendee::Guest(id)));
    } else {
        app.calls.rooms.recheck(call, now).await;
    }
    let (guests, team) = (
        app.store.practice(practice).calls().guests(call).await?,
        app.store.practice(practice).users().list().await?,
    );
    let alike = same_name(&row, &guests, &team);
    Ok(web::Json(guest(row, alike)))
}

/// Takes a colleague out of the call until they are let in again: the host's right, and of those the host named.
#[utoipa::path(tag = "calls", responses(
    (status = 204),
    (status = 403, description = "One is neither the host nor named by the host", body = Problem),
    (status = 404, body = Problem),
))]
#[post("/calls/{id}/team/{user}/remove")]
pub async fn remove_colleague(
    staff: Can<needs::ApplicantRead>,
    path: web::Path<(CallId, UserId)>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (id, user) = path.into_inner();
    let call = hosted(&app, &staff, id).await?;
    app.store.practice(staff.practice).users().find(user).await?;
    let (by, now) = (Some(staff.user), app.now());
    app.store
        .write(async move |tx| tx.remove_from_call(call.id, Attendee::User(user), by, now).await)
        .await?;
    app.calls.rooms.recheck(id, now).await;
    Ok(HttpResponse::NoContent().finish())
}

/// Lets a colleague in again who was taken out.
#[utoipa::path(tag = "calls", responses(
    (status = 204),
    (status = 403, description = "One is neither the host nor named by the host", body = Problem),
    (status = 404, body = Problem),
))]
#[post("/calls/{id}/team/{user}/readmit")]
pub async fn readmit_colleague(
    staff: Can<needs::ApplicantRead>,
    path: web::Path<(CallId, UserId)>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (id, user) = path.into_inner();
    hosted(&app, &staff, id).await?;
    app.store.practice(staff.practice).users().find(user).await?;
    let practice = staff.practice;
    app.store.write(async move |tx| tx.practice(practice).calls().readmit(id, user).await).await?;
    app.calls.rooms.hub.forgive(id, &attendance_recorder::token_id(Attendee::User(user)));
    Ok(HttpResponse::NoContent().finish())
}

/// A call that one may end for everyone.
async fn hosted(app: &App, staff: &Can<needs::ApplicantRead>, id: CallId) -> ApiResult<Row> {
    let call = app.store.practice(staff.practice).calls().find(id).await?;
    let asked = app.store.practice(call.practice_id).calls().participants(call.id).await?;
    if view::may_end(staff, &call, &asked) {
        return Ok(call);
    }
    let host = app.store.practice(staff.practice).users().find(call.host_id).await?;
    let mut refused = Problem::new(Code::Forbidden)
        .detail("only the host and those the host named may do this for everyone");
    refused.ask = vec![host.name];
    Err(ApiError::from_problem(refused))
}

/// Says that one is in the room, or has left it, where the room itself cannot say so. To be repeated every ten
/// seconds: who is silent for half a minute has left, and from a hidden tab, whose timers are slow, for a minute and a half.
#[utoipa::path(tag = "calls", request_body = StayReport, responses(
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
    report(&app, *id, who, staff.name.clone(), &Report::from(&body.0)).await
}

/// A browser's word on where its person is.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    pub stay: &'a str,
    pub left: bool,
    pub hidden: bool,
}

impl<'a> From<&'a StayReport> for Report<'a> {
    fn from(report: &'a StayReport) -> Self {
        Self { stay: &report.stay, left: report.left, hidden: report.hidden }
    }
}

/// Records a browser's word on where its person is.
pub async fn report(
    app: &App,
    call: CallId,
    who: Attendee,
    name: String,
    report: &Report<'_>,
) -> ApiResult<HttpResponse> {
    let Report { stay, left, hidden } = *report;
    let plain = (1..=LONGEST_STAY).contains(&stay.len()) && stay.chars().all(|c| c.is_ascii_graphic());
    if !plain {
        return Err(ApiError::field("stay", FieldCode::OutOfRange, "1 to 80 printable ASCII characters"));
    }
    if app.calls.kind == RoomProvider::Builtin {
        return Err(ApiError::with(Code::WrongState, "the built-in room keeps the record itself"));
    }
    // Nobody can end or prolong another person's stay: the name holds whose it is.
    let stay = format!("{}/{stay}", attendance_recorder::token_id(who));
    let at = app.now();
    app.store
        .write(async move |tx| {
            if left {
                return tx.record_leave(call, &stay, at).await;
            }
            let lease = lease(hidden);
            if tx.renew_attendance(call, std::slice::from_ref(&stay), lease, at).await? {
                return Ok(());
            }
            tx.record_join(Arrival { call, who, name, stay, source: "browser", lease, at }).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends the call for everyone: the host's, and of those the host named. Before the client's link opens it only sends
/// everyone out, and the call stays planned.
#[utoipa::path(tag = "calls", responses(
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
    let call = hosted(&app, &staff, *id).await?;
    // Anyone who came in a moment ago is on record before the record is closed.
    app.calls.rooms.settles().await;
    let (practice, by, now, id) = (call.practice_id, staff.user, app.now(), call.id);
    let margins = app.calls.margins;
    let call = app
        .store
        .write(async move |tx| tx.practice(practice).calls().end(id, Some(by), margins, now).await)
        .await?;
    if call.state.is_over() {
        close_room(&app, id, Some(by));
    } else {
        app.calls.rooms.hub.clear(id, now);
    }
    let call = view::of(&app, &staff, call).await?;
    Ok(ok_with_etag(call.version, &call))
}

/// Tells everyone inside and at the door that the call is over.
fn close_room(app: &App, call: CallId, by: Option<UserId>) {
    let by = by.map(|user| attendance_recorder::token_id(Attendee::User(user)));
    app.calls.rooms.hub.end(call, EndReason::Moderator, by, app.now());
}

/// Refuses who was not asked into the call and may not schedule one; answers who was.
async fn may_join(
    app: &App,
    staff: &Can<needs::ApplicantRead>,
    id: CallId,
) -> ApiResult<Vec<storage::calls::Participant>> {
    let call = app.store.practice(staff.practice).calls().find(id).await?;
    let asked = app.store.practice(call.practice_id).calls().participants(call.id).await?;
    if !view::may_join(staff, &call, &asked) {
        staff.require(app, domain::permission::Permission::VideoSchedule).await?;
    }
    if app.store.practice(staff.practice).calls().was_removed(id, staff.user).await? {
        return Err(ApiError::with(Code::RemovedFromCall, "the host took you out of this call"));
    }
    Ok(asked)
}

fn guest(row: Guest, same_name: Option<SameName>) -> CallGuest {
    CallGuest {
        id: row.id,
        name: row.name,
        state: row.state,
        language: row.language,
        knocked_at: row.knocked_at,
        same_name,
    }
}
