//! What an SMS provider does: send one message once, say what became of it, and read what it tells us by itself.

mod webhook;

pub use domain::sms::{SmsAccepted, SmsFailure};
pub use webhook::{
    Acknowledgement, InboundSms, Received, SmsNews, StatusReport, WebhookAddress, WebhookError,
    WebhookRequest,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{SmsMessageId, phone::PhoneNumber, sms::SmsAdvice};
use std::time::Duration;
use thiserror::Error;
use url::Url;

/// One text message, ready to leave.
#[derive(Clone, Debug)]
pub struct SmsToSend {
    /// Travels with the message, so that a status report finds it even when the answer to the send was lost.
    pub id: SmsMessageId,
    pub from: PhoneNumber,
    pub to: PhoneNumber,
    pub body: String,
    /// Where the provider reports the state; the provider adds `id` to it in its own way.
    pub status_callback: Url,
}

/// What to look for when the outcome of a send is not known.
#[derive(Clone, Debug)]
pub struct SmsLookup {
    /// The id that travelled with it, for providers whose lists tell it.
    pub id: SmsMessageId,
    pub from: PhoneNumber,
    pub to: PhoneNumber,
    pub body: String,
    /// The message was handed over between these instants, if it was. The same text may have been written again
    /// since, and that is another message.
    pub sent_after: DateTime<Utc>,
    pub sent_before: DateTime<Utc>,
}

/// Why a message was not accepted, in the only distinction that decides what may happen next.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SmsSendError {
    /// Refused before anything was written (connection, name, TLS) or by a rate limit (429): sending again
    /// is safe, not before `retry_after` where the provider named one.
    #[error("not sent: {reason}")]
    NotSent { retry_after: Option<Duration>, reason: String },
    /// The provider answered that it will not send this message. Permanent.
    #[error("rejected with {code}")]
    Rejected {
        /// The provider's own code, or the HTTP status.
        code: i32,
        /// The provider's own words. They may quote the phone number, so that they are shown and never logged.
        message: String,
        advice: SmsAdvice,
    },
    /// Time-out, lost connection or 5xx after the request was written. The message may be on its way: it is
    /// shown as unknown and never sent again by itself.
    #[error("outcome unknown: {reason}")]
    Unknown { reason: String },
}

/// A look-up that could not be answered; it may be asked again at any time.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the provider could not be asked: {reason}")]
pub struct SmsLookupError {
    pub reason: String,
}

/// A provider of text messages, in both directions.
#[async_trait]
pub trait SmsProvider: Send + Sync {
    /// Hands the message to the provider, once: an implementation never retries.
    async fn send(&self, sms: &SmsToSend) -> Result<SmsAccepted, SmsSendError>;

    /// Every message the provider has that could be the one sought, oldest first. The caller leaves out those it
    /// knows to be other messages and adopts the rest only if it is exactly one.
    async fn find(&self, sought: &SmsLookup) -> Result<Vec<SmsAccepted>, SmsLookupError>;

    /// Reads a request to one of our webhook addresses, after it has proved to be the provider's.
    fn receive(&self, request: &WebhookRequest<'_>) -> Result<Received, WebhookError>;
}
