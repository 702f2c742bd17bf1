//! Clients at the door.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calls::GuestState;
use domain::event::{Audience, Event};
use domain::language::Language;
use domain::notification::NotificationFact;
use domain::person::PersonName;
use domain::{CallId, GuestId, NotificationId, PracticeId, UserId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Call, Guest};
use crate::entity::call_guest::{Column, Entity};
use crate::handles::Calls;
use crate::notifications::NewNotification;
use crate::{Refusal, Result, Store, StoreError, Tx};

/// A client whose page was silent for so long has closed it.
pub(super) const PATIENCE: TimeDelta = TimeDelta::seconds(30);
/// How often the last sign of life is written.
const TOUCH: TimeDelta = TimeDelta::seconds(8);

/// So many may stand at a link's door at a time. It counts those who are there now, not everyone who ever was.
pub const MOST_AT_THE_DOOR: usize = 50;

/// Someone who gave a name on the client's page.
#[derive(Clone, Debug)]
pub struct NewGuest {
    pub id: GuestId,
    pub call: CallId,
    pub practice: PracticeId,
    pub name: PersonName,
    pub language: Language,
    /// The version of the link they came by.
    pub link_version: i64,
    /// SHA-256 of what the browser keeps.
    pub secret_hash: Vec<u8>,
    pub at: DateTime<Utc>,
}

impl Calls<&mut Tx> {
    /// Lets someone in, or sends them away.
    pub async fn answer_guest(
        &mut self,
        call: CallId,
        guest: GuestId,
        admit: bool,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<Guest> {
        let practice = self.practice;
        let call = self.find(call).await?;
        if call.state.is_over() {
            return Err(StoreError::Refused(Refusal::CallEnded));
        }
        let found = Entity::find_by_id(guest).filter(Column::CallId.eq(call.id)).one(self.db.conn()).await?;
        let guest = found.ok_or(StoreError::NotFound)?;
        let state = guest.state.answered(admit);
        if state == guest.state {
            return Ok(guest);
        }
        let answered = Guest { state, decided_at: Some(now), decided_by: Some(by), ..guest };
        let guest = answered.into_active_model().reset_all().update(self.db.conn()).await?;
        self.db.tell_people_changed(practice, call.id);
        Ok(guest)
    }

    /// The client closed the page.
    pub async fn guest_left(&mut self, guest: GuestId) -> Result<()> {
        let found = Entity::find_by_id(guest).filter(Column::PracticeId.eq(self.practice));
        let Some(guest) = found.one(self.db.conn()).await? else { return Ok(()) };
        if guest.state == GuestState::Waiting {
            let call = guest.call_id;
            let left = Guest { state: GuestState::Left, ..guest };
            left.into_active_model().reset_all().update(self.db.conn()).await?;
            self.db.tell_people_changed(self.practice, call);
        }
        Ok(())
    }
}

impl Tx {
    /// Puts someone at the door and tells the team; without a waiting room they may go in at once.
    pub async fn knock(&mut self, new: NewGuest) -> Result<Guest> {
        let call = self.practice(new.practice).calls().find(new.call).await?;
        if call.state.is_over() {
            return Err(StoreError::Refused(Refusal::CallEnded));
        }
        if call.link_revoked || call.link_version != new.link_version {
            return Err(StoreError::Refused(Refusal::LinkExpired));
        }
        let guests = self.guests(call.id).await?;
        let there = |guest: &&Guest| {
            guest.link_version == new.link_version
                && matches!(guest.state, GuestState::Waiting | GuestState::Admitted)
                && guest.last_seen_at >= new.at - PATIENCE
        };
        if guests.iter().filter(there).count() >= MOST_AT_THE_DOOR {
            return Err(StoreError::Refused(Refusal::CallFull));
        }
        let sent_away = guests.iter().any(|guest| guest.state.is_sent_away());
        let state = GuestState::on_arrival(call.waiting_room, sent_away);
        let row = Guest {
            id: new.id,
            practice_id: call.practice_id,
            call_id: call.id,
            name: new.name.into_string(),
            language: new.language,
            state,
            link_version: new.link_version,
            secret_hash: new.secret_hash,
            knocked_at: new.at,
            last_seen_at: new.at,
            decided_at: (state == GuestState::Admitted).then_some(new.at),
            decided_by: None,
        };
        let guest = row.into_active_model().reset_all().insert(self.conn()).await?;
        self.tell_people_changed(call.practice_id, call.id);
        self.ring(&call, &guest, &guests).await?;
        Ok(guest)
    }

