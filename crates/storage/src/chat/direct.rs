//! Direct messages: the same two colleagues always get the same one.

use chrono::{DateTime, Utc};
use domain::chat::{ConversationKind, DmKey, MemberRole};
use domain::{ConversationId, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Conversation;
use crate::entity::conversation;
use crate::handles::Chat;
use crate::{Refusal, Result, Store, StoreError};

impl Chat<&Store> {
    /// The direct message of `me` and `other`, made when there is none yet; true when it is new.
    ///
    /// `Refused(Refusal::Yourself)`, `Refused(Refusal::UnknownPerson)` or `Refused(Refusal::UserDeactivated)` otherwise.
    pub async fn open_direct(
        self,
        me: UserId,
        other: UserId,
        id: ConversationId,
        now: DateTime<Utc>,
    ) -> Result<(ConversationId, bool)> {
        let practice = self.practice;
        let key = DmKey::of(me, other).ok_or(StoreError::Refused(Refusal::Yourself))?.to_string();
        // Writes happen one after the other, so anyone who comes second finds the first one's.
        self.db
            .write(async move |tx| {
                let colleague = tx
                    .practice(practice)
                    .users()
                    .find(other)
                    .await
                    .map_err(|error| error.or_absent(Refusal::UnknownPerson))?;
                let existing = conversation::Entity::find()
                    .filter(conversation::Column::DmKey.eq(key.as_str()))
                    .filter(conversation::Column::PracticeId.eq(practice));
                if let Some(existing) = existing.one(tx.conn()).await? {
                    return Ok((existing.id, false));
                }
                if colleague.deactivated_at.is_some() {
                    return Err(StoreError::Refused(Refusal::UserDeactivated));
                }
                let row = Conversation {
                    id,
                    practice_id: practice,
                    kind: ConversationKind::Direct,
                    name: String::new(),
                    topic: String::new(),
                    dm_key: Some(key),
                    created_by: me,
                    after_seq: tx.newest_message(practice).await?,
                    message_count: 0,
                    reader_count: 0,
                    version: 1,
                    created_at: now,
                };
                tx.insert_conversation(row).await?;
                for user in [me, other] {
                    tx.insert_member(practice, id, user, MemberRole::Member, now).await?;
                }
                Ok((id, true))
            })
            .await
    }
}
