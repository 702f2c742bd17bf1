//! The writer's connection: thrown away after every failure, and tried before it is used again.

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend};

use crate::commit::{self, CommitHook};
use crate::connect::connect;
use crate::{Result, StoreError};

/// How long the end of a connection is waited for: one to a server that is gone may never end.
const CLOSING: Duration = Duration::from_secs(1);

pub(super) struct WriteConnection {
    options: ConnectOptions,
    pub hook: CommitHook,
    open: Option<DatabaseConnection>,
}

impl WriteConnection {
    pub async fn open(mut options: ConnectOptions) -> Result<Self> {
        let hook = CommitHook::default();
        hook.install(&mut options);
        let open = Some(connect(options.clone()).await?);
        Ok(Self { options, hook, open })
    }

    pub fn get(&self) -> Result<&DatabaseConnection> {
        self.open.as_ref().ok_or_else(|| StoreError::Unavailable("there is no connection".to_owned()))
    }

    /// Throws the connection away and makes another, which has to commit something before it counts.
    pub async fn renew(&mut self) -> Result<()> {
        self.close().await;
        let connection = Database::connect(self.options.clone()).await?;
        let connection = self.open.insert(connection);
        let proved = prove(connection, &self.hook).await;
        if proved.is_err() {
            self.close().await;
        }
        proved
    }

    /// Ends the connection; a transaction that is open on it is rolled back.
    pub async fn close(&mut self) {
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
        // Written as a page even when it is what it was. Nothing else uses this number.
        DbBackend::Sqlite => "PRAGMA user_version = 0",
        // A transaction with a number of its own is written to the log.
        _ => "SELECT txid_current()",
    };
    tx.execute_unprepared(write).await?;
    hook.commit(tx, true).await
}
