//! The API through the typed client, on a server of each test's own.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails says where"
)]

mod basics;
mod chat;
mod crash;
mod create_owner;
mod demo;
mod identity;
mod mail;
mod records;
mod rooms;
mod sms;
mod sockets;
mod team;
mod video;
mod walk;
mod watch;
