//! What the hub has to report, in order, to a ledger that takes its time.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::id::CallId;
use tokio::sync::mpsc::UnboundedReceiver;
use wire::signal::EndReason;

use crate::video::ledger::{Departure, RoomLedger, Stay, StayKey};

/// One thing that happened in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Entered { stay: Stay, at: DateTime<Utc> },
    Alive { stays: Vec<StayKey>, at: DateTime<Utc> },
    Left { stay: StayKey, why: Departure, remaining: usize, at: DateTime<Utc> },
    Ended { call: CallId, reason: EndReason, by: Option<String>, at: DateTime<Utc> },
}

/// Carries entries to the ledger until the hub is gone and everything is written.
pub async fn keep(mut entries: UnboundedReceiver<Entry>, ledger: Arc<dyn RoomLedger>) {
    while let Some(entry) = entries.recv().await {
        match entry {
            Entry::Entered { stay, at } => ledger.entered(stay, at).await,
            Entry::Alive { stays, at } => ledger.alive(stays, at).await,
            Entry::Left { stay, why, remaining, at } => ledger.left(stay, why, remaining, at).await,
            Entry::Ended { call, reason, by, at } => ledger.ended(call, reason, by, at).await,
        }
    }
}
