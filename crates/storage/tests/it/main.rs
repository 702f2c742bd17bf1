//! SQL on every database there is: each body runs on SQLite, and on PostgreSQL where one was named.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod calls;
mod chat;
mod events;
mod pages;
mod records;
mod sms;
mod writer;
