//! Taking someone out of a call, in a way that lasts.

use chrono::{DateTime, Utc};
use domain::calls::GuestState;
use domain::{CallId, GuestId, UserId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::{Attendee, Call, Guest, Removal};
use crate::entity::call_removal::{Column, Entity};
use crate::entity::{call, call_guest};
use crate::handles::Calls;
use crate::{Result, Store, StoreError, Tx};

impl Calls<&mut Tx> {
    /// Lets a colleague in again who was taken out.
    pub async fn readmit(&mut self, id: CallId, user: UserId) -> Result<()> {
        let practice = self.practice;
        let call = self.find(id).await?;
        let gone = Entity::delete_by_id((call.id, user)).exec(self.db.conn()).await?;
        if gone.rows_affected > 0 {
            self.db.tell_people_changed(practice, call.id);
        }
        Ok(())
    }
}

impl Tx {
    /// Takes someone out of a call. They come in again only once staff let them. Doing it twice changes nothing, and
    /// anyone who was let in after `at` stays in: what the room reports may be written late.
    pub async fn remove_from_call(
        &mut self,
        id: CallId,
        who: Attendee,
        by: Option<UserId>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let call = call::Entity::find_by_id(id).one(self.conn()).await?.ok_or(StoreError::NotFound)?;
        match who {
            Attendee::Guest(guest) => self.remove_guest(&call, guest, by, at).await,
            Attendee::User(user) => self.remove_colleague(&call, user, by, at).await,
        }
    }

    async fn remove_guest(
        &mut self,
        call: &Call,
        guest: GuestId,
        by: Option<UserId>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let found = call_guest::Entity::find_by_id(guest).filter(call_guest::Column::CallId.eq(call.id));
        let Some(guest) = found.one(self.conn()).await? else { return Ok(()) };
        if guest.state != GuestState::Admitted || guest.decided_at.is_some_and(|decided| decided > at) {
            return Ok(());
        }
        let removed = Guest { state: GuestState::Removed, decided_at: Some(at), decided_by: by, ..guest };
        removed.into_active_model().reset_all().update(self.conn()).await?;
        self.tell_people_changed(call.practice_id, call.id);
        Ok(())
    }

    async fn remove_colleague(
        &mut self,
        call: &Call,
        user: UserId,
        by: Option<UserId>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        // Nobody takes a host out of the host's own call.
        if user == call.host_id || Entity::find_by_id((call.id, user)).one(self.conn()).await?.is_some() {
            return Ok(());
        }
        let row = Removal {
            call_id: call.id,
            user_id: user,
            practice_id: call.practice_id,
            removed_at: at,
            removed_by: by,
        };
        Entity::insert(row.into_active_model().reset_all()).exec_without_returning(self.conn()).await?;
        self.tell_people_changed(call.practice_id, call.id);
        Ok(())
    }
}

impl Calls<&Store> {
    /// The colleagues who were taken out of a call, in the order it happened.
    pub async fn removals(self, call: CallId) -> Result<Vec<Removal>> {
        let all = Entity::find().filter(Column::PracticeId.eq(self.practice)).filter(Column::CallId.eq(call));
        let all = all.order_by_asc(Column::RemovedAt);
        Ok(all.all(self.db.reader()).await?)
    }

    /// Whether a colleague was taken out of a call.
    pub async fn was_removed(self, call: CallId, user: UserId) -> Result<bool> {
        let found = Entity::find_by_id((call, user)).filter(Column::PracticeId.eq(self.practice));
        Ok(found.one(self.db.reader()).await?.is_some())
    }
}
