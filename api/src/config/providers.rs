//! Which providers carry mail and calls.

use serde::Deserialize;

use super::ConfigError;
use super::keys::wrong;

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum MailProvider {
    /// A page that shows what would have been mailed.
    #[default]
    Mailbox,
    Smtp,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    #[default]
    Starttls,
    Tls,
    /// Unencrypted: only for a relay on the same machine.
    None,
}

/// Who carries the practice's mail.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    pub provider: MailProvider,
    /// The sender's address; its name is the practice's.
    pub from: String,
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    pub username: String,
    pub password: String,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            provider: MailProvider::Mailbox,
            from: "office@practice.example".to_owned(),
            host: "localhost".to_owned(),
            port: 587,
            tls: MailTls::Starttls,
            username: String::new(),
            password: String::new(),
        }
    }
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail")
            .field("provider", &self.provider)
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl Mail {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.from.split_once('@').is_none_or(|(name, host)| name.is_empty() || host.is_empty()) {
            return Err(wrong("mail.from", &self.from, "an e-mail address"));
        }
        if self.provider == MailProvider::Smtp && self.host.is_empty() {
            return Err(wrong("mail.host", "", "the mail server's name"));
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum VideoProviderKind {
    /// The meeting room inside this program, browser to browser.
    #[default]
    Builtin,
    /// A Jitsi server of the practice's own, with HS256 tokens.
    Jitsi,
}

/// A server that helps browsers find a way to each other.
#[derive(Clone, Debug, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct IceServer {
    pub urls: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

/// Where calls take place.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Video {
    pub provider: VideoProviderKind,
    /// The Jitsi server: `host`, `host:port` or `host/tenant`.
    pub domain: String,
    pub app_id: String,
    pub app_secret: String,
    /// For the built-in room. Without a TURN server, clients behind strict firewalls may not connect.
    pub ice_servers: Vec<IceServer>,
    /// Minutes before the start at which a client's link opens.
    pub opens_before_minutes: u32,
    /// Minutes after the planned end at which it closes.
    pub closes_after_minutes: u32,
    /// Whether clients wait until staff let them in.
    pub waiting_room: bool,
}

impl Default for Video {
    fn default() -> Self {
        Self {
            provider: VideoProviderKind::Builtin,
            domain: String::new(),
            app_id: String::new(),
            app_secret: String::new(),
            ice_servers: Vec::new(),
            opens_before_minutes: 15,
            closes_after_minutes: 30,
            waiting_room: true,
        }
    }
}

impl std::fmt::Debug for Video {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Video")
            .field("provider", &self.provider)
            .field("domain", &self.domain)
            .finish_non_exhaustive()
    }
}

impl Video {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.provider == VideoProviderKind::Jitsi {
            if self.domain.parse::<providers::video::jitsi::JitsiDomain>().is_err() {
                return Err(wrong(
                    "video.domain",
                    &self.domain,
                    "a host such as meet.practice.example, with a port or a tenant: host:8443, host/tenant",
                ));
            }
            if self.app_id.is_empty() || self.app_secret.len() < 16 {
                return Err(wrong(
                    "video.app_secret",
                    &self.app_secret,
                    "app_id, and a secret of 16 characters or more",
                ));
            }
        }
        Ok(())
    }
}
