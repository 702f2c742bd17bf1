//! One group: everything that waited, in one transaction, each answered after its commit.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::oneshot;

use super::{AnyJob, Hot, Outcome, Single, Told, Tx, panicked};
use crate::event_log::{self, Publisher};
use crate::{Result, StoreError};

/// A hot job that ran, and who waits for it.
struct HotOutcome {
    reply: oneshot::Sender<Result<AnyJob>>,
    result: Result<AnyJob>,
}

/// Runs and commits a group. Jobs of one hot kind are one batch.
pub(super) async fn commit(
    connection: &DatabaseConnection,
    singles: Vec<Box<dyn Single>>,
    lanes: Vec<Vec<Hot>>,
    publisher: &dyn Publisher,
) {
    let outer = match begin(connection).await {
        Ok(outer) => outer,
        Err(error) => return fail_all(singles, lanes, &error),
    };
    let mut tx = Tx { connection: outer, told: Told::default() };
    // A batch of one hot kind has no neighbour to harm, and is spared the savepoint.
    let alone = singles.is_empty() && lanes.len() == 1;
    let mut outcomes = Vec::new();
    for job in singles {
        outcomes.push(run_single(&mut tx, job).await);
    }
    let mut hot = Vec::new();
    for lane in lanes {
        let done = if alone { run_alone(&mut tx, lane).await } else { run_beside(&mut tx, lane).await };
        hot.extend(done);
    }

    let Tx { connection: outer, told: Told { events, outbox_grew } } = tx;
    let committed = async {
        if alone && hot.is_empty() {
            // The batch failed as a whole, and everyone in it was told.
            outer.rollback().await?;
            return Ok(Vec::new());
        }
        let published = event_log::append(&outer, events).await?;
        outer.commit().await?;
        Ok::<_, StoreError>(published)
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
            // Whoever went away does not need the answer; the write stands.
            for one in hot {
                let _ = one.reply.send(one.result);
            }
            for outcome in outcomes {
                (outcome.answer)(None);
            }
        }
        Err(error) => {
            tracing::error!(%error, "a group of writes was not committed");
            refuse(hot.into_iter().map(|one| one.reply), &error);
            for outcome in outcomes {
                (outcome.answer)(Some(again(&error)));
            }
        }
    }
}

async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction> {
    // A deferred transaction would fail to take the write lock half-way; this one waits for it first.
    let mode =
        (connection.get_database_backend() == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate);
    let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
    let outer = connection.begin_with_options(options).await?;
    event_log::order(&outer).await?;
    Ok(outer)
}

/// Runs one job under a savepoint of its own.
async fn run_single(tx: &mut Tx, job: Box<dyn Single>) -> Outcome {
    let savepoint = match tx.connection.begin().await {
        Ok(savepoint) => savepoint,
        Err(error) => {
            let error = StoreError::from(error);
            return Outcome { done: false, answer: Box::new(move |_| job.fail(error)) };
        }
    };
    let mut inner = Tx { connection: savepoint, told: Told::default() };
    let mut outcome = job.run(&mut inner).await;
    let Tx { connection: savepoint, told } = inner;
    if outcome.done {
        match savepoint.commit().await {
            Ok(()) => tx.told.absorb(told),
            Err(error) => {
                let answer = outcome.answer;
                let answer = Box::new(move |_| answer(Some(StoreError::from(error))));
                outcome = Outcome { done: false, answer };
            }
        }
    } else {
        roll_back(savepoint).await;
    }
    outcome
}

/// Runs a batch under a savepoint. Nothing comes back when it failed: everyone in it was told.
async fn run_beside(tx: &mut Tx, lane: Vec<Hot>) -> Vec<HotOutcome> {
    let savepoint = match tx.connection.begin().await {
        Ok(savepoint) => savepoint,
        Err(error) => {
            refuse(lane.into_iter().map(|hot| hot.reply), &StoreError::from(error));
            return Vec::new();
        }
    };
    let mut inner = Tx { connection: savepoint, told: Told::default() };
    let outcomes = run_alone(&mut inner, lane).await;
    let Tx { connection: savepoint, told } = inner;
    if outcomes.is_empty() {
        roll_back(savepoint).await;
        return outcomes;
    }
    if let Err(error) = savepoint.commit().await {
        refuse(outcomes.into_iter().map(|one| one.reply), &StoreError::from(error));
        return Vec::new();
    }
    tx.told.absorb(told);
    outcomes
}

/// Runs a batch in the transaction as it is.
async fn run_alone(tx: &mut Tx, lane: Vec<Hot>) -> Vec<HotOutcome> {
    let Some(run) = lane.first().map(|hot| hot.run) else { return Vec::new() };
    let (jobs, replies): (Vec<_>, Vec<_>) = lane.into_iter().map(|hot| (hot.job, hot.reply)).unzip();
    let result = AssertUnwindSafe(run(jobs, tx)).catch_unwind().await.unwrap_or_else(|_| Err(panicked()));
    match result {
        Ok(results) => {
            replies.into_iter().zip(results).map(|(reply, result)| HotOutcome { reply, result }).collect()
        }
        Err(error) => {
            refuse(replies, &error);
            Vec::new()
        }
    }
}

async fn roll_back(savepoint: DatabaseTransaction) {
    use sea_orm::TransactionSession;
    if let Err(error) = TransactionSession::rollback(savepoint).await {
        tracing::error!(%error, "a savepoint was not rolled back");
    }
}

fn refuse(replies: impl IntoIterator<Item = oneshot::Sender<Result<AnyJob>>>, error: &StoreError) {
    for reply in replies {
        let _ = reply.send(Err(again(error)));
    }
}

fn fail_all(singles: Vec<Box<dyn Single>>, lanes: Vec<Vec<Hot>>, error: &StoreError) {
    tracing::error!(%error, "no transaction could be begun");
    for job in singles {
        job.fail(again(error));
    }
    for lane in lanes {
        refuse(lane.into_iter().map(|hot| hot.reply), error);
    }
}

/// The same failure for every caller of a group; database errors cannot be cloned.
fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::NotFound => StoreError::NotFound,
        StoreError::Stale { current } => StoreError::Stale { current: *current },
        StoreError::Conflict(what) => StoreError::Conflict(what),
        StoreError::Refused(why) => StoreError::Refused(why),
        StoreError::Busy => StoreError::Busy,
        StoreError::Corrupt(what) => StoreError::Corrupt(what.clone()),
        StoreError::Db(error) => StoreError::Db(sea_orm::DbErr::Custom(error.to_string())),
    }
}
