//! The writer's connections: thrown away after every failure, and tried before they are used again.

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend};

use super::sqlite::SqliteConnection;
use crate::commit::{self, CommitHook};
use crate::connect::connect;
use crate::{Result, StoreError};

/// How long the end of a connection is waited for: one to a server that is gone may never end.
const CLOSING: Duration = Duration::from_secs(1);

/// Written as a page even when it is what it was. Nothing else uses this number.
pub(super) const SQLITE_PROOF: &str = "PRAGMA user_version = 0";

pub(super) struct WriteConnection {
    options: ConnectOptions,
    pub hook: CommitHook,
    open: Option<DatabaseConnection>,
    /// Beside it on SQLite. What fails on one of the two ends both.
    sqlite: Option<SqliteConnection>,
}

impl WriteConnection {
    pub async fn open(mut options: ConnectOptions) -> Result<Self> {
        let hook = CommitHook::default();
        hook.install(&mut options);
        let open = Some(connect(options.clone()).await?);
        let sqlite = SqliteConnection::open(options.get_url())?;
        Ok(Self { options, hook, open, sqlite })
    }

    pub fn get(&self) -> Result<&DatabaseConnection> {
        self.open.as_ref().ok_or_else(|| StoreError::Unavailable("there is no connection".to_owned()))
    }

    pub fn sqlite(&self) -> Option<&SqliteConnection> {
        self.sqlite.as_ref()
    }

    /// Throws the connections away and makes others, which have to commit something before they count.
    pub async fn renew(&mut self) -> Result<()> {
        self.close().await;
        let proved = self.make().await;
        if proved.is_err() {
            self.close().await;
        }
        proved
    }

    async fn make(&mut self) -> Result<()> {
        let connection = Database::connect(self.options.clone()).await?;
        prove(self.open.insert(connection), &self.hook).await?;
        self.sqlite = SqliteConnection::open(self.options.get_url())?;
        self.sqlite.as_ref().map_or(Ok(()), SqliteConnection::prove)
    }

    /// Ends the connections; a transaction that is open on one is rolled back.
    pub async fn close(&mut self) {
        self.sqlite = None;
        if let Some(connection) = self.open.take() {
            // What does not end in time ends by being dropped.
            let _ = tokio::time::timeout(CLOSING, connection.close()).await;
        }
    }
}

/// Commits something that needs room on the disk and changes nothing.
async fn prove(connection: &DatabaseConnection, hook: &CommitHook) -> Result<()> {
    let tx = commit::begin(connection).await?;
    let write = match tx.get_database_backend() {
        DbBackend::Sqlite => SQLITE_PROOF,
        // A transaction with a number of its own is written to the log.
        _ => "SELECT txid_current()",
    };
    tx.execute_unprepared(write).await?;
    hook.commit(tx, true).await
}
