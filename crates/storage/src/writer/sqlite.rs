//! SQLite without layers in between: the connection on which the writer's own thread writes batches of a hot kind.
//!
//! SQLx runs each statement on a thread of its own, and waits for it: a batch would change threads a dozen times,
//! which takes longer than the disk. Both connections are the writer's, so that they never wait for each other.

#[cfg(test)]
mod tests;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{CachedStatement, Connection, OpenFlags};
use uuid::Uuid;

use crate::Result;
use crate::commit::CommitHook;
use crate::connect::{SQLITE_PATIENCE, SQLITE_PRAGMAS};
use crate::event_log::{self, NewEvent, Published};
use crate::sqlite_file::SqliteFile;

/// More than there are statements.
const STATEMENTS: usize = 32;

pub(super) struct SqliteConnection {
    connection: Connection,
    hook: CommitHook,
}

impl SqliteConnection {
    /// Opens it; `None` where the database is no file. It has to be there.
    pub fn open(url: &str) -> Result<Option<Self>> {
        let Some(file) = SqliteFile::of(url) else { return Ok(None) };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file.path(), flags)?;
        connection.busy_timeout(SQLITE_PATIENCE)?;
        for (name, value) in SQLITE_PRAGMAS {
            connection.execute_batch(&format!("PRAGMA {name} = {value}"))?;
        }
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let hook = CommitHook::default();
        hook.install_on_sqlite(&connection)?;
        Ok(Some(Self { connection, hook }))
    }

    /// Commits something that needs room on the disk and changes nothing.
    pub fn prove(&self) -> Result<()> {
        let tx = self.begin()?;
        tx.run(super::connection::SQLITE_PROOF)?;
        tx.commit().map(drop)
    }

    /// Begins a transaction that may write, as `commit::begin` does. One that is neither committed nor rolled back stays
    /// open: the connection is then to be thrown away.
    pub fn begin(&self) -> Result<SqliteTx<'_>> {
        let tx = SqliteTx { at: self, events: Vec::new() };
        tx.run("BEGIN IMMEDIATE")?;
        Ok(tx)
    }
}

/// What a batch writes through. No text of a statement is made up while the program runs: values are always bound.
pub struct SqliteTx<'a> {
    at: &'a SqliteConnection,
    events: Vec<NewEvent>,
}

impl SqliteTx<'_> {
    pub(crate) fn prepare(&self, sql: &'static str) -> Result<CachedStatement<'_>> {
        Ok(self.at.connection.prepare_cached(sql)?)
    }

    /// The number that the row written last was given.
    pub(crate) fn last_seq(&self) -> i64 {
        self.at.connection.last_insert_rowid()
    }

    /// Tells others, if and when it is committed.
    pub(crate) fn tell(&mut self, event: NewEvent) {
        self.events.push(event);
    }

    fn run(&self, sql: &'static str) -> Result<()> {
        self.prepare(sql)?.execute([])?;
        Ok(())
    }

    pub(super) fn rollback(self) -> Result<()> {
        // SQLite may have done it by itself.
        if self.at.connection.is_autocommit() { Ok(()) } else { self.run("ROLLBACK") }
    }

    /// Writes the events and commits; these are the events.
    pub(super) fn commit(mut self) -> Result<Vec<Published>> {
        let events = std::mem::take(&mut self.events);
        let published = event_log::append_on_sqlite(&self, events)?;
        self.at.hook.commit_on_sqlite(&self.at.connection)?;
        Ok(published)
    }
}

/// An id as SQLx writes it.
pub(crate) fn id(id: impl Into<Uuid>) -> [u8; 16] {
    id.into().into_bytes()
}

/// An instant as SQLx writes it.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}
