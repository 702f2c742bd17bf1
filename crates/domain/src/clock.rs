//! The one way to ask for the time. Rules take `now` as an argument; what calls them takes it from here.

use chrono::{DateTime, Utc};

/// A source of the present instant: the machine's in production, a hand that is moved in tests.
pub trait Clock: std::fmt::Debug + Send + Sync + 'static {
    fn now(&self) -> DateTime<Utc>;
}
