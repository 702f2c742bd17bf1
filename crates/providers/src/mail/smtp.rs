//! Mail over SMTP, one connection per mail, so that every step's outcome is known.
//!
//! The conversation is driven step by step rather than by lettre's transport, because only then can a mail that
//! was never finished (send again) be told from one whose last line was written without an answer (unknown).

use super::message;
use crate::secret::Secret;
use async_trait::async_trait;
use delivery::mail::{MailSendError, MailToSend, Mailer};
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte, usually port 465.
    Tls,
    /// Upgraded by STARTTLS, usually port 587; a server that does not offer it is refused.
    StartTls,
    /// None: for a server on the same machine.
    Plain,
}

/// A mail server and the account on it.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    pub account: Option<SmtpAccount>,
    /// For the connection and every command up to DATA, together.
    pub command_timeout: Duration,
    /// For the text and the server's last answer.
    pub data_timeout: Duration,
}

impl SmtpSettings {
    /// A server with the usual waiting times and no account.
    pub fn new(host: impl Into<String>, port: u16, security: SmtpSecurity) -> Self {
        Self {
            host: host.into(),
            port,
            security,
            account: None,
            command_timeout: Duration::from_secs(30),
            data_timeout: Duration::from_mins(1),
        }
    }
}

/// What the server asks for before it takes mail.
#[derive(Clone, Debug)]
pub struct SmtpAccount {
    pub user: String,
    pub password: Secret,
}

/// A mailer over one server.
#[derive(Clone, Debug)]
pub struct Smtp {
    settings: SmtpSettings,
}

impl Smtp {
    pub fn new(settings: SmtpSettings) -> Self {
        Self { settings }
    }

    async fn greet(&self) -> Result<AsyncSmtpConnection, lettre::transport::smtp::Error> {
        let hello = ClientId::default();
        let server = (self.settings.host.as_str(), self.settings.port);
        let tls = || TlsParameters::new(self.settings.host.clone());
        let implicit = match self.settings.security {
            SmtpSecurity::Tls => Some(tls()?),
            SmtpSecurity::StartTls | SmtpSecurity::Plain => None,
        };
        let limit = Some(self.settings.command_timeout);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, limit, &hello, implicit, None).await?;
        if self.settings.security == SmtpSecurity::StartTls {
            connection.starttls(tls()?, &hello).await?;
        }
        if let Some(account) = &self.settings.account {
            let credentials = Credentials::new(account.user.clone(), account.password.expose().to_owned());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
        }
        Ok(connection)
    }

    /// Everything up to the server's "go ahead" for the text.
    async fn open(&self, envelope: &Envelope) -> Result<AsyncSmtpConnection, lettre::transport::smtp::Error> {
        let mut connection = self.greet().await?;
        let mut parameters = Vec::new();
        if envelope.to().iter().chain(envelope.from()).any(|address| !address.to_string().is_ascii())
            && connection.server_info().supports_feature(Extension::SmtpUtfEight)
        {
            parameters.push(MailParameter::SmtpUtfEight);
        }
        connection.command(Mail::new(envelope.from().cloned(), parameters)).await?;
        for recipient in envelope.to() {
            connection.command(Rcpt::new(recipient.clone(), Vec::new())).await?;
        }
        connection.command(Data).await?;
        Ok(connection)
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &MailToSend) -> Result<(), MailSendError> {
        let message = message::build(mail)?;
        let mut connection = match timeout(self.settings.command_timeout, self.open(message.envelope())).await
        {
            Err(_) => return Err(not_sent("time-out")),
            Ok(Err(error)) => return Err(before_the_end(&error)),
            Ok(Ok(connection)) => connection,
        };
        let written = AtomicBool::new(false);
        let text = message.formatted();
        let sending = connection.message_iter(UntilWritten { text: Some(&text), written: &written });
        let outcome = timeout(self.settings.data_timeout, sending).await;
        let finished = written.load(Ordering::Relaxed);
        match outcome {
            Ok(Ok(_)) => {
                // The mail is the server's; a lost goodbye changes nothing.
                let _ = timeout(self.settings.command_timeout, connection.quit()).await;
                Ok(())
            }
            Ok(Err(error)) if error.status().is_some() => Err(before_the_end(&error)),
            Ok(Err(_)) => Err(unanswered(finished, "connection lost")),
            Err(_) => Err(unanswered(finished, "time-out")),
        }
    }
}

/// Gives out the text once. It is asked for more only after all of it was written, and what follows is the
/// closing dot: from then on a silent server may have the mail.
struct UntilWritten<'a> {
    text: Option<&'a [u8]>,
    written: &'a AtomicBool,
}

impl<'a> Iterator for UntilWritten<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.text.take();
        if text.is_none() {
            self.written.store(true, Ordering::Relaxed);
        }
        text
    }
}

/// An answer of the server, or a failure before the closing dot: either way the server does not have the mail.
fn before_the_end(error: &lettre::transport::smtp::Error) -> MailSendError {
    let reason = error.to_string();
    if error.is_permanent() || error.is_client() {
        MailSendError::Rejected { code: error.status().map(u16::from), reason }
    } else {
        MailSendError::NotSent { retry_after: None, reason }
    }
}

/// No answer to the text. Until the closing dot was begun the server must throw away what it has.
fn unanswered(finished: bool, reason: &str) -> MailSendError {
    if finished { MailSendError::Unknown { reason: reason.to_owned() } } else { not_sent(reason) }
}

fn not_sent(reason: &str) -> MailSendError {
    MailSendError::NotSent { retry_after: None, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_unknown_only_once_its_dot_was_begun() {
        let written = AtomicBool::new(false);
        let mut text = UntilWritten { text: Some(b"the letter"), written: &written };
        let lost = |written: &AtomicBool| unanswered(written.load(Ordering::Relaxed), "lost");
        assert_eq!(text.next(), Some(&b"the letter"[..]));
        assert!(matches!(lost(&written), MailSendError::NotSent { .. }), "the text is still being written");
        assert_eq!(text.next(), None);
        assert!(matches!(lost(&written), MailSendError::Unknown { .. }));
    }
}
