//! What a mailer does for the worker: hand one message over once.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::mail::MailFault;
use std::time::Duration;
use thiserror::Error;

/// One mail, ready to leave. Addresses are plain (`ana@example.org`), names are separate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailToSend {
    /// It may open someone's account: only its addressee may read it.
    pub is_confidential: bool,
    /// Without angle brackets, made when the mail was written: the same on every attempt, so that a mail which
    /// arrives twice is recognized as one.
    pub message_id: String,
    /// When it was written; the `Date` header, the same on every attempt too.
    pub written_at: DateTime<Utc>,
    pub from: MailAddress,
    pub reply_to: Option<MailAddress>,
    pub to: MailAddress,
    pub subject: String,
    pub text: String,
    /// An alternative to `text`, where there is one.
    pub html: Option<String>,
}

/// A person and their address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAddress {
    pub name: Option<String>,
    pub address: String,
}

/// Why a mail was not accepted, by the stage at which it ended.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MailSendError {
    /// It ended before the recipient was named: no letter gets through until the fault is mended, and this one was
    /// neither sent nor looked at.
    #[error("the server takes nothing ({fault}): {reason}")]
    Closed { fault: MailFault, code: Option<u16>, reason: String },
    /// It ended after the recipient was named and before the server had the text, or the server asked to come later
    /// (4xx): sending this letter again is safe.
    #[error("not sent: {reason}")]
    NotSent { retry_after: Option<Duration>, reason: String },
    /// The server refused this recipient or this text for good (5xx), or the mail cannot be written (an address that
    /// is none).
    #[error("rejected: {reason}")]
    Rejected { code: Option<u16>, reason: String },
    /// The whole text was written and no answer came back.
    #[error("outcome unknown: {reason}")]
    Unknown { reason: String },
}

/// A carrier of mail.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands the mail over, once: an implementation never retries.
    async fn send(&self, mail: &MailToSend) -> Result<(), MailSendError>;
}
