//! What the hub has to report, in order, to a ledger that takes its time.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::CallId;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use wire::signaling::EndReason;

use crate::calls::attendance_log::{AttendanceLog, Departure, NotWritten, Participation, ParticipationKey};

/// How long after a failed write the next one is tried.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// One thing that happened in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Entered { stay: Participation, at: DateTime<Utc> },
    Alive { stays: Vec<ParticipationKey>, at: DateTime<Utc> },
    Left { stay: ParticipationKey, why: Departure, remaining: usize, at: DateTime<Utc> },
    Removed { call: CallId, user_id: String, by: String, at: DateTime<Utc> },
    Ended { call: CallId, reason: EndReason, by: Option<String>, at: DateTime<Utc> },
}

/// What travels to the task that keeps the journal.
pub(super) enum Item {
    Entry(Entry),
    /// Answered once everything before it is on record.
    Flush(oneshot::Sender<()>),
}

/// The hub's end: takes entries at once, whatever the ledger is doing.
#[derive(Clone)]
pub struct AttendanceQueue(UnboundedSender<Item>);

impl AttendanceQueue {
    /// The journal and the task that keeps it, which ends when the last clone of the journal is gone.
    pub fn open(ledger: Arc<dyn AttendanceLog>) -> (Self, impl Future<Output = ()> + Send) {
        let (sender, items) = unbounded_channel();
        (Self(sender), keep(items, ledger))
    }

    /// A journal whose entries a test reads itself.
    #[cfg(test)]
    pub(super) fn bare() -> (Self, UnboundedReceiver<Item>) {
        let (sender, items) = unbounded_channel();
        (Self(sender), items)
    }

    pub(super) fn write(&self, entry: Entry) {
        // Without a reader the process is stopping; the leases on record close the stays.
        let _ = self.0.send(Item::Entry(entry));
    }

    /// Waits until all that happened so far is on record.
    pub async fn flush(&self) {
        let (done, written) = oneshot::channel();
        if self.0.send(Item::Flush(done)).is_ok() {
            let _ = written.await;
        }
    }
}

async fn keep(mut items: UnboundedReceiver<Item>, ledger: Arc<dyn AttendanceLog>) {
    while let Some(item) = items.recv().await {
        match item {
            Item::Entry(entry) => record(&*ledger, &entry).await,
            Item::Flush(done) => drop(done.send(())),
        }
    }
}

/// Writes one entry, however often it takes. Those behind it wait, because their order is what the record is made of.
async fn record(ledger: &dyn AttendanceLog, entry: &Entry) {
    let mut wait = FIRST_WAIT;
    while write(ledger, entry).await.is_err() {
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

async fn write(ledger: &dyn AttendanceLog, entry: &Entry) -> Result<(), NotWritten> {
    match entry {
        Entry::Entered { stay, at } => ledger.entered(stay, *at).await,
        Entry::Alive { stays, at } => ledger.renew(stays, *at).await,
        Entry::Left { stay, why, remaining, at } => ledger.left(stay, *why, *remaining, *at).await,
        Entry::Removed { call, user_id, by, at } => ledger.removed(*call, user_id, by, *at).await,
        Entry::Ended { call, reason, by, at } => ledger.ended(*call, *reason, by.as_deref(), *at).await,
    }
}

#[cfg(test)]
mod tests;
