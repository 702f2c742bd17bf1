//! The writer: one task that owns the write connections and commits jobs in groups.
//!
//! A durable write on SQLite costs one fsync; committing what is waiting together shares it. Each
//! job runs under a savepoint, so one that fails harms no neighbour; jobs of one hot kind run as one
//! batch. After the commit the events are published in order, then callers are answered.

mod connection;
mod group;
mod health;
mod service;
pub(crate) mod sqlite;

use std::any::{Any, TypeId};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use sea_orm::{ConnectOptions, DatabaseTransaction};
use tokio::sync::{mpsc, oneshot};

use crate::event_log::{EventPayload, NewEvent, Publisher};
use crate::{Result, Store, StoreError};
use domain::event::{Audience, Event};
use domain::id::PracticeId;
use health::WriterHealth;
pub use sqlite::SqliteTx;

/// Jobs committed together at most: SQLite's statement cache and the wait of the first both grow with it.
const BATCH: usize = 64;

/// How many jobs were committed together: a histogram.
pub const WRITER_JOBS: &str = "liaison_writer_jobs";
/// From taking jobs together to their commit: a histogram.
pub const WRITER_SECONDS: &str = "liaison_writer_group_seconds";

/// What a job writes through.
pub struct Tx {
    connection: DatabaseTransaction,
    pending: PendingEvents,
}

/// What others are told once it is committed.
#[derive(Default)]
struct PendingEvents {
    events: Vec<NewEvent>,
    /// Whether there is something new for the worker.
    outbox_grew: bool,
}

impl PendingEvents {
    /// Adds what a job under a savepoint had to tell.
    fn absorb(&mut self, inner: Self) {
        self.events.extend(inner.events);
        self.outbox_grew |= inner.outbox_grew;
    }
}

impl Tx {
    /// The transaction's connection, for this crate's queries.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.connection
    }

    /// Tells `audience` what happened, if and when the job is committed.
    pub fn emit(&mut self, practice: PracticeId, audience: Audience, event: Event) {
        self.emit_with(practice, audience, event, None);
    }

    /// As [`Tx::emit`], with the row just written, so that nobody online has to read it again.
    pub fn emit_with(
        &mut self,
        practice: PracticeId,
        audience: Audience,
        event: Event,
        payload: Option<EventPayload>,
    ) {
        self.pending.events.push(NewEvent { practice, audience, event, payload });
    }

    /// The worker is told to look into the outbox, if and when the job is committed.
    pub(crate) fn outbox_grew(&mut self) {
        self.pending.outbox_grew = true;
    }
}

/// A kind of job so frequent that a batch of them is written with a few statements.
pub trait BatchedJob: Send + Sized + 'static {
    type Output: Send + 'static;

    /// Writes all of `jobs` and answers each, in order. An `Err` of the whole fails every one of them.
    fn run(jobs: Vec<Self>, tx: &mut Tx) -> impl Future<Output = Result<Vec<Result<Self::Output>>>>;

    /// Whether [`BatchedJob::run_on_sqlite`] can do it.
    fn suits_sqlite(&self) -> bool {
        false
    }

    /// Does on SQLite what `run` does, without SeaORM and SQLx. After `None` or an error all is rolled back and done by
    /// `run`: it alone decides what is to be answered when anything is unusual.
    fn run_on_sqlite(_: &[&Self], _: &mut SqliteTx<'_>) -> Result<Option<Vec<Self::Output>>> {
        Ok(None)
    }
}

trait Single: Send {
    /// Runs the job; the answer is kept until the commit.
    fn run(self: Box<Self>, tx: &mut Tx) -> LocalBoxFuture<'_, Outcome>;
    fn fail(self: Box<Self>, error: StoreError);
}

struct Outcome {
    /// Why the job's savepoint must not be released.
    failure: Option<StoreError>,
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
    fn run(self: Box<Self>, tx: &mut Tx) -> LocalBoxFuture<'_, Outcome> {
        async move {
            let Self { run, reply } = *self;
            let result = AssertUnwindSafe(run(tx)).catch_unwind().await.unwrap_or_else(|_| Err(panicked()));
            let failure = result.as_ref().err().cloned();
            let answer = Box::new(move |failure: Option<StoreError>| {
                // A caller that went away does not need its answer; the write is kept.
                let _ = reply.send(match failure {
                    Some(error) => Err(error),
                    None => result,
                });
            });
            Outcome { failure, answer }
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

type SqliteRunner = fn(&[&AnyJob], &mut SqliteTx<'_>) -> Result<Option<Vec<AnyJob>>>;

struct Hot {
    lane: TypeId,
    run: HotRunner,
    on_sqlite: Option<SqliteRunner>,
    job: AnyJob,
    reply: oneshot::Sender<Result<AnyJob>>,
}

fn run_lane<L: BatchedJob>(
    jobs: Vec<AnyJob>,
    tx: &mut Tx,
) -> LocalBoxFuture<'_, Result<Vec<Result<AnyJob>>>> {
    async move {
        let jobs = jobs.into_iter().filter_map(|job| job.downcast::<L>().ok().map(|job| *job)).collect();
        let answers = L::run(jobs, tx).await?;
        Ok(answers.into_iter().map(|answer| answer.map(|value| Box::new(value) as AnyJob)).collect())
    }
    .boxed_local()
}

fn run_lane_on_sqlite<L: BatchedJob>(jobs: &[&AnyJob], tx: &mut SqliteTx<'_>) -> Result<Option<Vec<AnyJob>>> {
    let jobs: Vec<&L> = jobs.iter().filter_map(|job| job.downcast_ref()).collect();
    let answers = L::run_on_sqlite(&jobs, tx)?;
    Ok(answers.map(|answers| answers.into_iter().map(|value| Box::new(value) as AnyJob).collect()))
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
    health: WriterHealth,
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
        let health = WriterHealth::default();
        let told = health.clone();
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || service::run(options, receiver, publisher, told, ready))
            .map_err(|error| StoreError::corrupt(format_args!("no writer thread: {error}")))?;
        started.await.map_err(|_| StoreError::Busy)??;
        Ok(Self { queue: sender, health })
    }

    /// `Ok` while jobs are committed; otherwise why they are not.
    pub(crate) fn check(&self) -> Result<()> {
        self.health.check()
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
        answer.await.map_err(|_| unanswered())?
    }

    /// As [`Store::write`], for a kind of job that is written in batches.
    pub async fn write_batched<L: BatchedJob>(&self, job: L) -> Result<L::Output> {
        let (reply, answer) = oneshot::channel();
        let on_sqlite = job.suits_sqlite().then_some(run_lane_on_sqlite::<L> as SqliteRunner);
        let hot = Hot { lane: TypeId::of::<L>(), run: run_lane::<L>, on_sqlite, job: Box::new(job), reply };
        self.writer.queue.send(Item::Hot(hot)).await.map_err(|_| StoreError::Busy)?;
        let output = answer.await.map_err(|_| unanswered())??;
        output.downcast::<L::Output>().map(|output| *output).map_err(|_| StoreError::Busy)
    }
}

/// Whether it was written is not known: anyone who sends it again with the same key learns it.
fn unanswered() -> StoreError {
    StoreError::Unavailable("the writer ended before it answered".to_owned())
}
