//! Opening the database: a writer, and a pool that reads.

use std::sync::Arc;
use std::time::Duration;

use log::LevelFilter;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::event_log::Publisher;
use crate::migrate::migrate;
use crate::writer::Writer;
use crate::{Result, StoreError};

/// How long a connection to PostgreSQL is waited for: anyone who asked is answered that the database is away within two
/// seconds.
const ACQUIRE: Duration = Duration::from_secs(1);

/// How long a database that is being started, or is busy, is waited for when it is opened.
pub(crate) const OPENING: Duration = Duration::from_secs(30);

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
        let reader = connect(connect_options(&options.url, options.readers)).await?;
        let backend = reader.get_database_backend();
        let writer = Writer::start(connect_options(&options.url, 1), options.queue, publisher).await?;
        let store = Self { reader, writer, backend };
        store.refresh_search().await?;
        Ok(store)
    }

    /// Which database is behind it: for queries that cannot be written once for both.
    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Answers whether the database can be read and written now.
    pub async fn ping(&self) -> Result<()> {
        self.reader.ping().await.map_err(StoreError::from)?;
        self.writer.check()
    }

    /// How large the database is.
    pub async fn database_bytes(&self) -> Result<u64> {
        let sql = match self.backend {
            DbBackend::Sqlite => {
                "SELECT page_count * page_size AS n FROM pragma_page_count(), pragma_page_size()"
            }
            _ => "SELECT pg_database_size(current_database()) AS n",
        };
        let row = self.reader.query_one_raw(Statement::from_string(self.backend, sql)).await?;
        let bytes: i64 = row.ok_or(StoreError::NotFound)?.try_get("", "n")?;
        Ok(u64::try_from(bytes).unwrap_or(0))
    }

    /// Finishes the jobs that were accepted, then closes every connection.
    pub async fn close(self) -> Result<()> {
        self.writer.close().await;
        self.reader.close().await?;
        Ok(())
    }
}

/// A statement that takes longer is logged, as it was prepared: its values, which are people's, are not part of it.
pub(crate) const SLOW: Duration = Duration::from_millis(100);

/// Opens connections, and is patient with the first: anyone who is in a hurry asks one that is open.
pub(crate) async fn connect(options: ConnectOptions) -> Result<DatabaseConnection> {
    let begun = std::time::Instant::now();
    loop {
        match Database::connect(options.clone()).await.map_err(StoreError::from) {
            // An attempt waits by itself; this is no busy loop.
            Err(StoreError::Unavailable(_))
                if !options.get_url().starts_with("sqlite") && begun.elapsed() < OPENING => {}
            opened => return opened,
        }
    }
}

pub(crate) fn connect_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(connections.min(1))
        .test_before_acquire(!url.starts_with("sqlite"))
        .sqlx_logging_level(LevelFilter::Off)
        .sqlx_slow_statements_logging_settings(LevelFilter::Warn, SLOW)
        .map_sqlx_sqlite_opts(sqlite_pragmas);
    if !url.starts_with("sqlite") {
        options.acquire_timeout(ACQUIRE);
    }
    options
}

/// How long another process that writes is waited for.
pub(crate) const SQLITE_PATIENCE: Duration = Duration::from_secs(10);

/// How every connection to SQLite is set.
pub(crate) const SQLITE_PRAGMAS: [(&str, &str); 6] = [
    ("journal_mode", "WAL"),
    // An acknowledged write survives a power cut, not only a crash of the process.
    ("synchronous", "FULL"),
    ("foreign_keys", "ON"),
    // In KiB, for each connection. The operating system keeps the file in memory as well, and whatever another
    // connection writes empties a reader's cache: 16 MiB each made nothing measurably faster.
    ("cache_size", "-4096"),
    ("wal_autocheckpoint", "4000"),
    // What a statement of many rows keeps to undo itself: a file made and removed for each, otherwise.
    ("temp_store", "MEMORY"),
];

pub(crate) fn sqlite_pragmas(options: SqliteConnectOptions) -> SqliteConnectOptions {
    let options = options.create_if_missing(true).busy_timeout(SQLITE_PATIENCE).statement_cache_capacity(200);
    SQLITE_PRAGMAS.into_iter().fold(options, |options, (name, value)| options.pragma(name, value))
}
