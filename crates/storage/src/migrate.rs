//! Bringing the tables up to date: each migration and its record are one transaction, whatever ends the process.
//!
//! Two that migrate at once wait for each other: each transaction takes the write lock of SQLite, or an advisory lock of
//! PostgreSQL, and looks again at what was done meanwhile. A SQLite database that holds something is copied before.

use std::collections::HashSet;
use std::time::Duration;

use migrations::Migrator;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, EntityTrait};
use sea_orm_migration::{
    IntoSchemaManagerConnection, MigrationTrait, MigratorTrait, SchemaManager, seaql_migrations,
};

use crate::commit::{self, CommitHook};
use crate::connect::{OPENING, connect_options, sqlite_pragmas};
use crate::sqlite_file::SqliteFile;
use crate::{Result, StoreError};

/// The advisory lock of those who migrate, on PostgreSQL.
const MIGRATION_LOCK: i64 = 0x4c49_414d;
/// How long another's migration is waited for.
const PATIENCE: Duration = Duration::from_mins(10);

/// Brings the tables of the database at `url` up to date.
pub async fn migrate(url: &str) -> Result<()> {
    migrate_to(url, usize::MAX).await
}

/// As [`migrate`], but only the first `count` migrations: a database as an older version made it.
pub(crate) async fn migrate_to(url: &str, count: usize) -> Result<()> {
    let mut options = connect_options(url, 1);
    options.acquire_timeout(OPENING).map_sqlx_sqlite_opts(|options| {
        sqlite_pragmas(options)
            // A migration may sort a whole table.
            .pragma("temp_store", "FILE")
            // A table that is made again is dropped meanwhile; what refers to it must not go with it. The keys are
            // checked before each commit instead.
            .foreign_keys(false)
            .busy_timeout(PATIENCE)
    });
    let hook = CommitHook::default();
    hook.install(&mut options);
    let connection = Database::connect(options).await?;
    let mut all = Migrator::migrations();
    all.truncate(count);
    let done = up(&connection, &hook, &all, SqliteFile::of(url).as_ref()).await;
    connection.close().await?;
    done
}

async fn up(
    connection: &DatabaseConnection,
    hook: &CommitHook,
    all: &[Box<dyn MigrationTrait>],
    file: Option<&SqliteFile>,
) -> Result<()> {
    let applied = applied(connection).await?;
    let known: HashSet<&str> = all.iter().map(|migration| migration.name()).collect();
    if let Some(newer) = applied.iter().find(|name| !known.contains(name.as_str())) {
        return Err(StoreError::Corrupt(format!(
            "a newer version of this program has changed the database ({newer}); start that version, or put back the \
             copy that was made before"
        )));
    }
    if all.iter().all(|migration| applied.contains(migration.name())) {
        return Ok(());
    }
    if let (Some(file), false) = (file, applied.is_empty()) {
        copy(connection, all, file).await?;
    }
    for migration in all {
        apply(connection, hook, migration.as_ref()).await?;
    }
    Ok(())
}

/// Copies the database while nobody else can write: another that migrates too waits, and then finds less to do.
async fn copy(
    connection: &DatabaseConnection,
    all: &[Box<dyn MigrationTrait>],
    file: &SqliteFile,
) -> Result<()> {
    let tx = commit::begin(connection).await?;
    let applied = applied(&tx).await?;
    let names = || all.iter().map(|migration| migration.name());
    if let (Some(last), true) =
        (names().rfind(|name| applied.contains(*name)), names().any(|name| !applied.contains(name)))
    {
        let url = format!("sqlite://{}", file.path().display());
        let reader = Database::connect(connect_options(&url, 1)).await?;
        let copied = file.copy_aside(&reader, last).await;
        reader.close().await?;
        copied?;
    }
    tx.rollback().await?;
    Ok(())
}

/// The migrations that have been applied; none in an empty database.
async fn applied<'c>(connection: impl IntoSchemaManagerConnection<'c>) -> Result<HashSet<String>> {
    let manager = SchemaManager::new(connection);
    if !manager.has_table("seaql_migrations").await? {
        return Ok(HashSet::new());
    }
    let models = seaql_migrations::Entity::find().all(manager.get_connection()).await?;
    Ok(models.into_iter().map(|model| model.version).collect())
}

async fn apply(
    connection: &DatabaseConnection,
    hook: &CommitHook,
    migration: &dyn MigrationTrait,
) -> Result<()> {
    let tx = commit::begin(connection).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
    }
    Migrator::install(&tx).await?;
    if applied(&tx).await?.contains(migration.name()) {
        tx.rollback().await?;
        return Ok(());
    }
    migration.up(&SchemaManager::new(&tx)).await?;
    check_keys(&tx, migration.name()).await?;
    let record =
        seaql_migrations::ActiveModel { version: Set(migration.name().to_owned()), applied_at: Set(now()) };
    seaql_migrations::Entity::insert(record).exec_without_returning(&tx).await?;
    hook.commit(tx, true).await?;
    tracing::info!(migration = migration.name(), "the database was migrated");
    Ok(())
}

/// Refuses what would leave a reference to nothing; PostgreSQL has refused it already.
async fn check_keys(tx: &DatabaseTransaction, migration: &str) -> Result<()> {
    if tx.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let broken = tx.query_one_raw(statement("PRAGMA foreign_key_check")).await?;
    let Some(row) = broken else { return Ok(()) };
    let table: String = row.try_get_by_index(0)?;
    Err(StoreError::Corrupt(format!("{migration} leaves a reference to nothing in the table {table}")))
}

pub(crate) fn statement(sql: impl Into<String>) -> sea_orm::Statement {
    sea_orm::Statement::from_string(DbBackend::Sqlite, sql.into())
}

/// When a migration was applied: told to people who look, no rule depends on it.
#[expect(clippy::disallowed_methods, reason = "the age of a record, not a time of the practice")]
fn now() -> i64 {
    chrono::Utc::now().timestamp()
}

#[cfg(test)]
#[path = "migrate/tests.rs"]
mod tests;
