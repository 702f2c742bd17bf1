//! One group: everything that waited, in one transaction, each answered after its commit.

mod sqlite;

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use sea_orm::{DatabaseTransaction, TransactionTrait};
use tokio::sync::oneshot;

use super::connection::WriteConnection;
use super::{AnyJob, Hot, Outcome, PendingEvents, Single, Tx, panicked};
use crate::commit;
use crate::event_log::{self, Published, Publisher};
use crate::{Result, StoreError};
use sqlite::Tried;

/// Jobs that are committed together: each alone, and batches of one hot kind.
pub(super) struct Jobs {
    pub singles: Vec<Box<dyn Single>>,
    pub lanes: Vec<Vec<Hot>>,
}

impl Jobs {
    pub fn count(&self) -> usize {
        self.singles.len() + self.lanes.iter().map(Vec::len).sum::<usize>()
    }

    /// Tells every caller that nothing was written, and why.
    pub fn refuse(self, error: &StoreError) {
        for job in self.singles {
            job.fail(error.clone());
        }
        for lane in self.lanes {
            refuse(lane.into_iter().map(|hot| hot.reply), error);
        }
    }
}

/// A hot job that ran, and who waits for it.
struct HotOutcome {
    reply: oneshot::Sender<Result<AnyJob>>,
    result: Result<AnyJob>,
}

/// What has run in a group so far.
struct Group {
    tx: Tx,
    outcomes: Vec<Outcome>,
    hot: Vec<HotOutcome>,
}

/// Runs and commits a group, and answers everyone in it. An error says that the connection cannot be trusted any more.
pub(super) async fn commit(
    connection: &WriteConnection,
    jobs: Jobs,
    publisher: &dyn Publisher,
) -> Result<()> {
    let jobs = match connection.sqlite() {
        None => jobs,
        Some(sqlite) => match sqlite::commit(sqlite, jobs, publisher) {
            Tried::Done(result) => return result,
            Tried::Declined(jobs) => jobs,
        },
    };
    let outer = match begin(connection).await {
        Ok(outer) => outer,
        Err(error) => {
            jobs.refuse(&error);
            return Err(error);
        }
    };
    let tx = Tx { connection: outer, pending: PendingEvents::default() };
    let mut group = Group { tx, outcomes: Vec::new(), hot: Vec::new() };
    let ran = group.run(jobs).await;
    let Group { tx: Tx { connection: outer, pending }, outcomes, hot } = group;
    let PendingEvents { events, outbox_grew } = pending;
    let is_empty = outcomes.is_empty() && hot.is_empty();
    let committed = async {
        ran?;
        if is_empty {
            // The only batch failed as a whole, and everyone in it was told.
            outer.rollback().await?;
            return Ok(Vec::new());
        }
        let has_events = !events.is_empty();
        let published = event_log::append(&outer, events).await?;
        connection.hook.commit(outer, has_events).await?;
        Ok::<Vec<Published>, StoreError>(published)
    }
    .await;
    match committed {
        Ok(published) => {
            if !published.is_empty() {
                publisher.publish(&published);
            }
            if outbox_grew {
                publisher.outbox_grew();
            }
            // Anyone who went away does not need the answer; the write is kept.
            for one in hot {
                let _ = one.reply.send(one.result);
            }
            for outcome in outcomes {
                (outcome.answer)(None);
            }
            Ok(())
        }
        Err(error) => {
            tracing::error!(%error, jobs = outcomes.len() + hot.len(), "a group of writes was not committed");
            refuse(hot.into_iter().map(|one| one.reply), &error);
            for outcome in outcomes {
                (outcome.answer)(Some(error.clone()));
            }
            Err(error)
        }
    }
}

async fn begin(connection: &WriteConnection) -> Result<DatabaseTransaction> {
    let outer = commit::begin(connection.get()?).await?;
    event_log::order(&outer).await?;
    Ok(outer)
}

