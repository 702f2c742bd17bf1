//! Letters about calls say what they tell, so that what is no longer so is not sent; a stopped channel knows whether
//! anybody was told; and the history no longer calls a letter sent that may not have been.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            // The call's beginning that a letter tells, the one that the client knew before it, and its link's version.
            timestamp_with_time_zone_null("tells_start"),
            timestamp_with_time_zone_null("knew_start"),
            big_integer_null("link_version"),
            // Why it was not sent.
            string_null("obsolete"),
        ] {
            manager.alter_table(Table::alter().table("mail").add_column(column).to_owned()).await?;
        }
        // When administrators heard of it; a fault that mends itself is not told at once.
        let told = timestamp_with_time_zone_null("told_at");
        manager.alter_table(Table::alter().table("channel_stop").add_column(told).to_owned()).await?;
        for statement in [
            "UPDATE channel_stop SET told_at = since",
            "UPDATE timeline_entry SET kind = 'mail_written' WHERE kind = 'mail_sent'",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
