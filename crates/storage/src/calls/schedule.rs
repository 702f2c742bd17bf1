//! Scheduling a call, moving it, cancelling it, and its client's link.

use chrono::{DateTime, Utc};
use domain::calls::{
    CallMinutes, CallPurpose, CallState, CallStep, CallTitle, CancelReason, GuestState, InvalidTransition,
    JoinMargins,
};
use domain::event::Event;
use domain::notification::NotificationFact;
use domain::person::TimeZoneName;
use domain::timeline::TimelineFact;
use domain::{ApplicantId, CallId, CaseId, NotificationId, PracticeId, UserId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{AUDIENCE, Call, Guest, Participant};
use crate::entity::{call_guest, call_participant};
use crate::handles::Calls;
use crate::notifications::NewNotification;
use crate::{Refusal, Result, StoreError, Tx};

/// A call to be scheduled. The caller has checked that everyone in it belongs to the practice.
#[derive(Clone, Debug)]
pub struct NewCall {
    pub id: CallId,
    pub practice: PracticeId,
    pub title: CallTitle,
    pub purpose: CallPurpose,
    pub applicant: ApplicantId,
    pub case: Option<CaseId>,
    pub starts_at: DateTime<Utc>,
    pub time_zone: TimeZoneName,
    pub minutes: CallMinutes,
    pub host: UserId,
    pub participants: Vec<UserId>,
    /// Those of the participants who may end the call for everyone.
    pub delegates: Vec<UserId>,
    /// For the team.
    pub notes: String,
    pub waiting_room: bool,
    /// At least 128 random bits.
    pub room_name: String,
    pub at: DateTime<Utc>,
}

/// What may be changed of a call that has not begun. All of it is written at once.
#[derive(Clone, Debug)]
pub struct CallChange {
    pub title: CallTitle,
    pub purpose: CallPurpose,
    pub starts_at: DateTime<Utc>,
    pub time_zone: TimeZoneName,
    pub minutes: CallMinutes,
    pub participants: Vec<UserId>,
    pub delegates: Vec<UserId>,
    pub notes: String,
    pub waiting_room: bool,
}

impl Calls<&mut Tx> {
    /// Changes a call from the version that its editor saw. The client's link stays the same.
    pub async fn change(
        &mut self,
        id: CallId,
        seen: i64,
        change: CallChange,
        by: UserId,
        margins: JoinMargins,
        now: DateTime<Utc>,
    ) -> Result<Call> {
        let call = self.find(id).await?;
        if call.version != seen {
            return Err(StoreError::Stale { current: call.version });
        }
        let call = self.db.settled(call, margins, now).await?;
        let state = step(call.state, CallStep::Move)?;
        let before = self.participants(id).await?;
        let from = call.starts_at;
        // Clocks show minutes: what differs by seconds is no other time to anybody.
        let shown = |at: DateTime<Utc>| at.timestamp().div_euclid(60);
        let moved = shown(from) != shown(change.starts_at) || call.minutes != minutes(change.minutes);
        let call = self
            .db
            .save_call(Call {
                title: change.title.into_string(),
                purpose: change.purpose,
                starts_at: change.starts_at,
                time_zone: change.time_zone.into_string(),
                minutes: minutes(change.minutes),
                notes: change.notes,
                waiting_room: change.waiting_room,
                state,
                ..call
            })
            .await?;
        let asked = self.db.set_participants(&call, &change.participants, &change.delegates).await?;
        let (known, new): (Vec<_>, Vec<_>) =
            asked.into_iter().partition(|one| before.iter().any(|other| other.user_id == one.user_id));
        self.db.tell_team(&call, ToTeam::Invited, by, &new, now).await?;
        if moved {
            let (title, starts_at) = (call.title.clone(), call.starts_at);
            let rescheduled = TimelineFact::CallRescheduled { title, from, starts_at };
            self.db.log_call(&call, rescheduled, Some(by), now).await?;
            self.db.tell_team(&call, ToTeam::Moved, by, &known, now).await?;
        }
        self.db.withdraw_letters(&call, now).await?;
        Ok(call)
    }

    /// Cancels a call that has not begun.
    pub async fn cancel(
        &mut self,
        id: CallId,
        reason: CancelReason,
        by: UserId,
        margins: JoinMargins,
        now: DateTime<Utc>,
    ) -> Result<Call> {
        let call = self.find(id).await?;
        let call = self.db.settled(call, margins, now).await?;
        let state = step(call.state, CallStep::Cancel)?;
        let cancel_reason = Some(reason.into_string());
        let call = self.db.save_call(Call { state, cancel_reason, ..call }).await?;
        let (title, reason) = (call.title.clone(), call.cancel_reason.clone());
        self.db.log_call(&call, TimelineFact::CallCancelled { title, reason }, Some(by), now).await?;
        let asked = self.participants(id).await?;
        self.db.tell_team(&call, ToTeam::Cancelled, by, &asked, now).await?;
        self.db.withdraw_letters(&call, now).await?;
        Ok(call)
    }

    /// The call that someone is about to be invited to, as it is now. Refused where there is nothing to come to any more,
    /// no link to come in by, or where the invitation was written from another version: its date may be wrong.
    pub async fn invitable(&self, id: CallId, written_from: Option<i64>) -> Result<Call> {
        let call = self.find(id).await?;
        match call.state {
            CallState::Ended => return Err(StoreError::Refused(Refusal::CallEnded)),
            CallState::Cancelled => return Err(StoreError::Refused(Refusal::CallCancelled)),
            CallState::Scheduled | CallState::Live => {}
        }
        if call.link_revoked {
            return Err(StoreError::Refused(Refusal::LinkExpired));
        }
        if written_from.is_some_and(|version| version != call.version) {
            return Err(StoreError::Stale { current: call.version });
        }
        Ok(call)
    }

    /// Makes the client's link another one; the old one stops working. Those whom it let in stay, where `keep` says so.
    pub async fn rotate_link(
        &mut self,
        id: CallId,
        keep: bool,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<Call> {
        let call = self.find(id).await?;
        self.db.empty_door(&call, keep, by, now).await?;
        let link_version = call.link_version + 1;
        self.db.save_call(Call { link_version, link_revoked: false, ..call }).await
    }

    /// Makes the client's link stop working. Those whom it let in stay, where `keep` says so.
    pub async fn revoke_link(
        &mut self,
        id: CallId,
        keep: bool,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<Call> {
        let call = self.find(id).await?;
        self.db.empty_door(&call, keep, by, now).await?;
        self.db.save_call(Call { link_revoked: true, ..call }).await
    }
}

impl Tx {
    /// Writes a call, tells those who were asked into it, and files it on the records.
    pub async fn schedule_call(&mut self, new: NewCall) -> Result<Call> {
        let row = Call {
            id: new.id,
            practice_id: new.practice,
            title: new.title.into_string(),
            purpose: new.purpose,
            applicant_id: new.applicant,
            case_id: new.case,
            starts_at: new.starts_at,
            time_zone: new.time_zone.into_string(),
            minutes: minutes(new.minutes),
            host_id: new.host,
            notes: new.notes,
            waiting_room: new.waiting_room,
            state: CallState::Scheduled,
            cancel_reason: None,
            room_name: new.room_name,
            link_version: 1,
            link_revoked: false,
            actual_start: None,
            actual_end: None,
            reminded_for: None,
            version: 1,
            created_at: new.at,
        };
        let call = row.into_active_model().reset_all().insert(self.conn()).await?;
        let asked = self.set_participants(&call, &new.participants, &new.delegates).await?;
        self.emit(call.practice_id, AUDIENCE, Event::CallChanged { call: call.id, version: 1 });
        let (title, purpose, starts_at) = (call.title.clone(), call.purpose, call.starts_at);
        let scheduled = TimelineFact::CallScheduled { title, purpose, starts_at };
        self.log_call(&call, scheduled, Some(new.host), new.at).await?;
        self.tell_team(&call, ToTeam::Invited, new.host, &asked, new.at).await?;
        Ok(call)
    }

    /// Anyone who waits came by a link that is good no longer. Whom it let in may stay or has to go.
    async fn empty_door(&mut self, call: &Call, keep: bool, by: UserId, now: DateTime<Utc>) -> Result<()> {
        let there = call_guest::Entity::find()
            .filter(call_guest::Column::CallId.eq(call.id))
            .filter(call_guest::Column::State.is_in([GuestState::Waiting, GuestState::Admitted]));
        for guest in there.all(self.conn()).await? {
            let state = match guest.state {
                GuestState::Waiting => GuestState::Left,
                _ if keep => continue,
                _ => GuestState::Removed,
            };
            let gone = Guest { state, decided_at: Some(now), decided_by: Some(by), ..guest };
            gone.into_active_model().reset_all().update(self.conn()).await?;
            self.tell_people_changed(call.practice_id, call.id);
        }
        Ok(())
    }

    async fn set_participants(
        &mut self,
        call: &Call,
        users: &[UserId],
        delegates: &[UserId],
    ) -> Result<Vec<Participant>> {
        let mut asked: Vec<UserId> = users.iter().chain(delegates).copied().collect();
        asked.sort_unstable();
        asked.dedup();
        asked.retain(|user| *user != call.host_id);
        call_participant::Entity::delete_many()
            .filter(call_participant::Column::CallId.eq(call.id))
            .exec(self.conn())
            .await?;
        let rows: Vec<Participant> = asked
            .into_iter()
            .map(|user| Participant {
                call_id: call.id,
                user_id: user,
                practice_id: call.practice_id,
                delegate: delegates.contains(&user),
            })
            .collect();
        if !rows.is_empty() {
            let all = rows.iter().cloned().map(|row| row.into_active_model().reset_all());
            call_participant::Entity::insert_many(all).exec_without_returning(self.conn()).await?;
        }
        Ok(rows)
    }

    async fn tell_team(
        &mut self,
        call: &Call,
        what: ToTeam,
        by: UserId,
        asked: &[Participant],
        at: DateTime<Utc>,
    ) -> Result<()> {
        let mut team: Vec<UserId> = asked.iter().map(|one| one.user_id).collect();
        if what != ToTeam::Invited {
            team.push(call.host_id);
        }
        team.retain(|user| *user != by);
        for user in team {
            let fact = what.of(call, by);
            let id = NotificationId::new(Uuid::now_v7());
            self.notify(NewNotification { id, practice: call.practice_id, user, fact, at }).await?;
        }
        Ok(())
    }
}

/// What those of the team who are asked into a call hear of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ToTeam {
    Invited,
    Moved,
    Cancelled,
}

impl ToTeam {
    fn of(self, call: &Call, by: UserId) -> NotificationFact {
        let (title, starts_at, link) = (call.title.clone(), call.starts_at, format!("/video/{}", call.id));
        let call = call.id;
        match self {
            Self::Invited => NotificationFact::CallInvited { call, title, starts_at, by, link },
            Self::Moved => NotificationFact::CallMoved { call, title, starts_at, by, link },
            Self::Cancelled => NotificationFact::CallCancelled { call, title, starts_at, by, link },
        }
    }
}

/// The state after `step`, or what the call is instead.
pub(super) fn step(state: CallState, step: CallStep) -> Result<CallState> {
    state.after(step).map_err(refusal)
}

pub(super) fn refusal(not_now: InvalidTransition) -> StoreError {
    StoreError::Refused(not_now.into())
}

fn minutes(length: CallMinutes) -> i32 {
    i32::from(length.minutes())
}
