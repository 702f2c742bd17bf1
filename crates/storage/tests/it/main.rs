//! SQL on every database there is: each body runs on SQLite, and on PostgreSQL where one was named.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod accounts;
mod calls;
mod chat;
mod durability;
mod events;
mod files;
mod letters;
mod migrations;
mod pages;
mod posts;
mod readers;
mod records;
mod slow;
mod sms;
mod unread;
mod writer;
