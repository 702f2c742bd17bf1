//! Conversations of the team: who is in them, and what was said.

pub mod post;

use domain::{ConversationId, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

pub use crate::entity::conversation::Model as Conversation;
use crate::entity::conversation_member as member;
pub use crate::entity::conversation_member::Model as Member;
pub use crate::entity::message::Model as Message;
use crate::{Result, Store};

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
