//! Who was in a call, from when to when; and how a call ends.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calls::{CallMinutes, CallState, CallStep, CallWindow, JoinMargins};
use domain::event::Event;
use domain::timeline::TimelineFact;
use domain::{AttendanceId, CallId, GuestId, UserId};
use sea_orm::ActiveValue::NotSet;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::schedule::{refusal, step};
use super::{AUDIENCE, Attendance, Call, guests};
use crate::entity::attendance::{ActiveModel, Column, Entity};
use crate::entity::{call, call_guest};
use crate::handles::Calls;
use crate::{Refusal, Result, Store, StoreError, Tx};

/// Someone not heard of for so long has left, when they were last heard of.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);
/// The same for a tab that is not shown: browsers let its timers run once a minute.
pub const HIDDEN_LEASE: TimeDelta = TimeDelta::seconds(90);

/// The source of a stay that the room itself saw.
const ROOM: &str = "room";

/// How long a stay is believed without another word.
pub const fn lease(hidden: bool) -> TimeDelta {
    if hidden { HIDDEN_LEASE } else { LEASE }
}

/// Who is in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attendee {
    User(UserId),
    Guest(GuestId),
}

/// Someone came in.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub call: CallId,
    pub who: Attendee,
    pub name: String,
    /// One tab in one filling of the room. The same again, while it is open, is the same stay going on; once it was
    /// closed, a new one begins, so that the absence between the two shows.
    pub stay: String,
    /// `room`, or `browser` where only the person's own page can tell.
    pub source: &'static str,
    /// How long the stay is believed without another word.
    pub lease: TimeDelta,
    pub at: DateTime<Utc>,
}

impl Calls<&mut Tx> {
    /// A member of the team is about to go in. Near its time the call is going on from now on; before that only when
    /// they are inside, which [`Tx::arrive`] learns: a token that was fetched is not a person in a room.
    pub async fn start(&mut self, id: CallId, margins: JoinMargins, now: DateTime<Utc>) -> Result<Call> {
        let call = self.find(id).await?;
        let state = step(call.state, CallStep::Start)?;
        if state == call.state || window(&call, margins)?.is_ahead(now) {
            return Ok(call);
        }
        self.db.save_call(Call { state, ..call }).await
    }

    /// Ends a call for everyone. Ending it twice changes nothing. Before its window it only sends everyone out, and the
    /// call stays planned.
    pub async fn end(
        &mut self,
        id: CallId,
        by: Option<UserId>,
        margins: JoinMargins,
        at: DateTime<Utc>,
    ) -> Result<Call> {
        let practice = self.practice;
        let call = self.find(id).await?;
        let state = ended(&call, margins, at)?;
        if call.state == state {
            return Ok(call);
        }
        for stay in self.db.stays(id).await? {
            if stay.left_at.is_none() {
                self.db.close_stay(stay, at).await?;
            }
        }
        if !state.is_over() {
            return self.db.save_call(Call { state, actual_start: None, ..call }).await;
        }
        let actual_end = call.actual_start.map(|start| at.max(start));
        let call = self.db.save_call(Call { state, actual_end, ..call }).await?;
        self.db.emit(practice, AUDIENCE, Event::CallEnded { call: id });
        let people = names(&self.db.stays(id).await?);
        let seconds = call.actual_start.zip(call.actual_end).map(|(start, end)| (end - start).num_seconds());
        let held = TimelineFact::CallHeld { title: call.title.clone(), seconds, people };
        self.db.log_call(&call, held, by, at).await?;
        Ok(call)
    }
}

