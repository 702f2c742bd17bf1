//! A migration that ends half-way leaves nothing behind.

use sea_orm_migration::prelude::*;

use super::*;

struct HalfWay;

impl MigrationName for HalfWay {
    fn name(&self) -> &'static str {
        "m9999_half_way"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for HalfWay {
    async fn up(&self, manager: &SchemaManager) -> std::result::Result<(), DbErr> {
        manager.get_connection().execute_unprepared("CREATE TABLE half_way (id INTEGER)").await?;
        manager
            .get_connection()
            .execute_unprepared("ALTER TABLE practice ADD COLUMN half_way INTEGER")
            .await?;
        manager.get_connection().execute_unprepared("CREATE TABLE practice (id INTEGER)").await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind() {
    let dir = std::env::temp_dir().join(format!("liaison-migrate-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&dir).unwrap();
    let url = format!("sqlite://{}?mode=rwc", dir.join("test.sqlite").display());
    migrate(&url).await.unwrap();
    let mut options = connect_options(&url, 1);
    let hook = CommitHook::default();
    hook.install(&mut options);
    let connection = Database::connect(options).await.unwrap();
    assert!(apply(&connection, &hook, &HalfWay).await.is_err());
    connection.close().await.unwrap();

    let connection = Database::connect(connect_options(&url, 1)).await.unwrap();
    for query in ["SELECT * FROM half_way", "SELECT half_way FROM practice"] {
        assert!(connection.query_all_raw(statement(query)).await.is_err(), "{query}");
    }
    assert!(!applied(&connection).await.unwrap().contains("m9999_half_way"));
    connection.close().await.unwrap();
    std::fs::remove_dir_all(&dir).unwrap();
}
