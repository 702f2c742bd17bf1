//! Where the demo practice will be served: what its links, texts and mails are made with.

use domain::person::EmailAddress;
use url::Url;

use super::words;
use crate::config::Config;
use crate::keys::Keys;
use crate::sms::office::SmsOffice;

/// The deployment that the practice is made for.
#[derive(Clone, Debug)]
pub struct Place {
    pub keys: Keys,
    pub public_url: Url,
    pub sms: SmsOffice,
    /// Whom the practice's mail comes from.
    pub mail_from: EmailAddress,
}

impl Place {
    /// As the configuration has it; the key file is made where there is none.
    pub fn of(config: &Config) -> Result<Self, String> {
        let keys = Keys::load(&config.key_file)?;
        let public_url = config.public_url(config.listen);
        Ok(Self {
            sms: SmsOffice::new(config, &keys, &public_url, config.listen)?,
            mail_from: EmailAddress::parse(&config.mail.from).map_err(words)?,
            keys,
            public_url,
        })
    }
}
