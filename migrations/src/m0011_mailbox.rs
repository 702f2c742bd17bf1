//! Seeing the mailbox of all clients is a permission of its own. Anyone who writes to clients saw it before.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Sets that were chosen for one person are JSON lists of names; roles follow the program.
        let grant = r#"
            UPDATE app_user
            SET permissions = REPLACE(permissions, '"email.send"', '"email.send","mailbox.read"')
            WHERE permissions LIKE '%"email.send"%'
        "#;
        manager.get_connection().execute_unprepared(grant).await.map(drop)
    }
}
