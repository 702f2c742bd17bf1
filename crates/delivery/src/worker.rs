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

pub use mail::MailCarrier;
pub use sms::{SmsCarrier, SmsRoute, SmsRoutes};

/// How long one attempt may take before others may act: more than any carrier's own time-outs together.
pub const LEASE: chrono::TimeDelta = chrono::TimeDelta::seconds(60);
/// How often the outbox is looked at when nobody says that there is something.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Wakes the worker: told by whoever hears that something was committed.
#[derive(Clone, Debug, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// A bell that somebody else rings.
    pub fn on(bell: Arc<Notify>) -> Self {
        Self(bell)
    }

    pub fn wake(&self) {
        self.0.notify_one();
    }
}

/// One piece of work, claimed. Running it sends and records; it never fails, because there is nobody to tell.
pub type Errand = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// A kind of thing that leaves by the outbox.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// For the log.
    fn name(&self) -> &'static str;

    /// Claims up to `slots` pieces of work under `lease`, also what others left behind. Claiming commits the mark
    /// "being sent" before anybody is called.
    async fn claim(&self, lease: Lease, slots: usize) -> storage::Result<Vec<Errand>>;
}

/// The worker itself.
pub struct Worker {
    carriers: Vec<Arc<dyn Carrier>>,
    clock: Arc<dyn Clock>,
    wake: Wake,
    /// How many things are in hand at once.
    slots: usize,
    in_hand: Arc<InHand>,
    /// One claims at a time, so that what was claimed is counted before anybody looks.
    claiming: Mutex<()>,
}

/// What has been claimed and not been settled, by anybody who uses this worker.
#[derive(Debug, Default)]
struct InHand {
    count: AtomicUsize,
    fewer: Notify,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("slots", &self.slots).finish_non_exhaustive()
    }
}

impl Worker {
    pub fn new(carriers: Vec<Arc<dyn Carrier>>, clock: Arc<dyn Clock>, wake: Wake, slots: usize) -> Self {
        let in_hand = Arc::default();
        Self { carriers, clock, wake, slots: slots.max(1), in_hand, claiming: Mutex::new(()) }
    }

    /// Works until `stop` holds true, then finishes what is in hand.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        let mut in_hand = JoinSet::new();
        while !*stop.borrow() {
            let (claimed, _) = self.fill(&mut in_hand).await;
            if claimed > 0 && in_hand.len() < self.slots {
                continue;
            }
            tokio::select! {
                _ = stop.changed() => {}
                Some(_) = in_hand.join_next() => {}
                () = self.wake.0.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        while in_hand.join_next().await.is_some() {}
    }

    /// Does all that is due at the clock's present time, and what becomes due by doing it.
    pub async fn drain(&self) {
        let mut in_hand = JoinSet::new();
        loop {
            let fewer = self.in_hand.fewer.notified();
            tokio::pin!(fewer);
            fewer.as_mut().enable();
            let (claimed, busy) = self.fill(&mut in_hand).await;
            if claimed > 0 || in_hand.join_next().await.is_some() {
                continue;
            }
            if busy == 0 {
                return;
            }
            // Somebody else had something in hand; what becomes due by it is done here.
            if self.in_hand.count.load(Ordering::Acquire) > 0 {
                fewer.await;
            }
        }
    }

    /// Keeps everybody from claiming until the guard is dropped: for tests, and for moving data.
    pub async fn hold(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.claiming.lock().await
    }

    /// Claims as much as there are free slots: what is marked as being sent is at once in somebody's hands. Answers how
    /// much, and how much was in hand before.
    async fn fill(&self, in_hand: &mut JoinSet<()>) -> (usize, usize) {
        let mut claimed = 0;
        let _alone = self.claiming.lock().await;
        let busy = self.in_hand.count.load(Ordering::Acquire);
        for carrier in &self.carriers {
            let free = self.slots.saturating_sub(in_hand.len());
            if free == 0 {
                break;
            }
            let now = self.clock.now();
            let lease = Lease { token: Uuid::new_v4(), now, until: now + LEASE };
            match carrier.claim(lease, free).await {
                Ok(errands) => {
                    claimed += errands.len();
                    self.in_hand.count.fetch_add(errands.len(), Ordering::AcqRel);
                    for errand in errands {
                        let counted = Arc::clone(&self.in_hand);
                        in_hand.spawn(async move {
                            errand.await;
                            counted.count.fetch_sub(1, Ordering::AcqRel);
                            counted.fewer.notify_waiters();
                        });
                    }
                }
                Err(error) => {
                    tracing::error!(carrier = carrier.name(), %error, "the outbox could not be read");
                }
            }
        }
        (claimed, busy)
    }
}
