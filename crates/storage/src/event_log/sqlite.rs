//! The log's rows by statements to SQLite itself, as `append` writes them.

use rusqlite::params;

use super::{NewEvent, Published, now};
use crate::writer::sqlite::{SqliteTx, id, instant};
use crate::{Result, StoreError};

const INSERT: &str = "INSERT INTO event (practice_id, audience_kind, audience_id, kind, body, at) \
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// Writes the events of a batch, last before its commit.
pub(crate) fn append_on_sqlite(tx: &SqliteTx<'_>, events: Vec<NewEvent>) -> Result<Vec<Published>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let at = instant(now());
    let mut insert = tx.prepare(INSERT)?;
    let write = |new: NewEvent| {
        insert.execute(params![
            id(new.practice),
            new.audience.kind(),
            new.audience.key(),
            new.event.kind().as_str(),
            serde_json::to_string(&new.event).map_err(StoreError::corrupt)?,
            at,
        ])?;
        Ok(new.published(tx.last_seq()))
    };
    events.into_iter().map(write).collect()
}