impl Group {
    /// Runs the jobs. An error fails the whole group: what already ran is to be refused by the caller, and what has
    /// not run was refused here.
    async fn run(&mut self, jobs: Jobs) -> Result<()> {
        // A batch of one hot kind has no neighbour to harm, and is spared the savepoint.
        let alone = jobs.singles.is_empty() && jobs.lanes.len() == 1;
        let (mut singles, mut lanes) = (jobs.singles.into_iter(), jobs.lanes.into_iter());
        let ran = async {
            for job in singles.by_ref() {
                self.run_single(job).await?;
            }
            for lane in lanes.by_ref() {
                if alone {
                    self.hot = run_lane(&mut self.tx, lane).await?;
                } else {
                    self.run_in_savepoint(lane).await?;
                }
            }
            Ok(())
        }
        .await;
        if let Err(error) = &ran {
            Jobs { singles: singles.collect(), lanes: lanes.collect() }.refuse(error);
        }
        ran
    }

    /// Runs one job under a savepoint of its own.
    async fn run_single(&mut self, job: Box<dyn Single>) -> Result<()> {
        let savepoint = match self.tx.connection.begin().await.map_err(StoreError::from) {
            Ok(savepoint) => savepoint,
            Err(error) => {
                job.fail(error.clone());
                return Err(error);
            }
        };
        let mut inner = Tx { connection: savepoint, pending: PendingEvents::default() };
        let outcome = job.run(&mut inner).await;
        let Tx { connection: savepoint, pending } = inner;
        let failure = outcome.failure.clone();
        self.outcomes.push(outcome);
        match failure {
            None => {
                savepoint.commit().await?;
                self.tx.pending.absorb(pending);
            }
            Some(error) => undo(savepoint, &error).await?,
        }
        Ok(())
    }

    /// Runs a batch under a savepoint.
    async fn run_in_savepoint(&mut self, lane: Vec<Hot>) -> Result<()> {
        let savepoint = match self.tx.connection.begin().await.map_err(StoreError::from) {
            Ok(savepoint) => savepoint,
            Err(error) => {
                refuse(lane.into_iter().map(|hot| hot.reply), &error);
                return Err(error);
            }
        };
        let mut inner = Tx { connection: savepoint, pending: PendingEvents::default() };
        let outcomes = run_lane(&mut inner, lane).await?;
        let Tx { connection: savepoint, pending } = inner;
        if outcomes.is_empty() {
            // Everyone in it was told. What cannot be rolled back takes the neighbours with it.
            savepoint.rollback().await?;
            return Ok(());
        }
        self.hot.extend(outcomes);
        savepoint.commit().await?;
        self.tx.pending.absorb(pending);
        Ok(())
    }
}

/// Rolls a job's savepoint back. After an outage there is none: SQLite has ended the whole transaction, or will not be
/// asked any more.
async fn undo(savepoint: DatabaseTransaction, error: &StoreError) -> Result<()> {
    if error.is_outage() {
        return Err(error.clone());
    }
    savepoint.rollback().await.map_err(StoreError::from)
}

/// Runs a batch in the transaction as it is. Nothing comes back when it failed as a whole: everyone in it was told. An
/// error is one of the database itself.
async fn run_lane(tx: &mut Tx, lane: Vec<Hot>) -> Result<Vec<HotOutcome>> {
    let Some(run) = lane.first().map(|hot| hot.run) else { return Ok(Vec::new()) };
    let (jobs, replies): (Vec<_>, Vec<_>) = lane.into_iter().map(|hot| (hot.job, hot.reply)).unzip();
    let result = AssertUnwindSafe(run(jobs, tx)).catch_unwind().await.unwrap_or_else(|_| Err(panicked()));
    let error = match result {
        Ok(results) => {
            let outage = results.iter().find_map(|one| one.as_ref().err().filter(|e| e.is_outage()).cloned());
            match outage {
                None => {
                    let both = replies.into_iter().zip(results);
                    return Ok(both.map(|(reply, result)| HotOutcome { reply, result }).collect());
                }
                Some(error) => error,
            }
        }
        Err(error) => error,
    };
    refuse(replies, &error);
    if error.is_outage() { Err(error) } else { Ok(Vec::new()) }
}

fn refuse(replies: impl IntoIterator<Item = oneshot::Sender<Result<AnyJob>>>, error: &StoreError) {
    for reply in replies {
        let _ = reply.send(Err(error.clone()));
    }
}
