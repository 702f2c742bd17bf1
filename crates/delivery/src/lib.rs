//! The worker that claims from the outbox, sends and records, and what it asks of a provider.
//!
//! A provider is one implementation of [`SmsProvider`](sms::SmsProvider), [`Mailer`](mail::Mailer) or
//! [`VideoProvider`](video::VideoProvider); this crate knows none of them.

pub mod mail;
pub mod sms;
pub mod video;
pub mod worker;

/// What became of what was handed to a carrier, by `channel` and `outcome`: a counter.
pub const OUTCOMES: &str = "liaison_provider_outcomes_total";