impl Tx {
    /// Records that someone came in. A call that is over takes nobody any more.
    pub async fn record_join(&mut self, arrival: Arrival) -> Result<()> {
        let found = call::Entity::find_by_id(arrival.call).one(self.conn()).await?;
        let call = found.ok_or(StoreError::NotFound)?;
        // What the room saw before the end may be written after it; it is a stay all the same.
        let seen_before = |end: &DateTime<Utc>| arrival.source == ROOM && arrival.at <= *end;
        let ended_at = call.actual_end.filter(|_| call.state.is_over()).filter(seen_before);
        if call.state.is_over() && ended_at.is_none() {
            return Err(StoreError::Refused(Refusal::CallEnded));
        }
        let (user_id, guest_id) = match arrival.who {
            Attendee::User(id) => (Some(id), None),
            Attendee::Guest(id) => (None, Some(id)),
        };
        let (lease_until, heard_at) = (arrival.at + arrival.lease, Some(arrival.at));
        let mut known = Vec::new();
        for stay in self.stays(call.id).await? {
            if stay.stay == arrival.stay {
                known.push(stay);
            }
        }
        // What was written already is told again when its answer was lost.
        if known.iter().any(|stay| stay.left_at.is_some() && stay.joined_at == arrival.at) {
            return Ok(());
        }
        if let Some(stay) = known.into_iter().find(|stay| stay.left_at.is_none()) {
            let goes_on = Attendance { lease_until, heard_at, ..stay };
            goes_on.into_active_model().reset_all().update(self.conn()).await?;
        } else {
            let new = Attendance {
                seq: 0,
                id: AttendanceId::new(Uuid::now_v7()),
                practice_id: call.practice_id,
                call_id: call.id,
                user_id,
                guest_id,
                name: arrival.name,
                stay: arrival.stay,
                source: arrival.source.to_owned(),
                joined_at: arrival.at,
                left_at: ended_at,
                lease_until,
                heard_at,
            };
            let mut row = ActiveModel::from(new).reset_all();
            row.seq = NotSet;
            Entity::insert(row).exec_without_returning(self.conn()).await?;
        }
        self.tell_people_changed(call.practice_id, call.id);
        if ended_at.is_none()
            && user_id.is_some()
            && (call.actual_start.is_none() || call.state != CallState::Live)
        {
            let state = step(call.state, CallStep::Start)?;
            let actual_start = call.actual_start.or(Some(arrival.at));
            self.save_call(Call { state, actual_start, ..call }).await?;
        }
        Ok(())
    }

    /// Records that those were heard of, and are believed for `lease`. False for a stay that has ended: the browser has
    /// to come in again.
    pub async fn renew_attendance(
        &mut self,
        call: CallId,
        stays: &[String],
        lease: TimeDelta,
        at: DateTime<Utc>,
    ) -> Result<bool> {
        let updated = Entity::update_many()
            .col_expr(Column::LeaseUntil, Expr::value(at + lease))
            .col_expr(Column::HeardAt, Expr::value(Some(at)))
            .filter(Column::CallId.eq(call))
            .filter(Column::Stay.is_in(stays.iter().map(String::as_str)))
            .filter(Column::LeftAt.is_null())
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected > 0)
    }

    /// Records that someone left.
    pub async fn record_leave(&mut self, call: CallId, stay: &str, at: DateTime<Utc>) -> Result<()> {
        let found = Entity::find()
            .filter(Column::CallId.eq(call))
            .filter(Column::Stay.eq(stay))
            .filter(Column::LeftAt.is_null());
        if let Some(stay) = found.one(self.conn()).await? {
            self.close_stay(stay, at).await?;
        }
        Ok(())
    }

    async fn close_stay(&mut self, stay: Attendance, at: DateTime<Utc>) -> Result<()> {
        let (practice, call) = (stay.practice_id, stay.call_id);
        let left_at = Some(at.max(stay.joined_at));
        let gone = Attendance { left_at, ..stay };
        gone.into_active_model().reset_all().update(self.conn()).await?;
        self.tell_people_changed(practice, call);
        Ok(())
    }

    /// The call as it is once it is looked at whether anybody is inside: what nobody ever entered can still be changed.
    pub(super) async fn settled(
        &mut self,
        call: Call,
        margins: JoinMargins,
        now: DateTime<Utc>,
    ) -> Result<Call> {
        let before_window = window(&call, margins)?.is_ahead(now);
        let state = call.state.deserted(before_window, call.actual_start.is_some());
        if state == call.state || self.stays(call.id).await?.iter().any(|stay| stay.left_at.is_none()) {
            return Ok(call);
        }
        Ok(Call { state, actual_start: None, ..call })
    }

    async fn stays(&self, call: CallId) -> Result<Vec<Attendance>> {
        let all = Entity::find().filter(Column::CallId.eq(call)).order_by_asc(Column::Seq);
        Ok(all.all(self.conn()).await?)
    }

    /// Ends the stays of those who were not heard of.
    async fn close_expired(&mut self, now: DateTime<Utc>) -> Result<()> {
        let expired = Entity::find().filter(Column::LeftAt.is_null()).filter(Column::LeaseUntil.lt(now));
        for stay in expired.all(self.conn()).await? {
            let last_heard = stay.heard_at.unwrap_or(stay.lease_until - LEASE);
            self.close_stay(stay, last_heard).await?;
        }
        Ok(())
    }

    /// Ends the calls whose time is over and where nobody is any more. Those whose time has not come are planned again.
    async fn end_deserted(&mut self, margins: JoinMargins, now: DateTime<Utc>) -> Result<()> {
        let live = call::Entity::find().filter(call::Column::State.eq(CallState::Live));
        for call in live.all(self.conn()).await? {
            let Ok(window) = window(&call, margins) else { continue };
            if window.is_ahead(now) {
                let settled = self.settled(call, margins, now).await?;
                if settled.state == CallState::Scheduled {
                    self.save_call(settled).await?;
                }
                continue;
            }
            if window.closes_at > now {
                continue;
            }
            let stays = self.stays(call.id).await?;
            if stays.iter().any(|stay| stay.left_at.is_none()) {
                continue;
            }
            let last = stays.iter().filter_map(|stay| stay.left_at).max().unwrap_or(now);
            // What happened long before counts as little as what never did.
            let last = last.max(window.opens_at);
            self.practice(call.practice_id).calls().end(call.id, None, margins, last).await?;
        }
        Ok(())
    }
}

