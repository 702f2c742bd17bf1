//! One socket per tab: events in the order of the log, presence, heartbeats.

pub mod connection;
pub mod dispatch;
pub mod encode;
pub mod fanout;
pub mod hub;
mod outgoing;
pub mod pieces;
pub mod presence;
mod queue;
pub mod recent;
mod registry;
pub mod replay;
pub mod replay_turns;
pub mod socket;
