//! The writer at work: takes what waits, has it committed, and tries again by itself while nothing can be written.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::ConnectOptions;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::connection::WriteConnection;
use super::group::{self, Jobs};
use super::health::WriterHealth;
use super::{BATCH, Item, WRITER_JOBS, WRITER_SECONDS};
use crate::event_log::Publisher;
use crate::{Result, StoreError};

/// How often writing is tried again while it does not work. What comes meanwhile is refused at once.
const TRY_EVERY: Duration = Duration::from_millis(500);
/// How long a group may take on PostgreSQL: a server that stopped answering says nothing, for ever.
const GROUP_LIMIT: Duration = Duration::from_secs(30);

/// Runs the writer on the calling thread, until it is told to end.
pub(super) fn run(
    options: ConnectOptions,
    queue: mpsc::Receiver<Item>,
    publisher: Arc<dyn Publisher>,
    health: WriterHealth,
    ready: oneshot::Sender<Result<()>>,
) {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time();
    // SQLite's connection is a thread, not a socket. Without a poller the writer sleeps on a futex, and an answer
    // of the database wakes it without a write to a descriptor that is then polled and read.
    let is_sqlite = options.get_url().starts_with("sqlite");
    if !is_sqlite {
        builder.enable_io();
    }
    let runtime = match builder.build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = ready.send(Err(StoreError::corrupt(format_args!("no runtime: {error}"))));
            return;
        }
    };
    let _ended = health.until_dropped();
    let limit = (!is_sqlite).then_some(GROUP_LIMIT);
    runtime.block_on(async move {
        match WriteConnection::open(options).await {
            Ok(connection) => {
                let _ = ready.send(Ok(()));
                Service { connection, health, limit, try_at: Instant::now() }
                    .run(queue, publisher.as_ref())
                    .await;
            }
            Err(error) => {
                let _ = ready.send(Err(error));
            }
        }
    });
}

/// The writer at work.
struct Service {
    connection: WriteConnection,
    health: WriterHealth,
    limit: Option<Duration>,
    /// When writing is tried again, while it does not work.
    try_at: Instant,
}

impl Service {
    async fn run(mut self, mut queue: mpsc::Receiver<Item>, publisher: &dyn Publisher) {
        let mut waiting = Vec::with_capacity(BATCH);
        loop {
            // No lingering for more: the timer ticks at a millisecond, which is longer than a commit.
            let taken = if self.health.check().is_ok() {
                queue.recv_many(&mut waiting, BATCH).await
            } else {
                tokio::select! {
                    biased;
                    () = tokio::time::sleep_until(self.try_at) => {
                        self.try_again().await;
                        continue;
                    }
                    taken = queue.recv_many(&mut waiting, BATCH) => taken,
                }
            };
            if taken == 0 {
                break;
            }
            let (jobs, closing) = sort(&mut waiting);
            self.commit(jobs, publisher).await;
            if let Some(done) = closing {
                // What is still queued gets `Busy`: its senders are told that nothing was written.
                queue.close();
                self.connection.close().await;
                let _ = done.send(());
                break;
            }
        }
    }

    /// Commits `jobs`, or refuses them at once while nothing can be written.
    async fn commit(&mut self, jobs: Jobs, publisher: &dyn Publisher) {
        let count = jobs.count();
        if count == 0 {
            return;
        }
        if let Err(error) = self.health.check() {
            self.health.refused(count);
            return jobs.refuse(&error);
        }
        let begun = Instant::now();
        let group = group::commit(&self.connection, jobs, publisher);
        let committed = match self.limit {
            None => group.await,
            Some(limit) => tokio::time::timeout(limit, group).await.unwrap_or_else(|_| {
                Err(StoreError::Unavailable("the database did not answer in time".to_owned()))
            }),
        };
        metrics::histogram!(WRITER_SECONDS).record(begun.elapsed().as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "a few dozen")]
        metrics::histogram!(WRITER_JOBS).record(count as f64);
        if let Err(error) = committed {
            // The connection may be inside a transaction that nobody will end: it is never used again.
            if let Err(again) = self.connection.renew().await {
                self.health.fails(error);
                self.health.fails(again);
                self.health.refused(count);
                self.try_at = Instant::now() + TRY_EVERY;
            }
        }
    }

    async fn try_again(&mut self) {
        match self.connection.renew().await {
            Ok(()) => self.health.works(),
            Err(error) => self.health.fails(error),
        }
        self.try_at = Instant::now() + TRY_EVERY;
    }
}

/// What is to be committed together, and whether the writer is to end then.
fn sort(waiting: &mut Vec<Item>) -> (Jobs, Option<oneshot::Sender<()>>) {
    let mut closing = None;
    let mut jobs = Jobs { singles: Vec::new(), lanes: Vec::new() };
    for item in waiting.drain(..) {
        match item {
            Item::Single(job) => jobs.singles.push(job),
            Item::Hot(hot) => {
                match jobs.lanes.iter_mut().find(|lane| lane.first().map(|h| h.lane) == Some(hot.lane)) {
                    Some(lane) => lane.push(hot),
                    None => jobs.lanes.push(vec![hot]),
                }
            }
            Item::Close(done) => closing = Some(done),
        }
    }
    (jobs, closing)
}
