//! Who carries the practice's texts, and the secret addresses at which the carrier reaches us.

use std::net::SocketAddr;
use std::sync::Arc;

use delivery::sms::SmsSender;
use delivery::worker::{SmsRoute, SmsRoutes};
use domain::PracticeId;
use domain::phone::PhoneNumber;
use providers::http;
use providers::secret::Secret;
use providers::sms::twilio::signature::SigningKeys;
use providers::sms::twilio::{BASE_URL, Twilio, TwilioSettings};
use url::Url;
use uuid::Uuid;

use crate::config::{Config, SmsProvider};
use crate::keys::Keys;

/// What the webhook addresses are signed for.
const WEBHOOK: &str = "sms-webhook";
/// Raised when the addresses have to change.
const WEBHOOK_VERSION: i64 = 1;

/// The provider, the practice's number, and the keys of both directions.
#[derive(Clone, Debug)]
pub struct SmsOffice {
    pub from: PhoneNumber,
    /// Nothing leaves this machine.
    pub simulated: bool,
    pub provider: &'static str,
    keys: Keys,
    public_url: Url,
    settings: TwilioSettings,
    client: reqwest::Client,
}

impl SmsOffice {
    /// Reads the configuration. `address` is where this server listens: the simulator is reached there.
    pub fn new(config: &Config, keys: &Keys, public_url: &Url, address: SocketAddr) -> Result<Self, String> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sms = &config.sms;
        let simulated = sms.provider == SmsProvider::Simulator;
        let from = PhoneNumber::parse(&sms.from).map_err(|error| format!("sms.from: {error}"))?;
        let base = if simulated {
            Ok(own_url(address, config.tls.is_some(), "simulator"))
        } else {
            Url::parse(BASE_URL)
        };
        let base_url = match (&sms.base_url, simulated) {
            (Some(url), false) => url.clone(),
            _ => base.map_err(|error| error.to_string())?,
        };
        let auth_token = if simulated {
            Secret::new(hex::encode(keys.derive("simulator auth token")))
        } else {
            Secret::new(&sms.auth_token)
        };
        let settings = TwilioSettings {
            base_url,
            account_sid: sms.account_sid.clone(),
            auth_token,
            previous_auth_token: sms.previous_auth_token.as_ref().map(Secret::new),
            api_key: None,
            messaging_service_sid: sms.messaging_service_sid.clone(),
        };
        let client = if simulated {
            http::loopback_client()
        } else {
            http::client(http::CONNECT_TIMEOUT, http::TOTAL_TIMEOUT)
        };
        Ok(Self {
            from,
            simulated,
            provider: if simulated { "simulator" } else { "twilio" },
            keys: keys.clone(),
            public_url: public_url.clone(),
            settings,
            client: client.map_err(|error| format!("no HTTP client: {error}"))?,
        })
    }

    /// What may sign the provider's webhooks.
    pub fn signing_keys(&self) -> SigningKeys {
        self.settings.signing_keys()
    }

    /// The token that the simulator shares with the adapter.
    pub fn auth_token(&self) -> &Secret {
        &self.settings.auth_token
    }

    /// The practice's account: each has one of its own with the simulator.
    pub fn account(&self, practice: PracticeId) -> String {
        if self.simulated {
            format!("AC{}", practice.as_uuid().simple())
        } else {
            self.settings.account_sid.clone()
        }
    }

    /// How the worker reaches the provider of a practice.
    pub fn routes(&self) -> SmsRoutes {
        let office = self.clone();
        Arc::new(move |practice| {
            let settings =
                TwilioSettings { account_sid: office.account(practice), ..office.settings.clone() };
            let sender: Arc<dyn SmsSender> = Arc::new(Twilio::on(settings, office.client.clone()).ok()?);
            Some(SmsRoute { sender, status_callback: office.webhook(practice, "status") })
        })
    }

    /// The address for the provider: `what` is `inbound` or `status`. The practice is found by it, never by what the
    /// request says.
    pub fn webhook(&self, practice: PracticeId, what: &str) -> Url {
        let mac = self.keys.link_mac(WEBHOOK, practice.as_uuid(), WEBHOOK_VERSION);
        let path = format!("api/v1/webhooks/sms/{}{mac}/{what}", practice.as_uuid().simple());
        self.public_url.join(&path).unwrap_or_else(|_| self.public_url.clone())
    }

    /// Whose webhook address this is.
    pub fn practice_of(&self, secret: &str) -> Option<PracticeId> {
        let id = Uuid::parse_str(secret.get(..32)?).ok()?;
        let fits = self.keys.link_mac_fits(WEBHOOK, id, WEBHOOK_VERSION, secret.get(32..)?);
        fits.then_some(PracticeId::new(id))
    }

    /// The URL the provider signed: our public address, and path and query as they were received.
    pub fn signed_url(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.public_url.as_str().trim_end_matches('/'))
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
