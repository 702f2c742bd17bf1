//! MessageBird's SMS API (rest.messagebird.com), now a part of Bird.
//!
//! Contract as in npm messagebird 4.0.1 and MessageBird's API reference: requests in JSON with an access key, numbers
//! without `+`, reports by GET to the address that each message names, and both directions signed with a JWT.

mod errors;
mod request;
mod response;
mod signature;
mod webhook;

use crate::secret::Secret;
use crate::sms::account::{Account, AccountKey, GivenKeys, WrongKey};
use crate::sms::{exchange, kept};
use async_trait::async_trait;
use delivery::sms::{
    Received, SmsAccepted, SmsLookup, SmsLookupError, SmsProvider, SmsSendError, SmsToSend, WebhookError,
    WebhookRequest,
};
use response::Answers;
use std::sync::Arc;
use url::Url;

/// MessageBird's public address.
const BASE_URL: &str = "https://rest.messagebird.com";
/// How many pages of a list are read. More messages than they hold went to one number within minutes of each other.
const MAX_PAGES: usize = 10;

const ACCESS_KEY: AccountKey = AccountKey::secret("access_key", "a live access key of the account");
const SIGNING_KEY: AccountKey =
    AccountKey::secret("signing_key", "the account's signing key; webhook signatures are made with it");

/// An account and how it is reached.
#[derive(Clone, Debug)]
pub struct MessageBirdAccount {
    /// MessageBird's public address, or a server of the same shape.
    pub base_url: Url,
    /// Proves who asks.
    pub access_key: Secret,
    /// Signs webhooks.
    pub signing_key: Secret,
}

impl Account for MessageBirdAccount {
    const NAME: &'static str = "MessageBird";
    const KEYS: &'static [AccountKey] = &[ACCESS_KEY, SIGNING_KEY];

    fn read(given: &GivenKeys<'_>) -> Result<Self, WrongKey> {
        Ok(Self {
            access_key: given.required_secret(&ACCESS_KEY)?,
            signing_key: given.required_secret(&SIGNING_KEY)?,
            base_url: given.base_url(BASE_URL)?,
        })
    }

    fn connect(&self, client: reqwest::Client) -> Arc<dyn SmsProvider> {
        Arc::new(MessageBird::new(self.clone(), client))
    }
}

/// An adapter for one account.
#[derive(Debug)]
pub struct MessageBird {
    account: MessageBirdAccount,
    messages: Url,
    client: reqwest::Client,
}

impl MessageBird {
    /// Over a client that was made by [`http`](crate::http) and may be shared.
    pub fn new(account: MessageBirdAccount, client: reqwest::Client) -> Self {
        let mut messages = account.base_url.clone();
        messages.set_query(None);
        messages.set_fragment(None);
        if let Ok(mut path) = messages.path_segments_mut() {
            path.pop_if_empty().push("messages");
        }
        Self { account, messages, client }
    }

    fn authorized(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        let key = format!("AccessKey {}", self.account.access_key.expose());
        request.header(reqwest::header::AUTHORIZATION, key)
    }
}

#[async_trait]
impl SmsProvider for MessageBird {
    async fn send(&self, sms: &SmsToSend) -> Result<SmsAccepted, SmsSendError> {
        let request = self.client.post(self.messages.clone()).json(&request::create(sms));
        exchange::send(self.authorized(request), &Answers).await
    }

    /// The list knows no reference to look for, but tells it of each message: ours is found by its own id.
    async fn find(&self, sought: &SmsLookup) -> Result<Vec<SmsAccepted>, SmsLookupError> {
        let failed = |reason: &str| SmsLookupError { reason: reason.to_owned() };
        let mut found = Vec::new();
        let mut offset = 0;
        for _ in 0..MAX_PAGES {
            let request = self.client.get(self.messages.clone()).query(&request::list(sought, offset));
            let body = exchange::ask(self.authorized(request)).await?;
            let page = response::page(&body).ok_or_else(|| failed("not a list of messages"))?;
            let read = page.items.len();
            found.extend(response::matching(page.items, sought));
            offset += read;
            if read == 0 || offset >= page.total {
                return Ok(found);
            }
        }
        Err(failed("too many messages to look through"))
    }

    fn receive(&self, request: &WebhookRequest<'_>) -> Result<Received, WebhookError> {
        signature::verify(&self.account.signing_key, request).map_err(WebhookError::NotBelieved)?;
        let mut parameters = kept::parameters(request.query().as_bytes());
        parameters.extend(kept::parameters(request.body));
        webhook::read(request.address, &parameters)
    }
}
