//! Sessions that were looked up lately, so that a burst of requests asks the database once.

use std::collections::HashMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::Event;
use storage::Published;

use crate::realtime::dispatch::EventSubscriber;
use crate::staff::Staff;

/// How long an entry is believed without asking again.
const FRESH: TimeDelta = TimeDelta::seconds(30);
/// More entries than this and all are dropped.
const KEPT: usize = 5_000;

/// Who it is, and when that was read.
type Entry = (Staff, DateTime<Utc>);

/// Emptied of whom an event concerns before that event's writer is answered.
#[derive(Debug, Default)]
pub struct SessionCache {
    entries: RwLock<HashMap<Vec<u8>, Entry>>,
    /// Grows with every removal: what was read before one must not be kept after it.
    generation: AtomicU64,
}

impl SessionCache {
    pub fn find(&self, hash: &[u8], now: DateTime<Utc>) -> Option<Staff> {
        let entries = self.entries.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let fresh = |(staff, at): &&Entry| now - *at < FRESH && now >= *at && now < staff.expires_at;
        entries.get(hash).filter(fresh).map(|(staff, _)| staff.clone())
    }

    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Keeps what was read while the cache was at `generation`.
    pub fn keep(&self, hash: Vec<u8>, staff: Staff, now: DateTime<Utc>, generation: u64) {
        let mut entries = self.entries.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if self.generation() != generation {
            return;
        }
        if entries.len() >= KEPT {
            entries.clear();
        }
        entries.insert(hash, (staff, now));
    }

    fn forget(&self, which: impl Fn(&Staff) -> bool) {
        let mut entries = self.entries.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.generation.fetch_add(1, Ordering::AcqRel);
        entries.retain(|_, (staff, _)| !which(staff));
    }
}

impl EventSubscriber for SessionCache {
    /// Forgets sessions that `batch` ends or whose person it changes.
    fn on_events(&self, batch: &[Published]) {
        for published in batch {
            match published.event {
                Event::SessionRevoked { session, .. } => self.forget(|staff| staff.session == session),
                Event::UserChanged { user } => self.forget(|staff| staff.user == user),
                _ => {}
            }
        }
    }
}
