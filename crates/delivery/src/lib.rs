//! The worker that claims from the outbox, sends and records, and what it asks of a provider.
//!
//! A provider is one implementation of [`SmsSender`](sms::SmsSender), [`Mailer`](mail::Mailer) or
//! [`VideoProvider`](video::VideoProvider); this crate knows none of them.

pub mod mail;
pub mod sms;
pub mod video;
pub mod worker;
