//! What the server watches by itself: calls about to begin, and carriers that take nothing more.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The beginning that those in the call were reminded of; a call that is moved is reminded of again.
        let reminded =
            Table::alter().table("call").add_column(timestamp_with_time_zone_null("reminded_for")).to_owned();
        manager.alter_table(reminded).await?;
        let soon = Index::create().name("call_soon").table("call").col("state").col("starts_at").to_owned();
        manager.create_index(soon).await?;
        manager.create_table(channel_stop()).await
    }
}

fn channel_stop() -> TableCreateStatement {
    Table::create()
        .table("channel_stop")
        .col(uuid("practice_id"))
        .col(string("channel"))
        // What helps, and the carrier's own code and words.
        .col(string("advice"))
        .col(integer("code"))
        .col(text("said"))
        .col(timestamp_with_time_zone("since"))
        // When the carrier is tried again, with one message.
        .col(timestamp_with_time_zone("try_at"))
        .primary_key(Index::create().col("practice_id").col("channel"))
        .foreign_key(ForeignKey::create().from("channel_stop", "practice_id").to("practice", "id"))
        .to_owned()
}
