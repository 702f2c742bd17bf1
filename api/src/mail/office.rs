//! Who carries the practice's mail, as it is configured, and who it comes from.

use std::sync::Arc;

use async_trait::async_trait;
use delivery::mail::{MailToSend, Mailer};
use domain::person::EmailAddress;
use providers::mail::sink::{KeptMail, MailSink};
use providers::mail::smtp::{Smtp, SmtpAccount, SmtpSecurity, SmtpSettings};
use providers::secret::Secret;
use storage::mail::MailParty;
use storage::practices::Practice;

use crate::config::{Config, MailProvider, MailTls};
use crate::error::{ApiError, ApiResult};
use crate::state::App;

/// The name of the carrier that sends nothing.
pub const MAILBOX: &str = "mailbox";
const SMTP: &str = "smtp";

/// The mail's own row is what the mailbox page shows, so there is nothing more to store.
#[derive(Clone, Copy, Debug)]
struct Rows;

#[async_trait]
impl KeptMail for Rows {
    async fn keep(&self, _: &MailToSend, _: &[u8]) -> Result<(), String> {
        Ok(())
    }
}

/// The mailer and its name.
pub fn mailer(config: &Config) -> (Arc<dyn Mailer>, &'static str) {
    let mail = &config.mail;
    match mail.provider {
        MailProvider::Mailbox => (Arc::new(MailSink::new(Rows)), MAILBOX),
        MailProvider::Smtp => {
            let security = match mail.tls {
                MailTls::Starttls => SmtpSecurity::StartTls,
                MailTls::Tls => SmtpSecurity::Tls,
                MailTls::None => SmtpSecurity::Plain,
            };
            let mut settings = SmtpSettings::new(mail.host.clone(), mail.port, security);
            if !mail.username.is_empty() {
                let password = Secret::new(mail.password.clone());
                settings.account = Some(SmtpAccount { user: mail.username.clone(), password });
            }
            (Arc::new(Smtp::new(settings)), SMTP)
        }
    }
}

/// Who the practice's mail comes from.
pub fn sender(app: &App, practice: &Practice) -> ApiResult<MailParty> {
    let address = EmailAddress::parse(&app.config.mail.from)
        .map_err(|error| ApiError::internal(format!("mail.from: {error}")))?;
    Ok(MailParty { name: practice.name.clone(), address })
}

/// Where answers go.
pub fn reply_to(practice: &Practice) -> Option<EmailAddress> {
    EmailAddress::parse(&practice.email).ok()
}
