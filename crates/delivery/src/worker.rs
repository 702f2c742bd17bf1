//! The worker: takes what is due from the outbox, has it carried, and records what came of it.
//!
//! It runs until it is told to stop, and then finishes what it has in hand. Tests call `drain` instead, which does all
//! that is due at the clock's time and returns.

mod mail;
mod sms;

use async_trait::async_trait;
use domain::clock::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use storage::outbox::claim::Lease;
use tokio::sync::{Mutex, Notify, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

pub use mail::MailChannel;
pub use sms::{SmsChannel, SmsRoute, SmsRoutes};

/// How long one attempt may take before others may act, where a carrier does not say otherwise: more than its
/// time-outs together.
pub const LEASE: chrono::TimeDelta = chrono::TimeDelta::seconds(60);
/// How long what is in hand may take once the worker is told to stop. What is not settled by then is left to its lease.
const FAREWELL: Duration = Duration::from_secs(30);
/// How often the outbox is looked at when nobody says that there is something.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Wakes the worker: told by whatever hears that something was committed.
#[derive(Clone, Debug, Default)]
pub struct WakeHandle(Arc<Notify>);

impl WakeHandle {
    /// A bell that someone else rings.
    pub fn on(notify: Arc<Notify>) -> Self {
        Self(notify)
    }

    pub fn wake(&self) {
        self.0.notify_one();
    }
}

/// Something in hand, counted until this is dropped.
struct Counted {
    in_flight: Arc<InFlight>,
    place: usize,
}

impl Counted {
    fn new(in_flight: Arc<InFlight>, place: usize) -> Self {
        if let Some(count) = in_flight.counts.get(place) {
            count.fetch_add(1, Ordering::AcqRel);
        }
        Self { in_flight, place }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(count) = self.in_flight.counts.get(self.place) {
            count.fetch_sub(1, Ordering::AcqRel);
        }
        self.in_flight.fewer.notify_waiters();
    }
}

/// One piece of work, claimed. Running it sends and records; it never fails, because there is nobody to tell.
pub type Job = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// A kind of thing that leaves by the outbox.
#[async_trait]
pub trait OutboxChannel: Send + Sync {
    /// For the log.
    fn name(&self) -> &'static str;

    /// How long one attempt may take: more than this carrier's time-outs together.
    fn lease(&self) -> chrono::TimeDelta {
        LEASE
    }

    /// Claims up to `slots` pieces of work under `lease`, also what others left behind. Claiming commits the mark
    /// "being sent" before anybody is called.
    async fn claim(&self, lease: Lease, slots: usize) -> storage::Result<Vec<Job>>;
}

/// The worker itself.
pub struct Worker {
    channels: Vec<Arc<dyn OutboxChannel>>,
    clock: Arc<dyn Clock>,
    wake: WakeHandle,
    /// How many things each carrier has in hand at once: a slow mail server holds up no text.
    slots: usize,
    in_flight: Arc<InFlight>,
    /// One claims at a time, so that what was claimed is counted before anybody looks.
    claiming: Mutex<()>,
}

/// What has been claimed and not been settled, by anybody who uses this worker.
#[derive(Debug)]
struct InFlight {
    /// One for each carrier.
    counts: Vec<AtomicUsize>,
    fewer: Notify,
}

impl InFlight {
    fn total(&self) -> usize {
        self.counts.iter().map(|count| count.load(Ordering::Acquire)).sum()
    }
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("slots", &self.slots).finish_non_exhaustive()
    }
}

impl Worker {
    pub fn new(
        channels: Vec<Arc<dyn OutboxChannel>>,
        clock: Arc<dyn Clock>,
        wake: WakeHandle,
        slots: usize,
    ) -> Self {
        let counts = channels.iter().map(|_| AtomicUsize::new(0)).collect();
        let in_flight = Arc::new(InFlight { counts, fewer: Notify::new() });
        Self { channels, clock, wake, slots: slots.max(1), in_flight, claiming: Mutex::new(()) }
    }

    /// Works until `stop` holds true, then finishes what is in hand and can be finished soon.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        let mut in_flight = JoinSet::new();
        while !*stop.borrow() {
            let (claimed, _) = self.fill(&mut in_flight).await;
            if claimed > 0 && self.in_flight.total() < self.slots {
                continue;
            }
            tokio::select! {
                _ = stop.changed() => {}
                Some(_) = in_flight.join_next() => {}
                () = self.wake.0.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        let finished = async { while in_flight.join_next().await.is_some() {} };
        if tokio::time::timeout(FAREWELL, finished).await.is_err() {
            tracing::warn!(left = self.in_flight.total(), "stopped while something was being sent");
        }
    }

    /// Does all that is due at the clock's present time, and what becomes due by doing it.
    pub async fn drain(&self) {
        let mut in_flight = JoinSet::new();
        loop {
            let fewer = self.in_flight.fewer.notified();
            tokio::pin!(fewer);
            fewer.as_mut().enable();
            let (claimed, busy) = self.fill(&mut in_flight).await;
            if claimed > 0 || in_flight.join_next().await.is_some() {
                continue;
            }
            if busy == 0 {
                return;
            }
            // Someone else had something in hand; what becomes due by it is done here.
            if self.in_flight.total() > 0 {
                fewer.await;
            }
        }
    }

    /// Keeps everybody from claiming until the guard is dropped: for tests, and for moving data.
    pub async fn hold(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.claiming.lock().await
    }

    /// Claims as much as there are free slots: what is marked as being sent is at once in someone's hands. Answers how
    /// much, and how much was in hand before.
    async fn fill(&self, in_flight: &mut JoinSet<()>) -> (usize, usize) {
        let mut claimed = 0;
        let _alone = self.claiming.lock().await;
        let busy = self.in_flight.total();
        for (place, (channel, count)) in self.channels.iter().zip(&self.in_flight.counts).enumerate() {
            let free = self.slots.saturating_sub(count.load(Ordering::Acquire));
            if free == 0 {
                continue;
            }
            let now = self.clock.now();
            let lease = Lease { token: Uuid::new_v4(), now, until: now + channel.lease() };
            match channel.claim(lease, free).await {
                Ok(jobs) => {
                    claimed += jobs.len();
                    for job in jobs {
                        let counted = Counted::new(Arc::clone(&self.in_flight), place);
                        in_flight.spawn(async move {
                            job.await;
                            drop(counted);
                        });
                    }
                }
                Err(error) => {
                    tracing::error!(channel = channel.name(), %error, "the outbox could not be read");
                }
            }
        }
        (claimed, busy)
    }
}
