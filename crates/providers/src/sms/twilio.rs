//! Twilio's Programmable Messaging, and whatever speaks its API: the simulator is reached through `base_url`.

pub mod errors;
mod request;
mod response;
pub mod signature;
pub mod webhook;

use crate::{http, secret::Secret};
use async_trait::async_trait;
use delivery::sms::{SmsAccepted, SmsLookupError, SmsSendError, SmsSender, SmsSought, SmsToSend};
use std::time::Duration;
use url::Url;

/// Twilio's public address.
pub const BASE_URL: &str = "https://api.twilio.com";

/// An account and how it is reached.
#[derive(Clone, Debug)]
pub struct TwilioSettings {
    /// [`BASE_URL`], or a server of the same shape.
    pub base_url: Url,
    pub account_sid: String,
    /// Signs webhooks, and requests too where no API key is given. Without it no webhook can be believed.
    pub auth_token: Secret,
    /// Still accepted on webhooks while the token is being rotated.
    pub previous_auth_token: Option<Secret>,
    pub api_key: Option<ApiKey>,
    /// Lets the service pick the sender; must own the practice's number.
    pub messaging_service_sid: Option<String>,
}

/// A key that may send but not read the account.
#[derive(Clone, Debug)]
pub struct ApiKey {
    pub sid: String,
    pub secret: Secret,
}

impl TwilioSettings {
    /// What may sign this account's webhooks.
    pub fn signing_keys(&self) -> signature::SigningKeys {
        let auth_tokens =
            std::iter::once(&self.auth_token).chain(&self.previous_auth_token).cloned().collect();
        signature::SigningKeys { auth_tokens, shared_keys: Vec::new() }
    }
}

/// An adapter for one account.
#[derive(Debug)]
pub struct Twilio {
    settings: TwilioSettings,
    messages: Url,
    client: reqwest::Client,
}

/// The settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TwilioSetupError {
    #[error("the base URL must be http or https and end in a host or a path")]
    BaseUrl,
    #[error(transparent)]
    Client(#[from] reqwest::Error),
}

impl Twilio {
    pub fn new(settings: TwilioSettings) -> Result<Self, TwilioSetupError> {
        Self::with_timeouts(settings, http::CONNECT_TIMEOUT, http::TOTAL_TIMEOUT)
    }

    /// As `new`, with the waiting times given: `connect` for the connection, `total` for the whole request.
    pub fn with_timeouts(
        settings: TwilioSettings,
        connect: Duration,
        total: Duration,
    ) -> Result<Self, TwilioSetupError> {
        Self::on(settings, http::client(connect, total)?)
    }

    /// As `new`, over a client that was made by [`http`] and may be shared.
    pub fn on(settings: TwilioSettings, client: reqwest::Client) -> Result<Self, TwilioSetupError> {
        let messages = messages_url(&settings).ok_or(TwilioSetupError::BaseUrl)?;
        Ok(Self { settings, messages, client })
    }

    fn authorized(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.settings.api_key {
            Some(key) => request.basic_auth(&key.sid, Some(key.secret.expose())),
            None => request.basic_auth(&self.settings.account_sid, Some(self.settings.auth_token.expose())),
        }
    }
}

#[async_trait]
impl SmsSender for Twilio {
    async fn send(&self, sms: &SmsToSend) -> Result<SmsAccepted, SmsSendError> {
        let form = request::create(sms, self.settings.messaging_service_sid.as_deref());
        let request = self.authorized(self.client.post(self.messages.clone())).form(&form);
        let answer = request.send().await.map_err(|error| unanswered(&error))?;
        let status = answer.status().as_u16();
        let pause = answer.headers().get(reqwest::header::RETRY_AFTER);
        let pause = pause.and_then(|value| value.to_str().ok()).and_then(response::retry_after);
        let body = answer.bytes().await.ok();
        response::judge(status, pause, body.as_deref())
    }

    async fn find(&self, sought: &SmsSought) -> Result<Vec<SmsAccepted>, SmsLookupError> {
        let query = request::list(sought, self.settings.messaging_service_sid.is_none());
        let request = self.authorized(self.client.get(self.messages.clone())).query(&query);
        let failed = |reason: String| SmsLookupError { reason };
        let answer = request.send().await.map_err(|error| failed(kind(&error).to_owned()))?;
        if !answer.status().is_success() {
            return Err(failed(answer.status().as_str().to_owned()));
        }
        let body = answer.bytes().await.map_err(|error| failed(kind(&error).to_owned()))?;
        response::matching(&body, sought).ok_or_else(|| failed("not a list of messages".to_owned()))
    }
}

/// No answer came. Only an error of the connection itself proves that nothing was written.
fn unanswered(error: &reqwest::Error) -> SmsSendError {
    let reason = kind(error).to_owned();
    if error.is_connect() || error.is_builder() {
        SmsSendError::NotSent { retry_after: None, reason }
    } else {
        SmsSendError::Unknown { reason }
    }
}

/// The error in a word: its own text would name the URL and with it the account.
fn kind(error: &reqwest::Error) -> &'static str {
    if error.is_connect() {
        "no connection"
    } else if error.is_timeout() {
        "time-out"
    } else if error.is_builder() {
        "request could not be built"
    } else {
        "connection lost"
    }
}

fn messages_url(settings: &TwilioSettings) -> Option<Url> {
    if !matches!(settings.base_url.scheme(), "http" | "https") {
        return None;
    }
    let mut url = settings.base_url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.path_segments_mut().ok()?.pop_if_empty().extend([
        "2010-04-01",
        "Accounts",
        &settings.account_sid,
        "Messages.json",
    ]);
    Some(url)
}
