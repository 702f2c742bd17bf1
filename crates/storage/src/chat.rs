//! Conversations of the team: who is in them, and what was said.

pub mod post;

use domain::{ConversationId, MessageId, PracticeId, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

pub use crate::entity::conversation::Model as Conversation;
use crate::entity::conversation_member as member;
pub use crate::entity::conversation_member::Model as Member;
use crate::entity::message;
pub use crate::entity::message::Model as Message;
use crate::{Result, Store, StoreError};

impl Store {
    /// The conversations that a person is in.
    pub async fn conversation_ids(&self, user: UserId) -> Result<Vec<ConversationId>> {
        Ok(member::Entity::find()
            .select_only()
            .column(member::Column::ConversationId)
            .filter(member::Column::UserId.eq(user))
            .into_tuple()
            .all(self.reader())
            .await?)
    }
}

impl Store {
    /// Who is in a conversation.
    pub async fn conversation_members(&self, id: ConversationId) -> Result<Vec<UserId>> {
        Ok(member::Entity::find()
            .select_only()
            .column(member::Column::UserId)
            .filter(member::Column::ConversationId.eq(id))
            .into_tuple()
            .all(self.reader())
            .await?)
    }

    /// One message, as it is now.
    pub async fn message(&self, practice: PracticeId, id: MessageId) -> Result<Message> {
        let found = message::Entity::find()
            .filter(message::Column::Id.eq(id))
            .filter(message::Column::PracticeId.eq(practice));
        found.one(self.reader()).await?.ok_or(StoreError::NotFound)
    }
}
