//! How many people read a conversation, kept so that a list of conversations does not visit every member of each.
//!
//! Who is in a room changes rarely and a list is read all day: what changed is counted again instead of added to.

use domain::{ConversationId, UserId};
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::{Result, Tx};

/// Members who have left the team read nothing.
macro_rules! recount_sql {
    () => {
        "UPDATE conversation SET reader_count = (SELECT COUNT(*) FROM conversation_member n \
         JOIN app_user r ON r.id = n.user_id WHERE n.conversation_id = conversation.id AND r.deactivated_at IS NULL) "
    };
}

impl Tx {
    /// Counts the readers of a conversation that someone came into or left.
    pub(super) async fn count_readers(&self, id: ConversationId) -> Result<()> {
        self.recount(concat!(recount_sql!(), "WHERE id = $1"), id.as_uuid()).await
    }

    /// Counts the readers of everything that someone is in who has left the team or has come back to it.
    pub(crate) async fn count_readers_with(&self, user: UserId) -> Result<()> {
        const SQL: &str = concat!(
            recount_sql!(),
            "WHERE id IN (SELECT w.conversation_id FROM conversation_member w WHERE w.user_id = $1)"
        );
        self.recount(SQL, user.as_uuid()).await
    }

    async fn recount(&self, sql: &str, id: Uuid) -> Result<()> {
        let backend = self.conn().get_database_backend();
        self.conn().execute_raw(Statement::from_sql_and_values(backend, sql, [id.into()])).await?;
        Ok(())
    }
}
