//! Conversations of the team: who is in them, and what was said.

pub mod direct;
pub mod history;
pub mod import;
pub mod list;
pub mod members;
pub mod post;
pub mod read;
pub mod room;

use domain::{ConversationId, MessageId, PracticeId, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::conversation;
pub use crate::entity::conversation::Model as Conversation;
use crate::entity::conversation_member as member;
pub use crate::entity::conversation_member::Model as Member;
use crate::entity::message;
pub use crate::entity::message::Model as Message;
use crate::{Result, Store, StoreError, Tx};

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

    /// The conversation itself, whoever is in it.
    pub async fn conversation(&self, practice: PracticeId, id: ConversationId) -> Result<Conversation> {
        let found =
            conversation::Entity::find_by_id(id).filter(conversation::Column::PracticeId.eq(practice));
        found.one(self.reader()).await?.ok_or(StoreError::NotFound)
    }

    /// One message, as it is now.
    pub async fn message(&self, practice: PracticeId, id: MessageId) -> Result<Message> {
        let found = message::Entity::find()
            .filter(message::Column::Id.eq(id))
            .filter(message::Column::PracticeId.eq(practice));
        found.one(self.reader()).await?.ok_or(StoreError::NotFound)
    }
}

impl Tx {
    async fn conversation(&self, practice: PracticeId, id: ConversationId) -> Result<Conversation> {
        let found =
            conversation::Entity::find_by_id(id).filter(conversation::Column::PracticeId.eq(practice));
        found.one(self.conn()).await?.ok_or(StoreError::NotFound)
    }
}
