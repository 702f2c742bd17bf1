//! Twilio's Programmable Messaging, and whatever speaks its API: the simulator is reached through `base_url`.

pub mod errors;
mod request;
mod response;
pub mod signature;
pub mod webhook;

use crate::secret::Secret;
use crate::sms::account::{Account, AccountKey, GivenKeys, WrongKey};
use crate::sms::{exchange, kept};
use async_trait::async_trait;
use delivery::sms::{
    Received, SmsAccepted, SmsLookup, SmsLookupError, SmsProvider, SmsSendError, SmsToSend, WebhookError,
    WebhookRequest,
};
use response::Answers;
use signature::{SETTINGS_HEADER, SIGNATURE_HEADER, SignedRequest, SigningKeys};
use std::sync::Arc;
use url::Url;

/// Twilio's public address.
const BASE_URL: &str = "https://api.twilio.com";

const ACCOUNT_SID: AccountKey =
    AccountKey::text("account_sid", "AC and 32 hexadecimal digits, from Twilio's console", |sid| {
        is_sid("AC", sid)
    });
const AUTH_TOKEN: AccountKey =
    AccountKey::secret("auth_token", "the account's auth token; webhook signatures are made with it");
const PREVIOUS_AUTH_TOKEN: AccountKey =
    AccountKey::secret("previous_auth_token", "the token that is being phased out");
const MESSAGING_SERVICE_SID: AccountKey =
    AccountKey::text("messaging_service_sid", "MG and 32 hexadecimal digits, from Twilio's console", |sid| {
        is_sid("MG", sid)
    });

/// Whether it has the form of one of Twilio's identifiers.
fn is_sid(prefix: &str, sid: &str) -> bool {
    let digits = sid.strip_prefix(prefix).unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|c| c.is_ascii_hexdigit())
}

/// An account and how it is reached.
#[derive(Clone, Debug)]
pub struct TwilioAccount {
    /// Twilio's public address, or a server of the same shape.
    pub base_url: Url,
    pub account_sid: String,
    /// Signs webhooks, and requests too where no API key is given.
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

impl Account for TwilioAccount {
    const NAME: &'static str = "Twilio";
    const KEYS: &'static [AccountKey] =
        &[ACCOUNT_SID, AUTH_TOKEN, PREVIOUS_AUTH_TOKEN, MESSAGING_SERVICE_SID];

    fn read(given: &GivenKeys<'_>) -> Result<Self, WrongKey> {
        Ok(Self {
            account_sid: given.required(&ACCOUNT_SID)?,
            auth_token: given.required_secret(&AUTH_TOKEN)?,
            previous_auth_token: given.optional_secret(&PREVIOUS_AUTH_TOKEN)?,
            api_key: None,
            messaging_service_sid: given.optional(&MESSAGING_SERVICE_SID)?,
            base_url: given.base_url(BASE_URL)?,
        })
    }

    fn connect(&self, client: reqwest::Client) -> Arc<dyn SmsProvider> {
        Arc::new(Twilio::new(self.clone(), client))
    }
}

impl TwilioAccount {
    /// What may sign this account's webhooks.
    fn signing_keys(&self) -> SigningKeys {
        let auth_tokens =
            std::iter::once(&self.auth_token).chain(&self.previous_auth_token).cloned().collect();
        SigningKeys { auth_tokens, shared_keys: Vec::new() }
    }

    fn messages_url(&self) -> Url {
        let mut url = self.base_url.clone();
        url.set_query(None);
        url.set_fragment(None);
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["2010-04-01", "Accounts", &self.account_sid, "Messages.json"]);
        }
        url
    }
}

/// An adapter for one account.
#[derive(Debug)]
pub struct Twilio {
    account: TwilioAccount,
    messages: Url,
    client: reqwest::Client,
}

impl Twilio {
    /// Over a client that was made by [`http`](crate::http) and may be shared.
    pub fn new(account: TwilioAccount, client: reqwest::Client) -> Self {
        let messages = account.messages_url();
        Self { account, messages, client }
    }

    fn authorized(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.account.api_key {
            Some(key) => request.basic_auth(&key.sid, Some(key.secret.expose())),
            None => request.basic_auth(&self.account.account_sid, Some(self.account.auth_token.expose())),
        }
    }
}

#[async_trait]
impl SmsProvider for Twilio {
    async fn send(&self, sms: &SmsToSend) -> Result<SmsAccepted, SmsSendError> {
        let form = request::create(sms, self.account.messaging_service_sid.as_deref());
        let request = self.authorized(self.client.post(self.messages.clone())).form(&form);
        exchange::send(request, &Answers).await
    }

    async fn find(&self, sought: &SmsLookup) -> Result<Vec<SmsAccepted>, SmsLookupError> {
        let query = request::list(sought, self.account.messaging_service_sid.is_none());
        let request = self.authorized(self.client.get(self.messages.clone())).query(&query);
        let body = exchange::ask(request).await?;
        let not_a_list = || SmsLookupError { reason: "not a list of messages".to_owned() };
        response::matching(&body, sought).ok_or_else(not_a_list)
    }

    fn receive(&self, request: &WebhookRequest<'_>) -> Result<Received, WebhookError> {
        let form = kept::parameters(request.body);
        let signed = SignedRequest {
            url: request.url,
            form: &form,
            raw_body: request.body,
            signature: request.header(SIGNATURE_HEADER),
            settings: request.header(SETTINGS_HEADER),
        };
        signature::verify(&self.account.signing_keys(), signed)
            .map_err(|error| WebhookError::NotBelieved(error.words()))?;
        webhook::read(request.address, request.query(), &form)
    }
}
