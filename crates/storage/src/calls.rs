//! Video calls: when and with whom, who waits at the door, who was there.

mod attendance;
mod details;
mod guests;
mod list;
mod presence;
mod remind;
mod removal;
mod schedule;

use domain::event::{Audience, Event};
use domain::permission::Permission;
use domain::timeline::TimelineFact;
use domain::{CallId, PracticeId, UserId};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

pub use crate::entity::attendance::Model as Attendance;
pub use crate::entity::call::Model as Call;
pub use crate::entity::call_guest::Model as Guest;
pub use crate::entity::call_participant::Model as Participant;
pub use crate::entity::call_removal::Model as Removal;
pub use attendance::{Arrival, Attendee, HIDDEN_LEASE, LEASE, lease};
pub use details::{CallFacts, SubjectFault};
pub use guests::{MOST_AT_THE_DOOR, NewGuest};
pub use list::{CallFilter, CallPlace};
pub use presence::{Entrant, Standing};
pub use schedule::{CallChange, NewCall};

use crate::entity::{call, call_participant};
use crate::handles::Calls;
use crate::timeline::NewTimelineEntry;
use crate::{Result, Store, StoreError, Tx};

/// Who hears of calls: those who may see whom they are with.
const AUDIENCE: Audience = Audience::Permission(Permission::ApplicantRead);

async fn find(connection: &impl ConnectionTrait, practice: PracticeId, id: CallId) -> Result<Call> {
    let found = call::Entity::find_by_id(id).filter(call::Column::PracticeId.eq(practice));
    found.one(connection).await?.ok_or(StoreError::NotFound)
}

async fn participants(
    connection: &impl ConnectionTrait,
    practice: PracticeId,
    id: CallId,
) -> Result<Vec<Participant>> {
    let asked = call_participant::Entity::find()
        .filter(call_participant::Column::PracticeId.eq(practice))
        .filter(call_participant::Column::CallId.eq(id));
    Ok(asked.all(connection).await?)
}

impl Calls<&mut Tx> {
    /// One call, as it is now.
    pub async fn find(&self, id: CallId) -> Result<Call> {
        find(self.db.conn(), self.practice, id).await
    }

    /// The colleagues who were asked into a call, beside its host.
    pub async fn participants(&self, id: CallId) -> Result<Vec<Participant>> {
        participants(self.db.conn(), self.practice, id).await
    }
}

impl Tx {
    async fn save_call(&mut self, call: Call) -> Result<Call> {
        let version = call.version + 1;
        let saved = Call { version, ..call }.into_active_model().reset_all().update(self.conn()).await?;
        self.emit(saved.practice_id, AUDIENCE, Event::CallChanged { call: saved.id, version });
        Ok(saved)
    }

    fn tell_people_changed(&mut self, practice: PracticeId, call: CallId) {
        self.emit(practice, AUDIENCE, Event::CallParticipantsChanged { call });
    }

    async fn log_call(
        &mut self,
        call: &Call,
        fact: TimelineFact,
        actor: Option<UserId>,
        at: chrono::DateTime<chrono::Utc>,
    ) -> Result<()> {
        self.add_timeline_entry(&NewTimelineEntry {
            id: Uuid::now_v7(),
            practice: call.practice_id,
            applicant: Some(call.applicant_id),
            case: call.case_id,
            actor,
            subject: Some(call.id.as_uuid()),
            fact,
            at,
        })
        .await
    }
}

impl Calls<&Store> {
    /// One call, as it is now.
    pub async fn find(self, id: CallId) -> Result<Call> {
        find(self.db.reader(), self.practice, id).await
    }

    /// The colleagues who were asked into a call, beside its host.
    pub async fn participants(self, id: CallId) -> Result<Vec<Participant>> {
        participants(self.db.reader(), self.practice, id).await
    }
}

impl Store {
    /// The call that a link or room token names; these prove by themselves that their bearer may know it.
    pub async fn call_of_link(&self, id: CallId) -> Result<Call> {
        call::Entity::find_by_id(id).one(self.reader()).await?.ok_or(StoreError::NotFound)
    }

    /// The call of a room. Only a server whose room it is may ask: a room's name is known to anyone who was inside.
    pub async fn call_in_room(&self, room: &str) -> Result<Call> {
        let found = call::Entity::find().filter(call::Column::RoomName.eq(room));
        found.one(self.reader()).await?.ok_or(StoreError::NotFound)
    }
}
