//! Configuration: one commented file, overridden by `LIAISON_…` environment variables.
//!
//! `LIAISON_SMS__AUTH_TOKEN` sets `auth_token` of `[sms]`. A wrong value stops the start and says the
//! key, the value and what is allowed.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::Deserialize;
use url::Url;

mod budgets;
mod keys;
mod providers;
mod sms;

pub use budgets::{Budget, Budgets};
use keys::{explain, typed, wrong};
pub use providers::{IceServer, Mail, MailProvider, MailTls, Video, VideoProviderKind};
pub use sms::{SIMULATOR, Sms, SmsProviderConfig, SmsProviderWord};

/// The commented file that `liaison config` prints and the README explains.
pub const EXAMPLE: &str = include_str!("../liaison.example.toml");

/// Everything an operator can set. Every key has a default that needs nothing outside.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the server listens; port 0 takes any free one.
    pub listen: SocketAddr,
    /// The address that browsers and providers use. Links, cookies and webhook signatures depend on it.
    pub public_url: Option<Url>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Connections from one address at a time, a trusted proxy's not counted; 0 is any number, and without it a quarter
    /// of the files that the process may open, at most 4,096.
    pub connections_per_address: Option<usize>,
    /// Other origins from which a browser may write: a development server.
    pub extra_origins: Vec<Url>,
    /// The practice's data: database, files, recordings.
    pub data_dir: PathBuf,
    /// PostgreSQL when set; otherwise a SQLite file in `data_dir`.
    pub database_url: Option<String>,
    /// 32 random bytes in hex, made on first start. Keep it apart from backups of `data_dir`.
    pub key_file: PathBuf,
    /// The built browser application, read from disk; the embedded one is used when absent.
    pub web_dir: Option<PathBuf>,
    /// A compiled time zone database, used when it is newer than the program's and the system's.
    pub zoneinfo_dir: Option<PathBuf>,
    /// Threads that serve requests; 0 is one per core.
    pub workers: usize,
    pub log: Log,
    /// Anyone who asks for `/metrics` shows it; without it there is no such address.
    pub metrics_token: Option<String>,
    pub tls: Option<Tls>,
    pub chat: Chat,
    pub budgets: Budgets,
    pub sms: Sms,
    pub mail: Mail,
    pub video: Video,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Log {
    #[default]
    Text,
    Json,
}

/// Certificate and key in PEM, so that cameras work from other machines without a proxy in front.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// How fast one person may post.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Chat {
    /// Messages that may follow one another at once.
    pub burst: u32,
    /// After a burst, so many every second.
    pub posts_per_second: f64,
}

impl Default for Chat {
    fn default() -> Self {
        Self { burst: 40, posts_per_second: 2.0 }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            connections_per_address: None,
            extra_origins: Vec::new(),
            data_dir: PathBuf::from("data"),
            database_url: None,
            key_file: PathBuf::from("liaison.key"),
            web_dir: None,
            zoneinfo_dir: None,
            workers: 0,
            log: Log::default(),
            metrics_token: None,
            tls: None,
            chat: Chat::default(),
            budgets: Budgets::default(),
            sms: Sms::default(),
            mail: Mail::default(),
            video: Video::default(),
        }
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

impl Config {
    /// Reads `file` when it exists (it must, when `required`), then the environment.
    pub fn load(file: &Path, required: bool) -> Result<Self, ConfigError> {
        if required && !file.exists() {
            return Err(ConfigError(format!("there is no configuration file {}", file.display())));
        }
        let environment = Env::prefixed("LIAISON_")
            .ignore(&["config", "log_filter", "owner_password"])
            // What tests are told is beside the settings of the programs that they start.
            .filter(|key| !key.starts_with("test_"))
            .split("__");
        let figment = Figment::new().merge(Toml::file(file)).merge(Env::raw().only(&["DATABASE_URL"]));
        let figment = environment.iter().fold(figment, |figment, (key, value)| {
            figment.merge(Serialized::default(key.as_str(), typed(key.as_str(), value)))
        });
        let config: Self = figment.extract().map_err(|error| ConfigError(explain(&figment, &error)))?;
        config.check()?;
        Ok(config)
    }

    /// What parsing alone cannot tell.
    fn check(&self) -> Result<(), ConfigError> {
        if let Some(url) = &self.public_url {
            let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
            if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() || !plain {
                return Err(wrong("public_url", url, "http:// or https:// with a host and no path"));
            }
        }
        if let Some(token) = &self.metrics_token
            && token.len() < crate::metrics::SHORTEST_TOKEN
        {
            return Err(wrong("metrics_token", token, "16 characters or more"));
        }
        if let Some(url) = &self.database_url
            && !(url.starts_with("postgres://")
                || url.starts_with("postgresql://")
                || url.starts_with("sqlite:"))
        {
            return Err(wrong("database_url", url, "postgres://user:password@host/database or sqlite:path"));
        }
        if self.chat.burst == 0 {
            return Err(wrong("chat.burst", self.chat.burst, "1 or more"));
        }
        if !self.chat.posts_per_second.is_finite() || self.chat.posts_per_second <= 0.0 {
            return Err(wrong("chat.posts_per_second", self.chat.posts_per_second, "more than 0"));
        }
        self.budgets.check()?;
        self.sms.check(self.public_url.as_ref())?;
        self.mail.check()?;
        self.video.check()
    }

    /// The database's address.
    pub fn database(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| {
            format!("sqlite://{}?mode=rwc", self.data_dir.join("liaison.sqlite").display())
        })
    }

    /// The address for links, once the port is known.
    pub fn public_url(&self, listening: SocketAddr) -> Url {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        self.public_url.clone().unwrap_or_else(|| {
            Url::parse(&format!("{scheme}://localhost:{}/", listening.port()))
                .unwrap_or_else(|_| unreachable!("a scheme, localhost and a port are a URL"))
        })
    }
}

#[cfg(test)]
#[path = "config/tests.rs"]
mod tests;
