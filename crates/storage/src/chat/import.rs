//! Messages of the past, for practices that bring them along and for the demo: written in bulk, told to nobody.

use chrono::{DateTime, Utc};
use domain::{ConversationId, MessageId, PracticeId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::entity::message::{ActiveModel, Entity};
use crate::handles::Chat;
use crate::{Result, Tx};

/// Rows of one statement: databases bound the number of values.
const ROWS: usize = 500;

/// Something said before.
#[derive(Clone, Debug)]
pub struct PastMessage {
    pub conversation: ConversationId,
    pub author: UserId,
    pub body: String,
    pub at: DateTime<Utc>,
}

impl Chat<&mut Tx> {
    /// Writes messages in the order given, which should be the order of time.
    pub async fn import(&self, messages: Vec<PastMessage>) -> Result<()> {
        let practice = self.practice;
        let mut messages = messages.into_iter().peekable();
        while messages.peek().is_some() {
            let some: Vec<_> = messages.by_ref().take(ROWS).collect();
            self.db.count_messages(some.iter().map(|message| (message.conversation, message.author))).await?;
            let rows = some.into_iter().map(|message| row(practice, message));
            Entity::insert_many(rows).exec_without_returning(self.db.conn()).await?;
        }
        Ok(())
    }
}

fn row(practice: PracticeId, message: PastMessage) -> ActiveModel {
    let id = MessageId::new(Uuid::now_v7());
    ActiveModel {
        seq: NotSet,
        id: Set(id),
        practice_id: Set(practice),
        conversation_id: Set(message.conversation),
        author_id: Set(message.author),
        nonce: Set(id.to_string()),
        body: Set(message.body),
        version: Set(1),
        created_at: Set(message.at),
        edited_at: Set(None),
        deleted_at: Set(None),
    }
}
