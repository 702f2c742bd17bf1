//! What a creating request said, beside its key: the same key with something else is not the same request.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Keys from before have none, and are equal to whatever is sent with them.
        let hashed =
            Table::alter().table("idempotency_key").add_column(string_null("request_hash")).to_owned();
        manager.alter_table(hashed).await
    }
}
