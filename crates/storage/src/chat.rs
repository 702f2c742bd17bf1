//! Conversations of the team: who is in them, and what was said.

pub mod direct;
pub mod history;
pub mod import;
pub mod list;
pub mod members;
pub mod post;
pub mod read;
mod read_count;
mod reader_count;
pub mod room;

use domain::{ConversationId, MessageId, PracticeId, UserId};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

pub use crate::entity::conversation::Model as Conversation;
use crate::entity::conversation_member as member;
pub use crate::entity::conversation_member::Model as Member;
use crate::entity::message;
pub use crate::entity::message::Model as Message;
use crate::entity::{app_user, conversation};
use crate::handles::Chat;
use crate::{Result, Store, StoreError, Tx};

impl Chat<&Store> {
    /// The conversations that a person is in.
    pub async fn conversation_ids(self, user: UserId) -> Result<Vec<ConversationId>> {
        Ok(member::Entity::find()
            .select_only()
            .column(member::Column::ConversationId)
            .filter(member::Column::PracticeId.eq(self.practice))
            .filter(member::Column::UserId.eq(user))
            .into_tuple()
            .all(self.db.reader())
            .await?)
    }

    /// Who is in a conversation.
    pub async fn members(self, id: ConversationId) -> Result<Vec<UserId>> {
        Ok(member::Entity::find()
            .select_only()
            .column(member::Column::UserId)
            .filter(member::Column::PracticeId.eq(self.practice))
            .filter(member::Column::ConversationId.eq(id))
            .into_tuple()
            .all(self.db.reader())
            .await?)
    }

    /// Who is in a conversation and has left the team.
    pub async fn departed_members(self, id: ConversationId) -> Result<Vec<UserId>> {
        Ok(app_user::Entity::find()
            .select_only()
            .column(app_user::Column::Id)
            .filter(app_user::Column::PracticeId.eq(self.practice))
            .filter(app_user::Column::DeactivatedAt.is_not_null())
            .filter(
                app_user::Column::Id.in_subquery(
                    Query::select()
                        .column(member::Column::UserId)
                        .from(member::Entity)
                        .and_where(member::Column::ConversationId.eq(id))
                        .to_owned(),
                ),
            )
            .into_tuple()
            .all(self.db.reader())
            .await?)
    }

    /// The message that someone posted with this key, if they did.
    pub async fn message_by_nonce(self, author: UserId, nonce: &str) -> Result<Option<Message>> {
        let posted = message::Entity::find()
            .filter(message::Column::PracticeId.eq(self.practice))
            .filter(message::Column::AuthorId.eq(author))
            .filter(message::Column::Nonce.eq(nonce));
        Ok(posted.one(self.db.reader()).await?)
    }

    /// The conversation itself, no matter who is in it.
    pub async fn conversation(self, id: ConversationId) -> Result<Conversation> {
        let practice = self.practice;
        let found =
            conversation::Entity::find_by_id(id).filter(conversation::Column::PracticeId.eq(practice));
        found.one(self.db.reader()).await?.ok_or(StoreError::NotFound)
    }

    /// These messages, as they are now, in no order.
    pub async fn messages_with_ids(self, ids: Vec<MessageId>) -> Result<Vec<Message>> {
        let practice = self.practice;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = message::Entity::find()
            .filter(message::Column::PracticeId.eq(practice))
            .filter(message::Column::Id.is_in(ids));
        Ok(found.all(self.db.reader()).await?)
    }
}

impl Tx {
    async fn conversation(&self, practice: PracticeId, id: ConversationId) -> Result<Conversation> {
        let found =
            conversation::Entity::find_by_id(id).filter(conversation::Column::PracticeId.eq(practice));
        found.one(self.conn()).await?.ok_or(StoreError::NotFound)
    }
}