    /// One line in each bell for a call, no matter who and how many come. It rings when someone comes to an empty door
    /// or the line was not there yet; otherwise it only says again who is there.
    async fn ring(&mut self, call: &Call, guest: &Guest, before: &[Guest]) -> Result<()> {
        let at = guest.knocked_at;
        let others = before.iter().filter(|one| one.state == GuestState::Waiting).count();
        let asked = self.practice(call.practice_id).calls().participants(call.id).await?;
        let fact = NotificationFact::ClientWaiting {
            call: call.id,
            title: call.title.clone(),
            name: guest.name.clone(),
            others: u32::try_from(others).unwrap_or(u32::MAX),
            link: format!("/video/{}", call.id),
        };
        for user in asked.into_iter().map(|one| one.user_id).chain([call.host_id]) {
            let id = NotificationId::new(Uuid::now_v7());
            let new = NewNotification { id, practice: call.practice_id, user, fact: fact.clone(), at };
            self.notify_again(new, call.id.as_uuid(), others == 0).await?;
            if guest.state == GuestState::Waiting {
                let event = Event::ClientKnocked { call: call.id, guest: guest.id };
                self.emit(call.practice_id, Audience::User(user), event);
            }
        }
        Ok(())
    }

    async fn guests(&self, call: CallId) -> Result<Vec<Guest>> {
        Ok(Entity::find().filter(Column::CallId.eq(call)).all(self.conn()).await?)
    }

    pub(super) async fn forget_silent_guests(&mut self, now: DateTime<Utc>) -> Result<()> {
        let silent = Entity::find()
            .filter(Column::State.eq(GuestState::Waiting))
            .filter(Column::LastSeenAt.lt(now - PATIENCE))
            .all(self.conn())
            .await?;
        for guest in silent {
            self.practice(guest.practice_id).calls().guest_left(guest.id).await?;
        }
        Ok(())
    }
}

impl Calls<&Store> {
    /// The guest whose browser keeps the secret of this hash.
    pub async fn guest(self, call: CallId, id: GuestId) -> Result<Guest> {
        let found = Entity::find_by_id(id).filter(Column::PracticeId.eq(self.practice));
        found.filter(Column::CallId.eq(call)).one(self.db.reader()).await?.ok_or(StoreError::NotFound)
    }

    /// Everyone who ever stood at the door of a call, in the order they came.
    pub async fn guests(self, call: CallId) -> Result<Vec<Guest>> {
        let all = Entity::find().filter(Column::PracticeId.eq(self.practice)).filter(Column::CallId.eq(call));
        Ok(all.order_by_asc(Column::KnockedAt).order_by_asc(Column::Id).all(self.db.reader()).await?)
    }
}

impl Store {
    /// A sign of life of a client's page. One that was given up waits again.
    pub async fn guest_seen(&self, guest: Guest, now: DateTime<Utc>) -> Result<Guest> {
        let back = guest.state == GuestState::Left;
        if !back && now - guest.last_seen_at < TOUCH {
            return Ok(guest);
        }
        self.write(async move |tx| {
            let fresh = Entity::find_by_id(guest.id).one(tx.conn()).await?.ok_or(StoreError::NotFound)?;
            let state = if fresh.state == GuestState::Left { GuestState::Waiting } else { fresh.state };
            let (practice, call, returns) = (fresh.practice_id, fresh.call_id, state != fresh.state);
            let seen = Guest { state, last_seen_at: now, ..fresh };
            let seen = seen.into_active_model().reset_all().update(tx.conn()).await?;
            if returns {
                tx.tell_people_changed(practice, call);
            }
            Ok(seen)
        })
        .await
    }
}
