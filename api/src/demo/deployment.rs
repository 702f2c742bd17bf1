//! Where the demo practice will be served: what its links, texts and mails are made with.

use domain::person::EmailAddress;
use url::Url;

use super::words;
use crate::config::Config;
use crate::keys::Keys;
use crate::sms::gateway::SmsGateway;
use crate::time_zones::TimeZones;

/// The deployment that the practice is made for.
#[derive(Clone, Debug)]
pub struct Deployment {
    pub keys: Keys,
    pub public_url: Url,
    pub sms: SmsGateway,
    /// Whom the practice's mail comes from.
    pub mail_from: EmailAddress,
    pub zones: TimeZones,
}

impl Deployment {
    /// As the configuration has it.
    pub fn of(config: &Config, keys: Keys) -> Result<Self, String> {
        let public_url = config.public_url(config.listen);
        Ok(Self {
            sms: SmsGateway::new(config, &keys, &public_url, config.listen)?,
            mail_from: EmailAddress::parse(&config.mail.from).map_err(words)?,
            zones: TimeZones::open(config.zoneinfo_dir.as_deref())?,
            keys,
            public_url,
        })
    }
}
