//! A group that is one batch of a hot kind, written to SQLite on the writer's own thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use super::Jobs;
use crate::Result;
use crate::connect::SLOW;
use crate::event_log::{Published, Publisher};
use crate::writer::sqlite::SqliteConnection;
use crate::writer::{AnyJob, Hot, SqliteRunner};

/// What became of a group.
pub(super) enum Tried {
    /// Everyone in it was answered. An error says that the connection cannot be trusted any more.
    Done(Result<()>),
    /// Nothing was written: it is to be run in the other way, which knows what to do about anything unusual.
    Declined(Jobs),
}

/// Runs and commits a group, if it is one batch of a hot kind and nothing is unusual about it.
pub(super) fn commit(connection: &SqliteConnection, mut jobs: Jobs, publisher: &dyn Publisher) -> Tried {
    let Some(run) = runner(&jobs) else { return Tried::Declined(jobs) };
    let lane = jobs.lanes.pop().unwrap_or_default();
    let begun = Instant::now();
    let written = write(connection, run, &lane);
    let elapsed = begun.elapsed();
    if elapsed > SLOW {
        tracing::warn!(?elapsed, jobs = lane.len(), "a batch of writes was slow");
    }
    match written {
        Ok(Some((outputs, published))) => {
            if !published.is_empty() {
                publisher.publish(&published);
            }
            for (hot, output) in lane.into_iter().zip(outputs) {
                // Anyone who went away does not need the answer; the write is kept.
                let _ = hot.reply.send(Ok(output));
            }
            Tried::Done(Ok(()))
        }
        Ok(None) => {
            jobs.lanes.push(lane);
            Tried::Declined(jobs)
        }
        Err(error) => {
            tracing::error!(%error, jobs = lane.len(), "a group of writes was not committed");
            super::refuse(lane.into_iter().map(|hot| hot.reply), &error);
            Tried::Done(Err(error))
        }
    }
}

/// How to run the group, if it is one batch and every job in it is fit for that.
fn runner(jobs: &Jobs) -> Option<SqliteRunner> {
    let [lane] = jobs.lanes.as_slice() else { return None };
    let is_fit = jobs.singles.is_empty() && lane.iter().all(|hot| hot.on_sqlite.is_some());
    lane.first().filter(|_| is_fit)?.on_sqlite
}

/// Writes a batch and commits it. `None`: it was rolled back.
fn write(
    connection: &SqliteConnection,
    run: SqliteRunner,
    lane: &[Hot],
) -> Result<Option<(Vec<AnyJob>, Vec<Published>)>> {
    let mut tx = connection.begin()?;
    let jobs: Vec<_> = lane.iter().map(|hot| &hot.job).collect();
    let outputs = match catch_unwind(AssertUnwindSafe(|| run(&jobs, &mut tx))) {
        Ok(Ok(Some(outputs))) if outputs.len() == lane.len() => outputs,
        Ok(Err(error)) if error.is_outage() => return Err(error),
        _ => {
            tx.rollback()?;
            return Ok(None);
        }
    };
    let published = tx.commit()?;
    Ok(Some((outputs, published)))
}
