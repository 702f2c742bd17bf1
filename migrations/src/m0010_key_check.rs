//! Which key this database was made with, so that a lost or exchanged key file is noticed.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("key_check")
            // One row at most.
            .col(integer("id").primary_key())
            // A MAC of a constant under the key, in hex: it tells nothing of the key.
            .col(string("mac"))
            .to_owned();
        manager.create_table(table).await
    }
}
