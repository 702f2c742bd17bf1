//! Who carries the practice's texts, and the secret addresses at which the carrier reaches us.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use delivery::sms::{SmsProvider, WebhookAddress};
use delivery::worker::{SmsRoute, SmsRoutes};
use domain::PracticeId;
use domain::phone::PhoneNumber;
use providers::http;
use url::Url;
use uuid::Uuid;

use crate::config::{Config, SIMULATOR, SmsProviderConfig};
use crate::keys::Keys;
use crate::simulator::SimulatorAccounts;

/// What the webhook addresses are signed for.
const WEBHOOK: &str = "sms-webhook";
/// Raised when the addresses have to change.
const WEBHOOK_VERSION: i64 = 1;

/// The provider, the practice's number, and the addresses of both directions.
#[derive(Clone, Debug)]
pub struct SmsGateway {
    pub from: PhoneNumber,
    carrier: Provider,
    keys: Keys,
    public_url: Url,
}

#[derive(Clone)]
enum Provider {
    Simulator(SimulatorAccounts),
    Provider { word: &'static str, name: &'static str, provider: Arc<dyn SmsProvider> },
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Simulator(accounts) => accounts.fmt(f),
            Self::Provider { word, .. } => f.write_str(word),
        }
    }
}

impl SmsGateway {
    /// Reads the configuration. `address` is where this server listens: the simulator is reached there.
    pub fn new(config: &Config, keys: &Keys, public_url: &Url, address: SocketAddr) -> Result<Self, String> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let from = PhoneNumber::parse(&config.sms.from).map_err(|error| format!("sms.from: {error}"))?;
        let carrier = match config.sms.carrier().map_err(|error| error.to_string())? {
            SmsProviderConfig::Simulator => {
                Provider::Simulator(SimulatorAccounts::new(keys, address, config.tls.is_some())?)
            }
            SmsProviderConfig::Provider(account) => {
                let client = http::client(http::CONNECT_TIMEOUT, http::TOTAL_TIMEOUT)
                    .map_err(|error| format!("no HTTP client: {error}"))?;
                let provider = account.connect(client);
                Provider::Provider { word: account.word(), name: account.name(), provider }
            }
        };
        Ok(Self { from, carrier, keys: keys.clone(), public_url: public_url.clone() })
    }

    /// The simulated carrier, where nothing leaves this machine.
    pub const fn simulator(&self) -> Option<&SimulatorAccounts> {
        match &self.carrier {
            Provider::Simulator(accounts) => Some(accounts),
            Provider::Provider { .. } => None,
        }
    }

    /// The configuration's word for who carries texts.
    pub const fn word(&self) -> &'static str {
        match self.carrier {
            Provider::Simulator(_) => SIMULATOR,
            Provider::Provider { word, .. } => word,
        }
    }

    /// The name of the provider, where there is a real one.
    pub const fn provider_name(&self) -> Option<&'static str> {
        match self.carrier {
            Provider::Simulator(_) => None,
            Provider::Provider { name, .. } => Some(name),
        }
    }

    /// The provider of a practice.
    pub fn provider(&self, practice: PracticeId) -> Arc<dyn SmsProvider> {
        match &self.carrier {
            Provider::Simulator(accounts) => accounts.provider(practice),
            Provider::Provider { provider, .. } => Arc::clone(provider),
        }
    }

    /// How the worker reaches the provider of a practice.
    pub fn routes(&self) -> SmsRoutes {
        let gateway = self.clone();
        Arc::new(move |practice| {
            let status_callback = gateway.webhook(practice, WebhookAddress::Status);
            Some(SmsRoute { provider: gateway.provider(practice), status_callback })
        })
    }

    /// The address for the provider. The practice is found by it, never by what the request says.
    pub fn webhook(&self, practice: PracticeId, address: WebhookAddress) -> Url {
        let mac = self.keys.link_mac(WEBHOOK, practice.as_uuid(), WEBHOOK_VERSION);
        let last = match address {
            WebhookAddress::Inbound => "inbound",
            WebhookAddress::Status => "status",
        };
        let path = format!("api/v1/webhooks/sms/{}{mac}/{last}", practice.as_uuid().simple());
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
