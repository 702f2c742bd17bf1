//! One socket per tab: events in the order of the log, presence, heartbeats.

pub mod connection;
pub mod encode;
pub mod fanout;
pub mod hub;
pub mod presence;
pub mod replay;
pub mod socket;
