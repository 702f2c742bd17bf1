//! The demo practice is made for this deployment: with its links, its numbers and its mails.

use demo::SessionToken;
use domain::PracticeId;
use domain::language::Language;
use domain::mail::{MailSubject, MailText};
use domain::person::EmailAddress;
use domain::phone::PhoneNumber;
use storage::applicants::ApplicantRecord;
use storage::calls::Call;
use storage::mail::MailParty;
use storage::practices::Practice;
use url::Url;

use crate::calls::call_mails::{self, MailContext};
use crate::calls::view;
use crate::config::Config;
use crate::identity::password;
use crate::keys::Keys;
use crate::mail::transport;
use crate::session::{LIFETIME, hash_token, new_token};
use crate::simulator::SimulatorAccounts;
use crate::sms::gateway::SmsGateway;
use crate::time_zones::TimeZones;

/// What the practice is made with.
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
            mail_from: EmailAddress::parse(&config.mail.from).map_err(|error| error.to_string())?,
            zones: TimeZones::open(config.zoneinfo_dir.as_deref())?,
            keys,
            public_url,
        })
    }
}

impl demo::Deployment for Deployment {
    fn own_number(&self) -> PhoneNumber {
        self.sms.from.clone()
    }

    fn simulator_account(&self, practice: PracticeId) -> Option<String> {
        self.sms.simulator().map(|_| SimulatorAccounts::sid(practice))
    }

    fn password_hash(&self, password: &str) -> Result<String, String> {
        password::hash_now(password).map_err(|error| error.to_string())
    }

    fn new_session(&self) -> SessionToken {
        let token = new_token();
        SessionToken { hash: hash_token(&token), token, lifetime: LIFETIME }
    }

    fn sender(&self, practice: &Practice) -> (MailParty, Option<EmailAddress>) {
        let from = MailParty { name: practice.name.clone(), address: self.mail_from.clone() };
        (from, transport::reply_to(practice))
    }

    fn call_mail(
        &self,
        call: &Call,
        practice: &Practice,
        client: &ApplicantRecord,
        reason: Option<&str>,
    ) -> Result<(MailSubject, MailText), String> {
        let who = MailContext {
            practice: Practice { phone: call_mails::readable(practice.phone.clone()), ..practice.clone() },
            name: client.applicant.full_name(),
            address: client.emails.first().map(|email| email.email.clone()),
            language: Language::of_tag(&client.applicant.language).unwrap_or_default(),
            zone: self.zones.zone_or_utc(&client.applicant.time_zone),
            home: self.zones.zone_or_utc(&practice.time_zone),
        };
        let (subject, text) = if let Some(reason) = reason {
            call_mails::cancellation(call, &who, reason)
        } else {
            let link = self.public_url.join(&view::link_path(&self.keys, call));
            call_mails::invitation(link.map_err(|error| error.to_string())?.as_str(), call, &who)
        };
        Ok((MailSubject::composed(&subject), MailText::composed(&text)))
    }

    fn mailbox(&self) -> &'static str {
        transport::MAILBOX
    }
}
