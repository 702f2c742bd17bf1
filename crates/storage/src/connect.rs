//! Opening the database: one connection that writes, a pool that reads.

use std::sync::Arc;

use migrations::Migrator;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend};

use crate::event_log::Publisher;
use crate::writer::Writer;
use crate::{Result, StoreError};

/// Where the data is and how it is reached.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// `sqlite://path/to/file.db?mode=rwc` or `postgres://user:password@host/database`.
    pub url: String,
    /// Connections kept for reading.
    pub readers: u32,
    /// Jobs that may wait for the writer before callers are told that it is busy.
    pub queue: usize,
}

impl StoreOptions {
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), readers: 4, queue: 4096 }
    }
}

/// The practice's data. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    reader: DatabaseConnection,
    pub(crate) writer: Writer,
    backend: DbBackend,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("backend", &self.backend).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database, brings its tables up to date and starts the writer. What the writer
    /// commits is handed to `publisher`, in order, before the job is acknowledged.
    pub async fn open(options: &StoreOptions, publisher: Arc<dyn Publisher>) -> Result<Self> {
        migrate(&options.url).await?;
        let reader = Database::connect(connect_options(&options.url, options.readers)).await?;
        let backend = reader.get_database_backend();
        let writer = Writer::start(connect_options(&options.url, 1), options.queue, publisher).await?;
        Ok(Self { reader, writer, backend })
    }

    /// Which database is behind it: for queries that cannot be written once for both.
    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Answers whether the database can be read now.
    pub async fn ping(&self) -> Result<()> {
        self.reader.ping().await.map_err(StoreError::from)
    }

    /// Finishes the jobs that were accepted, then closes every connection.
    pub async fn close(self) -> Result<()> {
        self.writer.close().await;
        self.reader.close().await?;
        Ok(())
    }
}

/// Brings the tables of the database at `url` up to date.
pub async fn migrate(url: &str) -> Result<()> {
    use sea_orm_migration::MigratorTrait;
    let mut options = connect_options(url, 1);
    // A migration may sort a whole table.
    options.map_sqlx_sqlite_opts(|options| sqlite_pragmas(options).pragma("temp_store", "FILE"));
    let connection = Database::connect(options).await?;
    Migrator::up(&connection, None).await?;
    connection.close().await?;
    Ok(())
}

fn connect_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(connections.min(1))
        .test_before_acquire(!url.starts_with("sqlite"))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(sqlite_pragmas);
    options
}

/// `synchronous=FULL`: an acknowledged write survives a power cut, not only a crash of the process.
fn sqlite_pragmas(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(std::time::Duration::from_secs(10))
        // In KiB, for each connection. The operating system keeps the file in memory as well, and whatever another
        // connection writes empties a reader's cache: 16 MiB each made nothing measurably faster.
        .pragma("cache_size", "-4096")
        .pragma("wal_autocheckpoint", "4000")
        // What a statement of many rows keeps to undo itself: a file made and removed for each, otherwise.
        .pragma("temp_store", "MEMORY")
        .statement_cache_capacity(200)
}
