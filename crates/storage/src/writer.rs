//! The writer: one task that owns the write connection and commits jobs in groups.
//!
//! A durable write on SQLite costs one fsync; committing what is waiting together shares it. Each
//! job runs under a savepoint, so one that fails harms no neighbour; jobs of one hot kind run as one
//! batch. After the commit the events are published in order, then callers are answered.

use std::any::{Any, TypeId};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::event_log::{self, Live, NewEvent, Publisher};
use crate::{Result, Store, StoreError};
use domain::event::{Audience, Event};
use domain::id::PracticeId;

/// Jobs committed together at most: SQLite's statement cache and the wait of the first both grow with it.
const BATCH: usize = 64;

/// What a job writes through.
pub struct Tx {
    connection: DatabaseTransaction,
    events: Vec<NewEvent>,
}

impl Tx {
    /// The transaction's connection, for this crate's queries.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.connection
    }

    /// Tells `audience` what happened, if and when the job is committed.
    pub fn emit(&mut self, practice: PracticeId, audience: Audience, event: Event) {
        self.emit_live(practice, audience, event, None);
    }

    /// As [`Tx::emit`], with the row just written, so that nobody online has to read it again.
    pub fn emit_live(&mut self, practice: PracticeId, audience: Audience, event: Event, live: Option<Live>) {
        self.events.push(NewEvent { practice, audience, event, live });
    }
}

/// A kind of job so frequent that a batch of them is written with a few statements.
pub trait HotLane: Send + Sized + 'static {
    type Output: Send + 'static;

    /// Writes all of `jobs` and answers each, in order. An `Err` of the whole fails every one of them.
    fn run(jobs: Vec<Self>, tx: &mut Tx) -> impl Future<Output = Result<Vec<Result<Self::Output>>>>;
}

type Answer = Box<dyn FnOnce() + Send>;

trait Single: Send {
    /// Runs the job; the answer is kept until the commit.
    fn run<'a>(self: Box<Self>, tx: &'a mut Tx) -> LocalBoxFuture<'a, Outcome>;
    fn fail(self: Box<Self>, error: StoreError);
}

struct Outcome {
    /// Whether the job's savepoint may be released.
    done: bool,
    /// Told `None` after the commit, or why there was none.
    answer: Box<dyn FnOnce(Option<StoreError>) + Send>,
}

struct Job<F, T> {
    run: F,
    reply: oneshot::Sender<Result<T>>,
}

impl<F, T> Single for Job<F, T>
where
    F: AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    fn run<'a>(self: Box<Self>, tx: &'a mut Tx) -> LocalBoxFuture<'a, Outcome> {
        async move {
            let Self { run, reply } = *self;
            let result = AssertUnwindSafe(run(tx)).catch_unwind().await.unwrap_or_else(|_| Err(panicked()));
            let done = result.is_ok();
            let answer = Box::new(move |failure: Option<StoreError>| {
                // A caller that went away does not need its answer; the write stands.
                let _ = reply.send(match failure {
                    Some(error) => Err(error),
                    None => result,
                });
            });
            Outcome { done, answer }
        }
        .boxed_local()
    }

    fn fail(self: Box<Self>, error: StoreError) {
        let _ = self.reply.send(Err(error));
    }
}

fn panicked() -> StoreError {
    StoreError::Corrupt("a job panicked".to_owned())
}

type AnyJob = Box<dyn Any + Send>;
type HotRunner = for<'a> fn(Vec<AnyJob>, &'a mut Tx) -> LocalBoxFuture<'a, Result<Vec<Result<AnyJob>>>>;

struct Hot {
    lane: TypeId,
    run: HotRunner,
    job: AnyJob,
    reply: oneshot::Sender<Result<AnyJob>>,
}

fn run_lane<L: HotLane>(jobs: Vec<AnyJob>, tx: &mut Tx) -> LocalBoxFuture<'_, Result<Vec<Result<AnyJob>>>> {
    async move {
        let jobs = jobs.into_iter().filter_map(|job| job.downcast::<L>().ok().map(|job| *job)).collect();
        let answers = L::run(jobs, tx).await?;
        Ok(answers.into_iter().map(|answer| answer.map(|value| Box::new(value) as AnyJob)).collect())
    }
    .boxed_local()
}

