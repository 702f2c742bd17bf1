//! SQL on every database there is: each body runs on SQLite, and on PostgreSQL where one was named.

mod events;
mod records;
mod sms;
mod writer;