/// When the doors of a call are open.
fn window(call: &Call, margins: JoinMargins) -> Result<CallWindow> {
    let minutes = CallMinutes::try_from(i64::from(call.minutes)).map_err(StoreError::corrupt)?;
    Ok(CallWindow::new(call.starts_at, minutes, margins))
}

/// The state after the end for everyone, or what the call is instead.
fn ended(call: &Call, margins: JoinMargins, at: DateTime<Utc>) -> Result<CallState> {
    let before_window = window(call, margins)?.is_ahead(at);
    call.state.after_end(before_window).map_err(refusal)
}

/// Everyone who was there, once each, in the order they came. Two people may have one name.
fn names(stays: &[Attendance]) -> Vec<String> {
    let mut known = Vec::new();
    let mut names = Vec::new();
    for stay in stays {
        let who = (stay.user_id, stay.guest_id);
        if !known.contains(&who) {
            known.push(who);
            names.push(stay.name.clone());
        }
    }
    names
}

impl Calls<&Store> {
    /// Every stay in a call, in the order they began.
    pub async fn attendance(self, call: CallId) -> Result<Vec<Attendance>> {
        let all = Entity::find().filter(Column::PracticeId.eq(self.practice)).filter(Column::CallId.eq(call));
        let all = all.order_by_asc(Column::Seq);
        Ok(all.all(self.db.reader()).await?)
    }
}

impl Store {
    /// Ends stays, waits and calls that nobody ended: browsers are killed and laptops are closed.
    pub async fn sweep_calls(&self, margins: JoinMargins, now: DateTime<Utc>) -> Result<()> {
        let expired = Entity::find().filter(Column::LeftAt.is_null()).filter(Column::LeaseUntil.lt(now));
        let silent = call_guest::Entity::find()
            .filter(call_guest::Column::State.eq(domain::calls::GuestState::Waiting))
            .filter(call_guest::Column::LastSeenAt.lt(now - guests::PATIENCE));
        let over = call::Entity::find()
            .filter(call::Column::State.eq(CallState::Live))
            .filter(call::Column::StartsAt.lt(now - margins.after));
        let ahead = call::Entity::find()
            .filter(call::Column::State.eq(CallState::Live))
            .filter(call::Column::StartsAt.gt(now + margins.before));
        let work = expired.one(self.reader()).await?.is_some()
            || silent.one(self.reader()).await?.is_some()
            || over.one(self.reader()).await?.is_some()
            || ahead.one(self.reader()).await?.is_some();
        if !work {
            return Ok(());
        }
        self.write(async move |tx| {
            tx.close_expired(now).await?;
            tx.forget_silent_guests(now).await?;
            tx.end_deserted(margins, now).await
        })
        .await
    }
}
