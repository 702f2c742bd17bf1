//! A clock that is moved by hand.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;

/// Shows Monday 2 March 2026, 15:00 UTC, until it is moved. Clones are the same clock.
#[derive(Clone, Debug)]
pub struct MockClock(Arc<Mutex<DateTime<Utc>>>);

impl Default for MockClock {
    fn default() -> Self {
        Self::at("2026-03-02T15:00:00Z")
    }
}

impl MockClock {
    /// Shows an RFC 3339 instant.
    pub fn at(instant: &str) -> Self {
        let at = DateTime::parse_from_rfc3339(instant).expect("an RFC 3339 instant").to_utc();
        Self(Arc::new(Mutex::new(at)))
    }

    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().expect("the clock") += by;
    }

    pub fn set(&self, at: DateTime<Utc>) {
        *self.0.lock().expect("the clock") = at;
    }
}

impl Clock for MockClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("the clock")
    }
}
