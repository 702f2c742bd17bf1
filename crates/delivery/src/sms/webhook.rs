//! What a provider tells us by a request of its own: a message came in, a message of ours got further.

use chrono::{DateTime, Utc};
use domain::SmsMessageId;
use domain::inbound_routing::{ProviderText, Sender};
use domain::sms::{DeliveryState, SmsAdvice};
use thiserror::Error;

/// Which of our two addresses was called. A provider that has one address for everything is given either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookAddress {
    Inbound,
    Status,
}

/// A request as it reached us, before anything of it is believed.
#[derive(Clone, Copy, Debug)]
pub struct WebhookRequest<'a> {
    pub address: WebhookAddress,
    /// The public URL: the configured public address, and path and query byte for byte as they came.
    pub url: &'a str,
    /// Names and values, in any order.
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
    pub received_at: DateTime<Utc>,
}

impl<'a> WebhookRequest<'a> {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What is behind the question mark.
    pub fn query(&self) -> &'a str {
        self.url.split_once('?').map_or("", |(_, query)| query)
    }
}

/// One thing that a provider tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmsNews {
    Inbound(InboundSms),
    Report(StatusReport),
}

/// A message that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundSms {
    /// Unique: the key by which a repeated delivery is recognized.
    pub provider_message_id: ProviderText,
    pub from: Sender,
    /// The practice's number, or another address of the account.
    pub to: Sender,
    pub body: ProviderText,
    /// What it was billed as, where the provider says so.
    pub segments: Option<u32>,
    /// How many pictures came with it; they stay with the provider.
    pub media: u32,
}

/// What became of a message that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport {
    pub provider_message_id: ProviderText,
    /// Our id, there even when the answer to the send was lost.
    pub our_id: Option<SmsMessageId>,
    pub state: DeliveryState,
    pub error_code: Option<i32>,
    /// What to do about the error, where there is one.
    pub advice: Option<SmsAdvice>,
}

/// What a believed request tells, and how it is answered once that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub news: SmsNews,
    pub acknowledgement: Acknowledgement,
}

/// The answer that tells the provider not to come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledgement {
    /// 204.
    NoContent,
    /// 200 with this body.
    Body { content_type: &'static str, body: &'static str },
}

/// Why a webhook is refused.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum WebhookError {
    /// It does not come from the provider, or came to another address, or is altered, or too old.
    #[error("{0}")]
    NotBelieved(&'static str),
    /// The provider sent it, and it lacks what every message has.
    #[error("parameter {0} is missing")]
    Missing(&'static str),
    /// The provider sent it, and the parameter holds a word that is not known here.
    #[error("parameter {0} is not known")]
    Unknown(&'static str),
}
