//! Entities, practice-scoped queries, the writer, the event log and the outbox.
//!
//! Reads go through [`Store::reader`] in this crate's query functions; every write is a job given to
//! [`Store::write`], which callers use without knowing whether SQLite or PostgreSQL is behind it.

mod by;
pub mod cases;
pub mod chat;
pub mod cleanup;
pub mod comments;
pub mod connect;
pub mod entity;
pub mod error;
pub mod event_log;
mod folios;
mod full_text;
pub mod idempotency;
pub mod mail;
pub mod notifications;
pub mod outbox;
pub mod people;
pub mod practices;
pub mod seeding;
pub mod sessions;
pub mod simulator;
pub mod sms;
pub mod testing;
pub mod timeline;
pub mod tokens;
pub mod users;
pub mod video;
pub mod writer;

pub use by::By;
pub use connect::{Store, StoreOptions};
pub use error::StoreError;
pub use event_log::{Live, Published, Publisher};
pub use full_text::Search;
pub use idempotency::Claim;
pub use writer::{HotLane, Tx};

/// The result of a query or job.
pub type Result<T> = std::result::Result<T, StoreError>;
