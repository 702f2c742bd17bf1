//! Posting by statements to SQLite itself: what `run` does when nothing is unusual. A row at a time, because a statement
//! without a thread to change costs less than a long one that is put together.

use rusqlite::params;

use super::{PostMessage, Posted, announce};
use crate::Result;
use crate::chat::read_count;
use crate::writer::sqlite::{SqliteTx, id, instant};

const INSERT: &str = "INSERT INTO message \
                      (id, practice_id, conversation_id, author_id, nonce, body, version, created_at) \
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7) \
                      ON CONFLICT (author_id, nonce) DO NOTHING";

/// `None` when someone's nonce was used before: what that means is not decided here.
pub(super) fn run(jobs: &[&PostMessage], tx: &mut SqliteTx<'_>) -> Result<Option<Vec<Posted>>> {
    let Some(seqs) = insert(jobs, tx)? else { return Ok(None) };
    read_count::count_on_sqlite(tx, jobs.iter().map(|job| (job.conversation, job.author)))?;
    let announced = jobs.iter().zip(seqs).map(|(job, seq)| {
        let (posted, event) = announce((*job).clone(), seq);
        tx.tell(event);
        posted
    });
    Ok(Some(announced.collect()))
}

fn insert(jobs: &[&PostMessage], tx: &SqliteTx<'_>) -> Result<Option<Vec<i64>>> {
    let mut insert = tx.prepare(INSERT)?;
    let mut seqs = Vec::with_capacity(jobs.len());
    for job in jobs {
        let rows = insert.execute(params![
            id(job.id),
            id(job.practice),
            id(job.conversation),
            id(job.author),
            job.nonce,
            job.body,
            instant(job.at),
        ])?;
        if rows == 0 {
            return Ok(None);
        }
        seqs.push(tx.last_seq());
    }
    Ok(Some(seqs))
}
