//! A test world: the application on port 0 with a database of its own, people who use it, a clock that
//! is moved by hand.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot set up its world has to stop"
)]

mod actors;
mod app;
mod clock;
pub mod database;
pub mod fake_sms_provider;
pub mod fake_smtp_server;
pub mod prosody;

pub use actors::{Actor, PASSWORD};
pub use app::TestApp;
pub use clock::MockClock;
