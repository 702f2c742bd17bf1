//! Mail over SMTP, one connection per mail, so that every step's outcome is known.
//!
//! The conversation is driven step by step: what ends before the recipient is named is the account's or the server's
//! fault, what ends later is the letter's, and a mail that was never finished (send again) differs from one whose
//! last line was written without an answer (unknown).

mod conversation;
mod tls;

use std::io::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use delivery::mail::{MailSendError, MailToSend, Mailer};
use domain::mail::MailFault;
use lettre::Message;
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::commands::{Auth, Data, Ehlo, Mail, Quit, Rcpt, Starttls};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter, ServerInfo};
use tokio::net::TcpStream;
use tokio::time::timeout;

use self::conversation::{Answer, Conversation, Stream};
use super::message;
use crate::secret::Secret;

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
    /// For writing the text.
    pub text_timeout: Duration,
    /// For the answer to the text: servers look for viruses before they give it, and RFC 5321 (4.5.3.2.6) asks for ten
    /// minutes of patience. Giving up earlier makes a mail unknown that was taken.
    pub answer_timeout: Duration,
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
            text_timeout: Duration::from_mins(3),
            answer_timeout: Duration::from_mins(10),
        }
    }
}

/// What the server asks for before it takes mail.
#[derive(Clone, Debug)]
pub struct SmtpAccount {
    pub user: String,
    pub password: Secret,
}

/// A goodbye that is not heard changes nothing and is not waited for long.
const GOODBYE: Duration = Duration::from_secs(5);

/// A mailer over one server.
#[derive(Clone, Debug)]
pub struct Smtp {
    settings: SmtpSettings,
}

type Talk = Conversation<Box<dyn Stream>>;

/// What the server said, or why it said nothing.
enum Ended {
    Answer(Answer),
    Lost(Error),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Self::Lost(error)
    }
}

impl Smtp {
    pub fn new(settings: SmtpSettings) -> Self {
        Self { settings }
    }

    /// Connects, encrypts and signs in.
    async fn greet(&self) -> Result<(Talk, ServerInfo), MailSendError> {
        let unreachable = |error: Error| closed(MailFault::Unreachable, &Ended::Lost(error));
        let server = (self.settings.host.as_str(), self.settings.port);
        let stream: Box<dyn Stream> = Box::new(TcpStream::connect(server).await.map_err(unreachable)?);
        let unencrypted = |error: Error| closed(MailFault::Encryption, &Ended::Lost(error));
        let host = &self.settings.host;
        let mut talk = match self.settings.security {
            SmtpSecurity::Tls => Conversation::new(tls::encrypt(stream, host).await.map_err(unencrypted)?),
            SmtpSecurity::StartTls | SmtpSecurity::Plain => Conversation::new(stream),
        };
        let greeting = positive(talk.answer().await);
        greeting.map_err(|ended| closed(MailFault::Refused, &ended))?;
        let mut server = hello(&mut talk).await?;
        if self.settings.security == SmtpSecurity::StartTls {
            if !server.supports_feature(Extension::StartTls) {
                let reason = "the server does not offer STARTTLS".to_owned();
                return Err(MailSendError::Closed { fault: MailFault::Encryption, code: None, reason });
            }
            let go = positive(talk.ask(Starttls).await);
            go.map_err(|ended| closed(MailFault::Encryption, &ended))?;
            let stream = talk.into_stream().map_err(unencrypted)?;
            talk = Conversation::new(tls::encrypt(stream, host).await.map_err(unencrypted)?);
            server = hello(&mut talk).await?;
        }
        if let Some(account) = &self.settings.account {
            sign_in(&mut talk, &server, account).await?;
        }
        Ok((talk, server))
    }

    /// Everything up to the server's "go ahead" for the text.
    /// `named` is set once the recipient is.
    async fn open(&self, envelope: &Envelope, named: &AtomicBool) -> Result<Talk, MailSendError> {
        let (mut talk, server) = self.greet().await?;
        let mut parameters = Vec::new();
        if envelope.to().iter().chain(envelope.from()).any(|address| !address.to_string().is_ascii()) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                let reason = "the mail server takes no addresses with letters beyond a to z".to_owned();
                return Err(MailSendError::Rejected { code: None, reason });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = positive(talk.ask(Mail::new(envelope.from().cloned(), parameters)).await);
        from.map_err(|ended| closed(MailFault::Sender, &ended))?;
        named.store(true, Ordering::Relaxed);
        for recipient in envelope.to() {
            positive(talk.ask(Rcpt::new(recipient.clone(), Vec::new())).await).map_err(of_the_letter)?;
        }
        positive(talk.ask(Data).await).map_err(of_the_letter)?;
        Ok(talk)
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &MailToSend) -> Result<(), MailSendError> {
        let message = message::build(mail)?;
        let named = AtomicBool::new(false);
        let opened = timeout(self.settings.command_timeout, self.open(message.envelope(), &named)).await;
        let mut talk = opened.map_err(|_| silent(named.load(Ordering::Relaxed)))??;
        hand_over(&mut talk, &self.settings, &message).await?;
        // The mail is the server's; a lost goodbye changes nothing.
        let _ = timeout(GOODBYE, talk.ask(Quit)).await;
        Ok(())
    }
}

