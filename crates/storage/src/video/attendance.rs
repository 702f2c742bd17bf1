//! Who was in a call, from when to when; and how a call ends.

use chrono::{DateTime, TimeDelta, Utc};
use domain::call::{CallMinutes, CallState, CallStep, CallWindow, JoinMargins};
use domain::event::Event;
use domain::{AttendanceId, CallId, GuestId, PracticeId, UserId};
use sea_orm::ActiveValue::NotSet;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::schedule::step;
use super::{AUDIENCE, Attendance, Call, guests};
use crate::entity::attendance::{ActiveModel, Column, Entity};
use crate::entity::{call, call_guest};
use crate::{Result, Store, StoreError, Tx};

/// Somebody not heard of for so long has left, when they were last heard of.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// Who is in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attendee {
    User(UserId),
    Guest(GuestId),
}

/// Somebody came in.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub call: CallId,
    pub who: Attendee,
    pub name: String,
    /// One tab in one filling of the room. The same again is the same stay going on.
    pub stay: String,
    /// `room`, or `browser` where only the person's own page can tell.
    pub source: &'static str,
    pub at: DateTime<Utc>,
}

impl Tx {
    /// A member of the team goes in: from now on the call is going on.
    pub async fn start_call(&mut self, practice: PracticeId, id: CallId) -> Result<Call> {
        let call = self.call(practice, id).await?;
        let state = step(call.state, CallStep::Start)?;
        if state == call.state { Ok(call) } else { self.save_call(Call { state, ..call }).await }
    }

    /// Records that somebody came in. A call that is over takes nobody any more.
    pub async fn arrive(&mut self, arrival: Arrival) -> Result<()> {
        let found = call::Entity::find_by_id(arrival.call).one(self.conn()).await?;
        let call = found.ok_or(StoreError::NotFound)?;
        if call.state.is_over() {
            return Err(StoreError::Refused("call_ended"));
        }
        let (user_id, guest_id) = match arrival.who {
            Attendee::User(id) => (Some(id), None),
            Attendee::Guest(id) => (None, Some(id)),
        };
        let lease_until = arrival.at + LEASE;
        let known = Entity::find()
            .filter(Column::CallId.eq(call.id))
            .filter(Column::Stay.eq(arrival.stay.as_str()))
            .one(self.conn())
            .await?;
        if let Some(stay) = known {
            let goes_on = Attendance { left_at: None, lease_until, ..stay };
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
                left_at: None,
                lease_until,
            };
            let mut row = ActiveModel::from(new).reset_all();
            row.seq = NotSet;
            Entity::insert(row).exec_without_returning(self.conn()).await?;
        }
        self.tell_people_changed(call.practice_id, call.id);
        if user_id.is_some() && call.actual_start.is_none() {
            let state = step(call.state, CallStep::Start)?;
            self.save_call(Call { state, actual_start: Some(arrival.at), ..call }).await?;
        }
        Ok(())
    }

    /// Records that those were heard of. False for a stay that has ended: the browser has to come in again.
    pub async fn alive(&mut self, call: CallId, stays: &[String], at: DateTime<Utc>) -> Result<bool> {
        let updated = Entity::update_many()
            .col_expr(Column::LeaseUntil, Expr::value(at + LEASE))
            .filter(Column::CallId.eq(call))
            .filter(Column::Stay.is_in(stays.iter().map(String::as_str)))
            .filter(Column::LeftAt.is_null())
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected > 0)
    }

    /// Records that somebody left.
    pub async fn depart(&mut self, call: CallId, stay: &str, at: DateTime<Utc>) -> Result<()> {
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

    /// Ends a call for everyone. Ending it twice changes nothing.
    pub async fn end_call(
        &mut self,
        practice: PracticeId,
        id: CallId,
        by: Option<UserId>,
        at: DateTime<Utc>,
    ) -> Result<Call> {
        let call = self.call(practice, id).await?;
        let state = step(call.state, CallStep::End)?;
        if call.state == state {
            return Ok(call);
        }
        for stay in self.stays(id).await? {
            if stay.left_at.is_none() {
                self.close_stay(stay, at).await?;
            }
        }
        let actual_end = call.actual_start.map(|start| at.max(start));
        let call = self.save_call(Call { state, actual_end, ..call }).await?;
        self.emit(practice, AUDIENCE, Event::CallEnded { call: id });
        let mut people: Vec<String> = Vec::new();
        for stay in self.stays(id).await? {
            if !people.contains(&stay.name) {
                people.push(stay.name);
            }
        }
        let seconds = call.actual_start.zip(call.actual_end).map(|(start, end)| (end - start).num_seconds());
        let body = json!({ "title": call.title, "seconds": seconds, "people": people });
        self.log_call(&call, "call_held", by, body, at).await?;
        Ok(call)
    }

    async fn stays(&self, call: CallId) -> Result<Vec<Attendance>> {
        let all = Entity::find().filter(Column::CallId.eq(call)).order_by_asc(Column::Seq);
        Ok(all.all(self.conn()).await?)
    }

    /// Ends the stays of those who were not heard of.
    async fn close_expired(&mut self, now: DateTime<Utc>) -> Result<()> {
        let expired = Entity::find().filter(Column::LeftAt.is_null()).filter(Column::LeaseUntil.lt(now));
        for stay in expired.all(self.conn()).await? {
            let last_heard = stay.lease_until - LEASE;
            self.close_stay(stay, last_heard).await?;
        }
        Ok(())
    }

    /// Ends the calls whose time is over and where nobody is any more.
    async fn end_deserted(&mut self, margins: JoinMargins, now: DateTime<Utc>) -> Result<()> {
        let live = call::Entity::find().filter(call::Column::State.eq(CallState::Live));
        for call in live.all(self.conn()).await? {
            let Ok(minutes) = CallMinutes::try_from(i64::from(call.minutes)) else { continue };
            if CallWindow::new(call.starts_at, minutes, margins).closes_at > now {
                continue;
            }
            let stays = self.stays(call.id).await?;
            if stays.iter().any(|stay| stay.left_at.is_none()) {
                continue;
            }
            let last = stays.iter().filter_map(|stay| stay.left_at).max().unwrap_or(now);
            self.end_call(call.practice_id, call.id, None, last).await?;
        }
        Ok(())
    }
}

impl Store {
    /// Every stay in a call, in the order they began.
    pub async fn attendance(&self, call: CallId) -> Result<Vec<Attendance>> {
        let all = Entity::find().filter(Column::CallId.eq(call)).order_by_asc(Column::Seq);
        Ok(all.all(self.reader()).await?)
    }

    /// Ends stays, waits and calls that nobody ended: browsers are killed and laptops are closed.
    pub async fn sweep_calls(&self, margins: JoinMargins, now: DateTime<Utc>) -> Result<()> {
        let expired = Entity::find().filter(Column::LeftAt.is_null()).filter(Column::LeaseUntil.lt(now));
        let silent = call_guest::Entity::find()
            .filter(call_guest::Column::State.eq(domain::call::GuestState::Waiting))
            .filter(call_guest::Column::LastSeenAt.lt(now - guests::PATIENCE));
        let over = call::Entity::find()
            .filter(call::Column::State.eq(CallState::Live))
            .filter(call::Column::StartsAt.lt(now - margins.after));
        let work = expired.one(self.reader()).await?.is_some()
            || silent.one(self.reader()).await?.is_some()
            || over.one(self.reader()).await?.is_some();
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
