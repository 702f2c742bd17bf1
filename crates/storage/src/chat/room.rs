//! Rooms: made, renamed.

use chrono::{DateTime, Utc};
use domain::chat::{ConversationKind, MemberRole};
use domain::event::{Audience, Event};
use domain::{ConversationId, PracticeId, UserId};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::{Conversation, member};
use crate::entity::conversation;
use crate::idempotency::{Claim, RequestKey};
use crate::{Refusal, Result, Store, StoreError, Tx};

/// A room to be made.
#[derive(Clone, Debug)]
pub struct NewRoom {
    pub id: ConversationId,
    pub practice: PracticeId,
    /// Its first owner.
    pub by: UserId,
    /// The author's key for this request: the same key again is the same room again.
    pub key: RequestKey,
    pub name: String,
    pub topic: String,
    /// Who else is in it from the start.
    pub members: Vec<UserId>,
    pub at: DateTime<Utc>,
}

/// New words for a room, at the version that the editor saw.
#[derive(Clone, Debug)]
pub struct RoomChange {
    pub practice: PracticeId,
    pub id: ConversationId,
    pub by: UserId,
    pub version: i64,
    pub name: String,
    pub topic: String,
}

impl Store {
    /// Makes a room. Returns its id and whether it is new.
    pub async fn create_room(&self, new: NewRoom) -> Result<(ConversationId, bool)> {
        self.write(async move |tx| {
            let claim = tx.claim_key(new.by, &new.key, "room", new.id.as_uuid(), new.at).await?;
            if let Claim::Seen(id) = claim {
                return Ok((id.into(), false));
            }
            let row = Conversation {
                id: new.id,
                practice_id: new.practice,
                kind: ConversationKind::Room,
                name: new.name,
                topic: new.topic,
                dm_key: None,
                created_by: new.by,
                after_seq: tx.newest_message(new.practice).await?,
                message_count: 0,
                reader_count: 0,
                version: 1,
                created_at: new.at,
            };
            tx.insert_conversation(row).await?;
            tx.insert_member(new.practice, new.id, new.by, MemberRole::Owner, new.at).await?;
            for user in new.members.into_iter().filter(|user| *user != new.by) {
                tx.add_member(new.practice, new.id, user, new.by, new.at).await?;
            }
            Ok((new.id, true))
        })
        .await
    }

    /// Renames a room or gives it another topic. Only its owners may.
    pub async fn change_room(&self, change: RoomChange) -> Result<Conversation> {
        self.write(async move |tx| {
            let now = tx.conversation(change.practice, change.id).await?;
            if now.kind != ConversationKind::Room {
                return Err(StoreError::Refused(Refusal::DirectHasNoName));
            }
            let own = member::Entity::find_by_id((change.id, change.by)).one(tx.conn()).await?;
            match own.map(|own| own.role) {
                None => return Err(StoreError::NotFound),
                Some(MemberRole::Member) => return Err(StoreError::Refused(Refusal::NotOwner)),
                Some(MemberRole::Owner) => {}
            }
            if now.version != change.version {
                return Err(StoreError::Stale { current: now.version });
            }
            let version = now.version + 1;
            let changed = Conversation { name: change.name, topic: change.topic, version, ..now };
            let changed = changed.into_active_model().reset_all().update(tx.conn()).await?;
            tx.emit(
                change.practice,
                Audience::Conversation(change.id),
                Event::ConversationChanged { conversation: change.id },
            );
            Ok(changed)
        })
        .await
    }
}

impl Tx {
    pub(super) async fn insert_conversation(&self, row: Conversation) -> Result<()> {
        let row = row.into_active_model().reset_all();
        conversation::Entity::insert(row).exec_without_returning(self.conn()).await?;
        Ok(())
    }
}
