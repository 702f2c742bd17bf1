//! The load generator: scenarios, and what they share.
//!
//! Every scenario starts a release server of its own on a free port with a temporary data directory, drives it from
//! the same machine, checks that the answers are right, and prints figures beside what they should be.

pub mod chat;
pub mod disk;
pub mod http;
pub mod latency;
pub mod load;
pub mod memory;
pub mod options;
pub mod processor;
pub mod report;
pub mod rooms;
pub mod seeded;
pub mod server;
pub mod sms;
pub mod sockets;
pub mod start;
pub mod storm;

/// What a scenario returns: its report, or why it could not run.
pub type Measured = Result<report::Report, String>;
