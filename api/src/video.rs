//! Video calls.

pub mod ledger;
pub mod signal;