enum Item {
    Single(Box<dyn Single>),
    Hot(Hot),
    Close(oneshot::Sender<()>),
}

/// The handle through which jobs reach the writer.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Item>,
}

impl Writer {
    /// Starts the writer on a thread of its own, so that a busy server never delays a commit.
    pub(crate) async fn start(
        options: ConnectOptions,
        queue: usize,
        publisher: Arc<dyn Publisher>,
    ) -> Result<Self> {
        let (sender, receiver) = mpsc::channel(queue);
        let (ready, started) = oneshot::channel();
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || run_thread(options, receiver, publisher, ready))
            .map_err(|error| StoreError::corrupt(format_args!("no writer thread: {error}")))?;
        started.await.map_err(|_| StoreError::Busy)??;
        Ok(Self { queue: sender })
    }

    /// Waits until everything accepted before is committed, then ends the writer.
    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Item::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

impl Store {
    /// Runs `job` in a transaction and answers once it is committed and durable.
    ///
    /// Nothing but the database may be awaited inside: everyone else's writes wait behind it.
    pub async fn write<F, T>(&self, job: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let item = Item::Single(Box::new(Job { run: job, reply }));
        self.writer.queue.send(item).await.map_err(|_| StoreError::Busy)?;
        answer.await.map_err(|_| StoreError::Busy)?
    }

    /// As [`Store::write`], for a kind of job that is written in batches.
    pub async fn write_hot<L: HotLane>(&self, job: L) -> Result<L::Output> {
        let (reply, answer) = oneshot::channel();
        let hot = Hot { lane: TypeId::of::<L>(), run: run_lane::<L>, job: Box::new(job), reply };
        self.writer.queue.send(Item::Hot(hot)).await.map_err(|_| StoreError::Busy)?;
        let output = answer.await.map_err(|_| StoreError::Busy)??;
        output.downcast::<L::Output>().map(|output| *output).map_err(|_| StoreError::Busy)
    }
}

fn run_thread(
    options: ConnectOptions,
    queue: mpsc::Receiver<Item>,
    publisher: Arc<dyn Publisher>,
    ready: oneshot::Sender<Result<()>>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = ready.send(Err(StoreError::corrupt(format_args!("no runtime: {error}"))));
            return;
        }
    };
    runtime.block_on(async move {
        match Database::connect(options).await {
            Ok(connection) => {
                let _ = ready.send(Ok(()));
                serve(connection, queue, publisher.as_ref()).await;
            }
            Err(error) => {
                let _ = ready.send(Err(error.into()));
            }
        }
    });
}

async fn serve(connection: DatabaseConnection, mut queue: mpsc::Receiver<Item>, publisher: &dyn Publisher) {
    let mut waiting = Vec::with_capacity(BATCH);
    loop {
        // No lingering for more: the timer ticks at a millisecond, which is longer than a commit.
        if queue.recv_many(&mut waiting, BATCH).await == 0 {
            break;
        }
        let mut closing = None;
        let mut singles = Vec::new();
        let mut lanes: Vec<Vec<Hot>> = Vec::new();
        for item in waiting.drain(..) {
            match item {
                Item::Single(job) => singles.push(job),
                Item::Hot(hot) => {
                    match lanes.iter_mut().find(|lane| lane.first().map(|h| h.lane) == Some(hot.lane)) {
                        Some(lane) => lane.push(hot),
                        None => lanes.push(vec![hot]),
                    }
                }
                Item::Close(done) => closing = Some(done),
            }
        }
        if !singles.is_empty() || !lanes.is_empty() {
            commit_group(&connection, singles, lanes, publisher).await;
        }
        if let Some(done) = closing {
            // What is still queued gets `Busy`: its senders are told that nothing was written.
            queue.close();
            let _ = connection.close().await;
            let _ = done.send(());
            break;
        }
    }
}

