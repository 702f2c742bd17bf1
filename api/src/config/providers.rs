//! Which providers carry texts, mail and calls.

use serde::Deserialize;
use url::Url;

use super::{ConfigError, wrong};

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum SmsProvider {
    /// A carrier inside this program with a phone on screen: nothing leaves the machine.
    #[default]
    Simulator,
    Twilio,
}

/// The practice's number and who carries its texts.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sms {
    pub provider: SmsProvider,
    /// The practice's own number, with country code.
    pub from: String,
    pub account_sid: String,
    pub auth_token: String,
    /// A token that is being phased out; signatures made with it are still accepted.
    pub previous_auth_token: Option<String>,
    pub messaging_service_sid: Option<String>,
    /// Where the provider's API is, when not at its usual place.
    pub base_url: Option<Url>,
}

impl Default for Sms {
    fn default() -> Self {
        Self {
            provider: SmsProvider::Simulator,
            from: "+14385550100".to_owned(),
            account_sid: String::new(),
            auth_token: String::new(),
            previous_auth_token: None,
            messaging_service_sid: None,
            base_url: None,
        }
    }
}

impl std::fmt::Debug for Sms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sms")
            .field("provider", &self.provider)
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

impl Sms {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        domain_phone(&self.from)?;
        if self.provider == SmsProvider::Twilio {
            let sid = &self.account_sid;
            if sid.len() != 34
                || !sid.starts_with("AC")
                || !sid.chars().skip(2).all(|c| c.is_ascii_hexdigit())
            {
                return Err(wrong(
                    "sms.account_sid",
                    sid,
                    "AC and 32 hexadecimal digits, from Twilio's console",
                ));
            }
            if self.auth_token.is_empty() {
                return Err(wrong(
                    "sms.auth_token",
                    "",
                    "the account's auth token; webhook signatures are made with it",
                ));
            }
        }
        Ok(())
    }
}

fn domain_phone(from: &str) -> Result<(), ConfigError> {
    let digits = from.strip_prefix('+').unwrap_or_default();
    let good = (7..=15).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
    if good { Ok(()) } else { Err(wrong("sms.from", from, "a number with country code: +15145550123")) }
}

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
    /// The Jitsi server: host, and port when it is not 443.
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
            let host_and_port = url::Url::parse(&format!("https://{}/", self.domain));
            if self.domain.is_empty() || host_and_port.is_err() || self.domain.contains('/') {
                return Err(wrong("video.domain", &self.domain, "a host such as meet.practice.example"));
            }
            if self.app_id.is_empty() || self.app_secret.len() < 16 {
                return Err(wrong(
                    "video.app_secret",
                    "(not shown)",
                    "app_id, and a secret of 16 characters or more",
                ));
            }
        }
        Ok(())
    }
}
