//! Unread chat messages are kept instead of counted at every list: a conversation knows how much was said in it, and
//! each member how much of that they have read.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("conversation", "message_count"), ("conversation_member", "read_count")] {
            let column = big_integer(column).default(0).to_owned();
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        let connection = manager.get_connection();
        for statement in [SAID, READ] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const SAID: &str = "UPDATE conversation SET message_count = \
     (SELECT COUNT(*) FROM message m WHERE m.conversation_id = conversation.id)";

/// Others' messages after the mark are unread, the rest is read. More than a thousand were never counted, and are not
/// now: a list says that there are a thousand or more.
const READ: &str = "UPDATE conversation_member SET read_count = \
     (SELECT c.message_count FROM conversation c WHERE c.id = conversation_member.conversation_id) - \
     (SELECT COUNT(*) FROM (SELECT 1 FROM message u WHERE u.conversation_id = conversation_member.conversation_id \
       AND u.seq > conversation_member.read_seq AND u.author_id <> conversation_member.user_id \
       AND u.deleted_at IS NULL LIMIT 1000) counted)";
