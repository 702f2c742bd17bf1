//! The accounts that practices have with the simulated carrier, and where it is.

use std::net::SocketAddr;
use std::sync::Arc;

use delivery::sms::SmsProvider;
use domain::PracticeId;
use providers::http;
use providers::secret::Secret;
use providers::sms::twilio::{Twilio, TwilioAccount};
use url::Url;

use crate::keys::Keys;

/// What all of them share. The carrier is Twilio in everything but its address.
#[derive(Clone, Debug)]
pub struct SimulatorAccounts {
    base_url: Url,
    auth_token: Secret,
    client: reqwest::Client,
}

impl SimulatorAccounts {
    /// `address` is where this server listens.
    pub fn new(keys: &Keys, address: SocketAddr, tls: bool) -> Result<Self, String> {
        Ok(Self {
            base_url: own_url(address, tls, "simulator"),
            auth_token: Secret::new(hex::encode(keys.derive("simulator auth token"))),
            client: http::loopback_client().map_err(|error| format!("no HTTP client: {error}"))?,
        })
    }

    /// The practice's account.
    pub fn sid(practice: PracticeId) -> String {
        format!("AC{}", practice.as_uuid().simple())
    }

    /// With which requests and webhooks of every account are signed.
    pub const fn auth_token(&self) -> &Secret {
        &self.auth_token
    }

    /// The adapter for the practice's account.
    pub fn provider(&self, practice: PracticeId) -> Arc<dyn SmsProvider> {
        let account = TwilioAccount {
            base_url: self.base_url.clone(),
            account_sid: Self::sid(practice),
            auth_token: self.auth_token.clone(),
            previous_auth_token: None,
            api_key: None,
            messaging_service_sid: None,
        };
        Arc::new(Twilio::new(account, self.client.clone()))
    }
}

/// An address at which this process reaches itself.
pub fn own_url(address: SocketAddr, tls: bool, path: &str) -> Url {
    let host = match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => format!("127.0.0.1:{}", v4.port()),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => format!("[::1]:{}", v6.port()),
        other => other.to_string(),
    };
    let scheme = if tls { "https" } else { "http" };
    Url::parse(&format!("{scheme}://{host}/{path}"))
        .unwrap_or_else(|_| unreachable!("a socket address is a host and a port"))
}
