//! The API through the typed client, on a server of each test's own.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails says where"
)]

mod account_mail;
mod background;
mod basics;
mod budgets;
mod calls;
mod chat;
mod console;
mod contract;
mod create_owner;
mod data;
mod demo;
mod grants;
mod identity;
mod jitsi;
mod keys;
mod limits;
mod mail;
mod outages;
mod records;
mod rooms;
mod sessions;
mod sms;
mod sockets;
mod team;
mod times;
mod trials;
mod unreadable;