/// The text and the server's last word. Until the closing dot is begun the server must throw away what it has; from
/// then on a silent server may have the mail.
async fn hand_over(talk: &mut Talk, settings: &SmtpSettings, message: &Message) -> Result<(), MailSendError> {
    let text = stuffed(&message.formatted());
    match timeout(settings.text_timeout, talk.write(&text)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(of_the_letter(Ended::Lost(error))),
        Err(_) => return Err(not_sent("time-out while the text was written".to_owned())),
    }
    let closing = async {
        talk.write(b".\r\n").await?;
        talk.answer().await
    };
    match timeout(settings.answer_timeout, closing).await {
        Ok(answer) => match positive(answer) {
            Ok(_) => Ok(()),
            Err(Ended::Answer(answer)) => Err(of_the_letter(Ended::Answer(answer))),
            Err(Ended::Lost(error)) => Err(MailSendError::Unknown { reason: error.to_string() }),
        },
        Err(_) => Err(MailSendError::Unknown { reason: "time-out".to_owned() }),
    }
}

/// The text as it is written: a dot at the beginning of a line is doubled, and the last line is ended.
fn stuffed(text: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(text.len() + 16);
    let mut at_start = true;
    for byte in text {
        if at_start && *byte == b'.' {
            written.push(b'.');
        }
        written.push(*byte);
        at_start = *byte == b'\n';
    }
    if !at_start {
        written.extend(b"\r\n");
    }
    written
}

async fn hello(talk: &mut Talk) -> Result<ServerInfo, MailSendError> {
    let answer = positive(talk.ask(Ehlo::new(ClientId::default())).await);
    let answer = answer.map_err(|ended| closed(MailFault::Refused, &ended))?;
    // A server that names nothing, not even itself, can do nothing beyond the basics.
    Ok(answer.parsed().and_then(|parsed| ServerInfo::from_response(&parsed).ok()).unwrap_or_default())
}

async fn sign_in(talk: &mut Talk, server: &ServerInfo, account: &SmtpAccount) -> Result<(), MailSendError> {
    let refused = |reason: &str| MailSendError::Closed {
        fault: MailFault::Account,
        code: None,
        reason: reason.to_owned(),
    };
    let mechanism = server
        .get_auth_mechanism(&[Mechanism::Plain, Mechanism::Login])
        .ok_or_else(|| refused("the server offers no way to sign in that is known here"))?;
    let credentials = || Credentials::new(account.user.clone(), account.password.expose().to_owned());
    let unreadable = |_| refused("the server's challenge cannot be read");
    let mut command = Auth::new(mechanism, credentials(), None).map_err(unreadable)?;
    // LOGIN asks twice; a server that goes on asking never lets anybody in.
    for _ in 0..4 {
        let answer = positive(talk.ask(command).await);
        let answer = answer.map_err(|ended| closed(MailFault::Account, &ended))?;
        if answer.code != 334 {
            return Ok(());
        }
        let challenge = answer.parsed().ok_or_else(|| refused("the server's challenge cannot be read"))?;
        command = Auth::new_from_response(mechanism, credentials(), &challenge).map_err(unreadable)?;
    }
    Err(refused("the server goes on asking for the password"))
}

fn positive(answer: Result<Answer, Error>) -> Result<Answer, Ended> {
    let answer = answer?;
    if answer.is_positive() { Ok(answer) } else { Err(Ended::Answer(answer)) }
}

/// The conversation ended before the recipient was named. What a server puts off, and a connection that breaks, mend
/// themselves; an answer about signing in is about the account, whenever it comes.
fn closed(fault: MailFault, ended: &Ended) -> MailSendError {
    match ended {
        Ended::Answer(answer) if !answer.is_permanent() => {
            MailSendError::Closed { fault: MailFault::Busy, code: Some(answer.code), reason: answer.words() }
        }
        Ended::Answer(answer) => {
            let fault = if is_about_the_account(answer) { MailFault::Account } else { fault };
            MailSendError::Closed { fault, code: Some(answer.code), reason: answer.words() }
        }
        Ended::Lost(error) => {
            let fault = match fault {
                MailFault::Unreachable | MailFault::Encryption => fault,
                MailFault::Refused | MailFault::Account | MailFault::Sender | MailFault::Busy => {
                    MailFault::Busy
                }
            };
            MailSendError::Closed { fault, code: None, reason: error.to_string() }
        }
    }
}

/// The conversation ended after the recipient was named, and the server does not have the mail.
fn of_the_letter(ended: Ended) -> MailSendError {
    match ended {
        Ended::Answer(answer) if is_about_the_account(&answer) => {
            closed(MailFault::Account, &Ended::Answer(answer))
        }
        Ended::Answer(answer) if answer.is_permanent() => {
            MailSendError::Rejected { code: Some(answer.code), reason: answer.words() }
        }
        Ended::Answer(answer) => not_sent(answer.words()),
        Ended::Lost(error) => not_sent(error.to_string()),
    }
}

/// Sign in first, too weak a way, wrong password, encrypt first (RFC 4954, 6).
const fn is_about_the_account(answer: &Answer) -> bool {
    matches!(answer.code, 530 | 534 | 535 | 538)
}

/// No answer in time, before or after the recipient was named.
fn silent(named: bool) -> MailSendError {
    let reason = "the mail server does not answer in time".to_owned();
    if named {
        not_sent(reason)
    } else {
        MailSendError::Closed { fault: MailFault::Busy, code: None, reason }
    }
}

fn not_sent(reason: String) -> MailSendError {
    MailSendError::NotSent { retry_after: None, reason }
}

#[cfg(test)]
#[path = "smtp/tests.rs"]
mod tests;
