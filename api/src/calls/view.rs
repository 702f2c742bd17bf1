//! Calls as one colleague sees them.

use std::collections::HashMap;

use domain::calls::{CallMinutes, CallWindow, ParseCallMinutesError, may_end_for_everyone};
use domain::folio::{Folio, FolioKind};
use domain::permission::Permission;
use domain::{CallId, UserId};
use storage::calls::{Call, CallFacts, Participant};
use wire::calls as w;

use crate::error::{ApiError, ApiResult};
use crate::http::page::UnreadableRow;
use crate::keys::Keys;
use crate::session::Staff;
use crate::state::App;

/// The kind of a call's link, which its MAC covers.
pub const LINK: &str = "call";

/// One call, read again.
pub async fn one(app: &App, staff: &Staff, id: CallId) -> ApiResult<w::Call> {
    let call = app.store.practice(staff.practice).calls().find(id).await?;
    of(app, staff, call).await
}

/// One call that was just read.
pub async fn of(app: &App, staff: &Staff, call: Call) -> ApiResult<w::Call> {
    let shown = many(app, staff, vec![call]).await?.pop();
    let shown = shown.ok_or_else(|| ApiError::internal("a call without its applicant"))?;
    shown.map_err(|UnreadableRow { id, why }| {
        ApiError::internal(format!("the call {id} cannot be read: {why}"))
    })
}

/// Calls of the colleague's practice, in their order; each by itself, so that one that cannot be read leaves the others.
pub async fn many(
    app: &App,
    staff: &Staff,
    calls: Vec<Call>,
) -> ApiResult<Vec<Result<w::Call, UnreadableRow>>> {
    let names: HashMap<UserId, String> = app
        .store
        .practice(staff.practice)
        .users()
        .list()
        .await?
        .into_iter()
        .map(|user| (user.id, user.name))
        .collect();
    let facts = app.store.call_facts(calls).await?;
    Ok(facts.into_iter().map(|facts| call(app, staff, &names, facts)).collect())
}

/// When a call's doors are open.
pub fn window(app: &App, call: &Call) -> ApiResult<CallWindow> {
    read_window(app, call).map_err(ApiError::internal)
}

fn read_window(app: &App, call: &Call) -> Result<CallWindow, ParseCallMinutesError> {
    let minutes = CallMinutes::try_from(i64::from(call.minutes))?;
    Ok(CallWindow::new(call.starts_at, minutes, app.calls.margins))
}

/// The client's link.
pub fn link(app: &App, call: &Call) -> String {
    app.link(&link_path(&app.keys, call)).to_string()
}

/// Where the client's link leads on our own address, without the leading slash.
pub fn link_path(keys: &Keys, call: &Call) -> String {
    let mac = keys.link_mac(LINK, call.id.as_uuid(), call.link_version);
    format!("v/{}.{mac}", call.id)
}

/// Whether a colleague may go into a call: those asked into it, and all who may schedule one.
pub fn may_join(staff: &Staff, call: &Call, asked: &[Participant]) -> bool {
    staff.can(Permission::VideoSchedule)
        || staff.user == call.host_id
        || asked.iter().any(|one| one.user_id == staff.user)
}

/// Whether a colleague may end a call for everyone.
pub fn may_end(staff: &Staff, call: &Call, asked: &[Participant]) -> bool {
    let delegates: Vec<UserId> = asked.iter().filter(|one| one.delegate).map(|one| one.user_id).collect();
    may_end_for_everyone(staff.user, call.host_id, &delegates)
}

fn call(
    app: &App,
    staff: &Staff,
    names: &HashMap<UserId, String>,
    facts: CallFacts,
) -> Result<w::Call, UnreadableRow> {
    let CallFacts { call, applicant, email, phone, case, participants } = facts;
    let window = read_window(app, &call).map_err(|error| UnreadableRow::new(call.id, &error))?;
    let name = |id: UserId| names.get(&id).cloned().unwrap_or_default();
    let may_join = may_join(staff, &call, &participants);
    Ok(w::Call {
        id: call.id,
        title: call.title.clone(),
        purpose: call.purpose,
        applicant: w::CallApplicant {
            id: applicant.id,
            folio: applicant.folio(),
            name: applicant.full_name(),
            email,
            phone,
            language: applicant.language,
            local_start: app.zones.zone_or_utc(&applicant.time_zone).local(call.starts_at),
            time_zone: applicant.time_zone,
        },
        case: case.map(|case| w::CallCase {
            id: case.id,
            folio: folio(FolioKind::Case, case.folio_number),
            title: case.title,
            case_type: case.case_type,
        }),
        starts_at: call.starts_at,
        ends_at: window.ends_at,
        time_zone: call.time_zone.clone(),
        local_start: app.zones.zone_or_utc(&call.time_zone).local(call.starts_at),
        minutes: i64::from(call.minutes),
        host: w::CallPerson { id: call.host_id, name: name(call.host_id), may_end: true },
        participants: participants
            .iter()
            .map(|one| w::CallPerson { id: one.user_id, name: name(one.user_id), may_end: one.delegate })
            .collect(),
        notes: call.notes.clone(),
        waiting_room: call.waiting_room,
        state: call.state,
        cancel_reason: call.cancel_reason.clone(),
        actual_start: call.actual_start,
        actual_end: call.actual_end,
        actual_seconds: call
            .actual_start
            .zip(call.actual_end)
            .map(|(start, end)| (end - start).num_seconds()),
        highlight_from: window.highlight_from,
        opens_at: window.opens_at,
        closes_at: window.closes_at,
        link: (may_join && !call.link_revoked).then(|| link(app, &call)),
        link_revoked: call.link_revoked,
        may_join: may_join && !call.state.is_over(),
        may_change: staff.can(Permission::VideoSchedule),
        may_end: may_end(staff, &call, &participants),
        version: call.version,
        created_at: call.created_at,
    })
}

fn folio(kind: FolioKind, number: i32) -> String {
    u32::try_from(number)
        .ok()
        .and_then(|number| Folio::new(kind, number))
        .map_or_else(String::new, |f| f.to_string())
}
