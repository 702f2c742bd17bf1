//! What every handler can reach.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use delivery::worker::Worker;
use domain::clock::Clock;
use storage::Store;
use url::Url;

use crate::budgets::Budgets;
use crate::calls::service::CallService;
use crate::chat::membership::MembershipCache;
use crate::config::Config;
use crate::http::patience::Bodies;
use crate::identity::password::Passwords;
use crate::identity::set_up_code::SetUpCode;
use crate::keys::Keys;
use crate::limits::Limits;
use crate::realtime::hub::Hub;
use crate::session::cache::SessionCache;
use crate::simulator::WebhookSender;
use crate::sms::gateway::SmsGateway;
use crate::time_zones::TimeZones;

/// The running application. Handlers take it as `web::Data<App>`.
#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub config: Config,
    pub keys: Keys,
    pub hub: Arc<Hub>,
    pub sessions: Arc<SessionCache>,
    pub members: Arc<MembershipCache>,
    pub limits: Limits,
    /// Those that are arriving.
    pub bodies: Arc<Bodies>,
    pub budgets: Budgets,
    pub calls: CallService,
    pub passwords: Passwords,
    /// While nobody has set the practice up.
    pub set_up_code: Option<SetUpCode>,
    pub sms: SmsGateway,
    /// Of the simulated carrier.
    pub webhooks: WebhookSender,
    pub worker: Arc<Worker>,
    /// What clocks show, in every zone.
    pub zones: TimeZones,
    /// The address for links, cookies and signatures.
    pub public_url: Url,
    pub listening: SocketAddr,
}

impl App {
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Whether browsers reach us by HTTPS, so that cookies may insist on it.
    pub fn is_secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// An address of ours: `path` without its leading slash.
    pub fn link(&self, path: &str) -> Url {
        self.public_url.join(path).unwrap_or_else(|_| self.public_url.clone())
    }
}
