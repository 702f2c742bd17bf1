//! Providers of mail: a real SMTP server, or a sink that keeps what would have been mailed.

mod message;
pub mod sink;
pub mod smtp;
