//! How many people read a conversation is kept instead of counted at every list.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = big_integer("reader_count").default(0).to_owned();
        manager.alter_table(Table::alter().table("conversation").add_column(column).to_owned()).await?;
        manager.get_connection().execute_unprepared(READERS).await?;
        Ok(())
    }
}

/// Members who have left the team read nothing.
const READERS: &str = "UPDATE conversation SET reader_count = (SELECT COUNT(*) FROM conversation_member n \
     JOIN app_user r ON r.id = n.user_id WHERE n.conversation_id = conversation.id AND r.deactivated_at IS NULL)";
