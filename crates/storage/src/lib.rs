//! Entities, practice-scoped queries, the writer, the event log and the outbox.
//!
//! Reads go through [`Store::reader`] in this crate's query functions; every write is a job given to
//! [`Store::write`], which callers use without knowing whether SQLite or PostgreSQL is behind it.

pub mod applicants;
mod author;
pub mod calls;
pub mod cases;
pub mod chat;
pub mod cleanup;
mod collation;
pub mod comments;
mod commit;
pub mod connect;
pub mod entity;
pub mod error;
pub mod event_log;
mod folios;
mod full_text;
pub mod handles;
pub mod idempotency;
pub mod key_check;
pub mod mail;
mod migrate;
pub mod notifications;
pub mod outbox;
pub mod practices;
pub mod refusal;
mod reindex;
pub mod seeding;
mod sent;
pub mod sessions;
pub mod simulator;
pub mod sms;
pub mod sqlite_file;
mod stored_body;
pub mod testing;
pub mod timeline;
pub mod tokens;
pub mod users;
pub mod writer;

pub use author::Author;
pub use connect::{Store, StoreOptions};
pub use error::StoreError;
pub use event_log::{EventPayload, Published, Publisher};
pub use full_text::Search;
pub use idempotency::{Claim, RequestKey};
pub use migrate::migrate;
pub use refusal::{Conflict, Refusal};
pub use writer::{BatchedJob, SqliteTx, Tx, WRITER_JOBS, WRITER_SECONDS};

/// The result of a query or job.
pub type Result<T> = std::result::Result<T, StoreError>;
