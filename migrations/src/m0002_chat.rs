//! Conversations of the team, their members and messages.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [conversation(), conversation_member(), message()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn conversation() -> TableCreateStatement {
    Table::create()
        .table("conversation")
        .col(pk_uuid("id"))
        .col(uuid("practice_id"))
        .col(string("kind"))
        // Empty for a direct message: it is named after the other person.
        .col(string("name"))
        .col(text("topic"))
        // The two people of a direct message, so that the same two always get the same one.
        .col(string_null("dm_key").unique_key())
        .col(uuid("created_by"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn conversation_member() -> TableCreateStatement {
    Table::create()
        .table("conversation_member")
        .col(uuid("conversation_id"))
        .col(uuid("user_id"))
        .col(uuid("practice_id"))
        .col(string("role"))
        // The `seq` of the last message read; unread is what came after it from others.
        .col(big_integer("read_seq"))
        .col(timestamp_with_time_zone("joined_at"))
        .primary_key(Index::create().col("conversation_id").col("user_id"))
        .foreign_key(
            ForeignKey::create().from("conversation_member", "conversation_id").to("conversation", "id"),
        )
        .foreign_key(ForeignKey::create().from("conversation_member", "user_id").to("app_user", "id"))
        .to_owned()
}

fn message() -> TableCreateStatement {
    Table::create()
        .table("message")
        // Order, cursors, unread counts and read markers all use this number.
        .col(big_pk_auto("seq"))
        .col(uuid_uniq("id"))
        .col(uuid("practice_id"))
        .col(uuid("conversation_id"))
        .col(uuid("author_id"))
        .col(string_len("nonce", 200))
        .col(text("body"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("edited_at"))
        .col(timestamp_with_time_zone_null("deleted_at"))
        .foreign_key(ForeignKey::create().from("message", "conversation_id").to("conversation", "id"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        Index::create()
            .name("message_nonce")
            .table("message")
            .col("author_id")
            .col("nonce")
            .unique()
            .to_owned(),
        Index::create()
            .name("message_conversation")
            .table("message")
            .col("conversation_id")
            .col("seq")
            .to_owned(),
        Index::create()
            .name("conversation_member_user")
            .table("conversation_member")
            .col("user_id")
            .to_owned(),
    ]
}
