//! The proof that a transaction was committed, taken from the database instead of from the layers above it.
//!
//! A layer that counts transactions can be wrong: when SQLite rolls a transaction back by itself (a full disk, an
//! I/O error, no memory), what the layer calls a commit may be the release of a savepoint inside a transaction that
//! nobody will ever end. PostgreSQL answers the commit of a failed transaction with a rollback, and no error.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::{Result, StoreError};

/// SQLite's hook on the commits of one connection. A commit that nobody expects is turned into a rollback: after SQLite
/// has rolled back by itself, each later statement would otherwise be a transaction of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct CommitHook(Arc<Flags>);

#[derive(Debug, Default)]
struct Flags {
    expected: AtomicBool,
    seen: AtomicBool,
}

impl CommitHook {
    /// Sets the hook on every connection that is made with `options`. PostgreSQL's have none, and need none.
    pub fn install(&self, options: &mut ConnectOptions) {
        let hook = self.clone();
        options.map_sqlx_sqlite_pool_opts(move |pool| {
            let hook = hook.clone();
            pool.after_connect(move |connection, _| {
                let hook = hook.clone();
                Box::pin(async move {
                    connection.lock_handle().await?.set_commit_hook(move || hook.answer());
                    Ok(())
                })
            })
        });
    }

    /// Sets the hook on a connection without layers.
    pub fn install_on_sqlite(&self, connection: &rusqlite::Connection) -> Result<()> {
        let hook = self.clone();
        // There, `true` is a rollback.
        Ok(connection.commit_hook(Some(move || !hook.answer()))?)
    }

    /// Called by SQLite when it is about to commit; `false` makes it roll back.
    fn answer(&self) -> bool {
        let is_expected = self.0.expected.swap(false, Ordering::AcqRel);
        if is_expected {
            self.0.seen.store(true, Ordering::Release);
        }
        is_expected
    }

    /// Commits `tx`, and answers `Ok` only when the database itself has committed. `is_alive` says that the last
    /// statement in `tx` was answered without an error: on PostgreSQL that is the proof that it has not failed.
    pub async fn commit(&self, tx: DatabaseTransaction, is_alive: bool) -> Result<()> {
        if tx.get_database_backend() == DbBackend::Sqlite {
            self.expect();
            let committed = tx.commit().await;
            return self.proof(committed.map_err(StoreError::from));
        }
        if !is_alive {
            tx.execute_unprepared("SELECT 1").await?;
        }
        tx.commit().await.map_err(StoreError::from)
    }

    /// As [`CommitHook::commit`], on a connection without layers.
    pub fn commit_on_sqlite(&self, connection: &rusqlite::Connection) -> Result<()> {
        self.expect();
        let committed = connection.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([]));
        self.proof(committed.map(drop).map_err(StoreError::from))
    }

    fn expect(&self) {
        self.0.seen.store(false, Ordering::Release);
        self.0.expected.store(true, Ordering::Release);
    }

    /// Whether what was `committed` was. A transaction that began as IMMEDIATE calls the hook even when it wrote nothing.
    fn proof(&self, committed: Result<()>) -> Result<()> {
        self.0.expected.store(false, Ordering::Release);
        committed?;
        if self.0.seen.swap(false, Ordering::AcqRel) {
            Ok(())
        } else {
            Err(StoreError::Unavailable("what was called a commit committed nothing".to_owned()))
        }
    }
}

/// Begins a transaction that may write. A deferred one of SQLite would fail to take the write lock half-way; this one
/// waits for it first.
pub(crate) async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let mode =
        (connection.get_database_backend() == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate);
    let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
    connection.begin_with_options(options).await.map_err(StoreError::from)
}
