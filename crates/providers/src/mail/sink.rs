//! A mailer that mails nothing: it keeps each mail where someone finds it.

use super::message;
use async_trait::async_trait;
use delivery::mail::{MailSendError, MailToSend, Mailer};

/// Where kept mails go. Errors when the mail could not be stored; it is tried again later.
#[async_trait]
pub trait KeptMail: Send + Sync {
    /// Stores the mail. `raw` is the message as an SMTP server would have received it. Storing the same
    /// Message-ID again must not make a second mail.
    async fn keep(&self, mail: &MailToSend, raw: &[u8]) -> Result<(), String>;
}

/// The sink; mails that an SMTP server could not take are refused here too.
#[derive(Debug)]
pub struct MailSink<K> {
    kept: K,
}

impl<K: KeptMail> MailSink<K> {
    pub fn new(kept: K) -> Self {
        Self { kept }
    }
}

#[async_trait]
impl<K: KeptMail> Mailer for MailSink<K> {
    async fn send(&self, mail: &MailToSend) -> Result<(), MailSendError> {
        let raw = message::build(mail)?.formatted();
        let kept = self.kept.keep(mail, &raw).await;
        kept.map_err(|reason| MailSendError::NotSent { retry_after: None, reason })
    }
}
