//! Who carries the practice's mail, as it is configured, and who it comes from.

use std::io::Write;
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
/// The name of the carrier that does.
pub const SMTP: &str = "smtp";

/// The mail's own row is what the mailbox page shows. What may open an account is not shown there, so it is printed
/// where the operator alone reads: on the console, which is not the log.
#[derive(Clone, Copy, Debug)]
struct PageAndConsole;

#[async_trait]
impl KeptMail for PageAndConsole {
    async fn keep(&self, mail: &MailToSend, _: &[u8]) -> Result<(), String> {
        if mail.is_confidential {
            let printed = std::io::stdout().lock().write_all(on_console(mail).as_bytes());
            printed.map_err(|error| format!("the console takes nothing: {error}"))?;
        }
        Ok(())
    }
}

/// A mail as it is printed. Texts and names hold no control characters that a terminal would obey.
fn on_console(mail: &MailToSend) -> String {
    let name = mail.to.name.as_deref().unwrap_or_default();
    let rule = "-".repeat(72);
    format!(
        "{rule}\nNo mail server is set up: hand this on to {name} <{}>.\n{}\n\n{}\n{rule}\n",
        mail.to.address, mail.subject, mail.text
    )
}

/// The mailer and its name.
pub fn mailer(config: &Config) -> (Arc<dyn Mailer>, &'static str) {
    let mail = &config.mail;
    match mail.provider {
        MailProvider::Mailbox => (Arc::new(MailSink::new(PageAndConsole)), MAILBOX),
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