async fn commit_group(
    connection: &DatabaseConnection,
    singles: Vec<Box<dyn Single>>,
    lanes: Vec<Vec<Hot>>,
    publisher: &dyn Publisher,
) {
    let outer = match begin(connection).await {
        Ok(outer) => outer,
        Err(error) => return fail_all(singles, lanes, &error),
    };
    let mut tx = Tx { connection: outer, events: Vec::new() };
    let mut outcomes = Vec::new();
    let mut answers: Vec<Answer> = Vec::new();
    let mut failures: Vec<Box<dyn FnOnce(StoreError) + Send>> = Vec::new();

    for job in singles {
        outcomes.push(run_single(&mut tx, job).await);
    }
    for lane in lanes {
        run_hot(&mut tx, lane, &mut answers, &mut failures).await;
    }

    let Tx { connection: outer, events } = tx;
    let committed = async {
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
            answers.into_iter().for_each(|answer| answer());
            outcomes.into_iter().for_each(|outcome| (outcome.answer)(None));
        }
        Err(error) => {
            tracing::error!(%error, "a group of writes was not committed");
            failures.into_iter().for_each(|fail| fail(again(&error)));
            outcomes.into_iter().for_each(|outcome| (outcome.answer)(Some(again(&error))));
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
    let mut inner = Tx { connection: savepoint, events: Vec::new() };
    let mut outcome = job.run(&mut inner).await;
    let Tx { connection: savepoint, events } = inner;
    if outcome.done {
        match savepoint.commit().await {
            Ok(()) => tx.events.extend(events),
            Err(error) => {
                let answer = outcome.answer;
                outcome =
                    Outcome { done: false, answer: Box::new(move |_| answer(Some(StoreError::from(error)))) };
            }
        }
    } else if let Err(error) = savepoint.rollback().await {
        tracing::error!(%error, "a savepoint was not rolled back");
    }
    outcome
}

async fn run_hot(
    tx: &mut Tx,
    lane: Vec<Hot>,
    answers: &mut Vec<Answer>,
    failures: &mut Vec<Box<dyn FnOnce(StoreError) + Send>>,
) {
    let Some(run) = lane.first().map(|hot| hot.run) else { return };
    let (jobs, replies): (Vec<_>, Vec<_>) = lane.into_iter().map(|hot| (hot.job, hot.reply)).unzip();
    let savepoint = match tx.connection.begin().await {
        Ok(savepoint) => savepoint,
        Err(error) => return refuse(replies, &StoreError::from(error)),
    };
    let mut inner = Tx { connection: savepoint, events: Vec::new() };
    let result =
        AssertUnwindSafe(run(jobs, &mut inner)).catch_unwind().await.unwrap_or_else(|_| Err(panicked()));
    let Tx { connection: savepoint, events } = inner;
    let results = match result {
        Ok(results) => match savepoint.commit().await {
            Ok(()) => results,
            Err(error) => return refuse(replies, &StoreError::from(error)),
        },
        Err(error) => {
            if let Err(error) = savepoint.rollback().await {
                tracing::error!(%error, "a savepoint was not rolled back");
            }
            return refuse(replies, &error);
        }
    };
    tx.events.extend(events);
    for (reply, result) in replies.into_iter().zip(results) {
        // Shared between the two ends of the commit: whichever happens takes it.
        let slot = Arc::new(std::sync::Mutex::new(Some(reply)));
        let other = Arc::clone(&slot);
        answers.push(Box::new(move || send(&slot, result)));
        failures.push(Box::new(move |error| send(&other, Err(error))));
    }
}

type ReplySlot = Arc<std::sync::Mutex<Option<oneshot::Sender<Result<AnyJob>>>>>;

fn send(slot: &ReplySlot, result: Result<AnyJob>) {
    let reply = slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    if let Some(reply) = reply {
        let _ = reply.send(result);
    }
}

fn refuse(replies: Vec<oneshot::Sender<Result<AnyJob>>>, error: &StoreError) {
    for reply in replies {
        let _ = reply.send(Err(again(error)));
    }
}

fn fail_all(singles: Vec<Box<dyn Single>>, lanes: Vec<Vec<Hot>>, error: &StoreError) {
    tracing::error!(%error, "no transaction could be begun");
    singles.into_iter().for_each(|job| job.fail(again(error)));
    for lane in lanes {
        refuse(lane.into_iter().map(|hot| hot.reply).collect(), error);
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
