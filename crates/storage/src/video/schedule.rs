//! Scheduling a call, moving it, cancelling it, and its client's link.

use chrono::{DateTime, Utc};
use domain::call::{CallMinutes, CallPurpose, CallState, CallStep, CallTitle, CancelReason};
use domain::event::Event;
use domain::person::TimeZoneName;
use domain::{ApplicantId, CallId, CaseId, NotificationId, PracticeId, UserId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{AUDIENCE, Call, Participant};
use crate::entity::call_participant;
use crate::notifications::NewNotification;
use crate::{Result, StoreError, Tx};

/// The bell's line for somebody who was asked into a call.
const INVITED: &str = "call_invited";

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
        let body = json!({ "title": call.title, "purpose": call.purpose, "starts_at": call.starts_at });
        self.log_call(&call, "call_scheduled", Some(new.host), body, new.at).await?;
        self.tell_team(&call, INVITED, new.host, &asked, new.at).await?;
        Ok(call)
    }

    /// Changes a call from the version that its editor saw. The client's link stays the same.
    pub async fn change_call(
        &mut self,
        practice: PracticeId,
        id: CallId,
        seen: i64,
        change: CallChange,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<Call> {
        let call = self.call(practice, id).await?;
        if call.version != seen {
            return Err(StoreError::Stale { current: call.version });
        }
        let state = step(call.state, CallStep::Move)?;
        let before = self.call_participants(id).await?;
        let from = call.starts_at;
        let moved = from != change.starts_at || call.minutes != minutes(change.minutes);
        let call = self
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
        let asked = self.set_participants(&call, &change.participants, &change.delegates).await?;
        let (known, new): (Vec<_>, Vec<_>) =
            asked.into_iter().partition(|one| before.iter().any(|other| other.user_id == one.user_id));
        self.tell_team(&call, INVITED, by, &new, now).await?;
        if moved {
            let body = json!({ "title": call.title, "from": from, "starts_at": call.starts_at });
            self.log_call(&call, "call_rescheduled", Some(by), body, now).await?;
            self.tell_team(&call, "call_moved", by, &known, now).await?;
        }
        Ok(call)
    }

    /// Cancels a call that has not begun.
    pub async fn cancel_call(
        &mut self,
        practice: PracticeId,
        id: CallId,
        reason: CancelReason,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<Call> {
        let call = self.call(practice, id).await?;
        let state = step(call.state, CallStep::Cancel)?;
        let cancel_reason = Some(reason.into_string());
        let call = self.save_call(Call { state, cancel_reason, ..call }).await?;
        let body = json!({ "title": call.title, "reason": call.cancel_reason });
        self.log_call(&call, "call_cancelled", Some(by), body, now).await?;
        let asked = self.call_participants(id).await?;
        self.tell_team(&call, "call_cancelled", by, &asked, now).await?;
        Ok(call)
    }

    /// Makes the client's link another one; the old one stops working.
    pub async fn rotate_call_link(&mut self, practice: PracticeId, id: CallId) -> Result<Call> {
        let call = self.call(practice, id).await?;
        let link_version = call.link_version + 1;
        self.save_call(Call { link_version, link_revoked: false, ..call }).await
    }

    /// Makes the client's link stop working.
    pub async fn revoke_call_link(&mut self, practice: PracticeId, id: CallId) -> Result<Call> {
        let call = self.call(practice, id).await?;
        self.save_call(Call { link_revoked: true, ..call }).await
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
        kind: &'static str,
        by: UserId,
        asked: &[Participant],
        at: DateTime<Utc>,
    ) -> Result<()> {
        let mut team: Vec<UserId> = asked.iter().map(|one| one.user_id).collect();
        if kind != INVITED {
            team.push(call.host_id);
        }
        team.retain(|user| *user != by);
        for user in team {
            let link = format!("/video/{}", call.id);
            let body = json!({
                "call": call.id, "title": call.title, "starts_at": call.starts_at, "by": by, "link": link,
            });
            let id = NotificationId::new(Uuid::now_v7());
            self.notify(NewNotification { id, practice: call.practice_id, user, kind, body, at }).await?;
        }
        Ok(())
    }
}

/// The state after `step`, or what the call is instead.
pub(super) fn step(state: CallState, step: CallStep) -> Result<CallState> {
    state.after(step).map_err(|not_now| {
        StoreError::Refused(match not_now.0 {
            CallState::Ended => "call_ended",
            CallState::Cancelled => "call_cancelled",
            CallState::Live => "the call is going on",
            CallState::Scheduled => "the call has not begun",
        })
    })
}

fn minutes(length: CallMinutes) -> i32 {
    i32::from(length.minutes())
}
