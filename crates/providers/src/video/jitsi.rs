//! A self-hosted Jitsi Meet with HS256 tokens (`app_id` and `app_secret` of its Prosody).

use super::token::{Signer, room_config};
use crate::secret::Secret;
use chrono::{DateTime, Utc};
use delivery::video::{
    MintError, RoomGrant, RoomName, RoomPerson, RoomRole, VideoProvider, VideoProviderKind,
};
use std::str::FromStr;
use thiserror::Error;

/// Where a Jitsi is: `host[:port][/tenant]`. The IFrame API always speaks https.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JitsiDomain(String);

/// The text would not be a plain host, or could smuggle something into the page that loads the script.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a Jitsi domain is host, host:port or host/tenant, without https://")]
pub struct BadJitsiDomain;

impl FromStr for JitsiDomain {
    type Err = BadJitsiDomain;

    fn from_str(text: &str) -> Result<Self, BadJitsiDomain> {
        let text = text.trim().to_ascii_lowercase();
        let (authority, tenant) = text.split_once('/').map_or((text.as_str(), None), |(a, t)| (a, Some(t)));
        let (host, port) = authority.split_once(':').map_or((authority, None), |(h, p)| (h, Some(p)));
        let label = |l: &str| {
            (1..=63).contains(&l.len())
                && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !l.starts_with('-')
                && !l.ends_with('-')
        };
        let host_ok = host.len() <= 253 && host.split('.').all(label);
        let port_ok = port.is_none_or(|p| p.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == p));
        let tenant_ok = tenant.is_none_or(|t| {
            !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        });
        if host_ok && port_ok && tenant_ok { Ok(Self(text)) } else { Err(BadJitsiDomain) }
    }
}

impl JitsiDomain {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Origin for the content policy of the call's page.
    pub fn origin(&self) -> String {
        format!("https://{}", self.authority())
    }

    /// The public demonstration server, which takes no tokens and cuts embedded calls after five minutes.
    pub fn is_public_demo(&self) -> bool {
        self.authority() == "meet.jit.si"
    }

    fn authority(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
}

/// A server and the key that Prosody shares with us.
#[derive(Clone, Debug)]
pub struct JitsiSettings {
    pub domain: JitsiDomain,
    pub app_id: String,
    pub app_secret: Secret,
    /// `sub` of the tokens: the XMPP domain, the tenant, or `*` where domains are not verified.
    pub subject: String,
}

/// The provider for one server.
#[derive(Clone, Debug)]
pub struct Jitsi {
    domain: JitsiDomain,
    signer: Signer,
}

impl Jitsi {
    pub fn new(settings: JitsiSettings) -> Self {
        let JitsiSettings { domain, app_id, app_secret, subject } = settings;
        Self { domain, signer: Signer { issuer: app_id, subject, secret: app_secret } }
    }
}

impl VideoProvider for Jitsi {
    fn kind(&self) -> VideoProviderKind {
        VideoProviderKind::Jitsi
    }

    fn mint(
        &self,
        room: &RoomName,
        person: &RoomPerson,
        role: RoomRole,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<RoomGrant, MintError> {
        // What is in a token, every participant's browser may read.
        let person = RoomPerson { session: None, ..person.clone() };
        let jwt = self.signer.sign(room, &person, role, now, until)?;
        Ok(RoomGrant {
            domain: self.domain.as_str().to_owned(),
            room: room.clone(),
            jwt,
            script_url: format!("{}/external_api.js", self.domain.origin()),
            config: room_config(role),
            expires_at: until,
        })
    }

    fn is_server(&self, token: &str, now: DateTime<Utc>) -> bool {
        self.signer.is_server(token, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_comes_from_the_configured_domain_v2() {
        for (domain, script) in [
            ("Meet.Example.org", "https://meet.example.org/external_api.js"),
            ("meet.example.org:8443", "https://meet.example.org:8443/external_api.js"),
            ("meet.example.org/tenant-1", "https://meet.example.org/external_api.js"),
        ] {
            let jitsi = Jitsi::new(JitsiSettings {
                domain: domain.parse().unwrap(),
                app_id: "liaison".into(),
                app_secret: Secret::new("s"),
                subject: "*".into(),
            });
            let person = RoomPerson { id: "1".into(), name: "Ana".into(), session: Some("s".into()) };
            let room = "k3v9d2m4q8x7c5b1n6z0".parse().unwrap();
            let (now, until) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(1));
            let grant = jitsi.mint(&room, &person, RoomRole::Guest, now, until).unwrap();
            assert_eq!(grant.expires_at, until);
            assert_eq!(grant.script_url, script);
            assert_eq!(grant.domain, domain.to_ascii_lowercase());
        }
    }

    #[test]
    fn a_domain_cannot_smuggle_anything() {
        for bad in [
            "",
            "https://meet.example.org",
            "user@meet.example.org",
            "meet.example.org:0",
            "meet.example.org:99999",
            "meet.example.org:080",
            "meet.example.org/",
            "meet.example.org/a/b",
            "meet.example.org/../x",
            "meet.example.org?x",
            "meet.example.org#x",
            "meet.example.org\"onload",
            "meet example.org",
            "-meet.example.org",
            "meet..example.org",
            "méét.example.org",
            "meet.example.org; script-src *",
        ] {
            assert_eq!(bad.parse::<JitsiDomain>(), Err(BadJitsiDomain), "{bad}");
        }
        assert!("meet.jit.si".parse::<JitsiDomain>().unwrap().is_public_demo());
        assert!(!"jit.si".parse::<JitsiDomain>().unwrap().is_public_demo());
    }
}
