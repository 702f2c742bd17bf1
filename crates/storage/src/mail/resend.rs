//! Sending a letter again, because a person says so.

use chrono::{DateTime, Utc};
use domain::MailId;
use domain::mail::MailState;

use super::{Mail, outbox_row};
use crate::handles::Mails;
use crate::{Refusal, Result, StoreError, Tx};

impl Mails<&mut Tx> {
    /// Leaves a letter that failed for the worker again. One of which nobody knows whether it left goes only where
    /// `may_arrive_twice` was said; it keeps its Message-ID, so that mail programs show it once. What is no longer so
    /// is not sent again.
    pub async fn resend(&mut self, id: MailId, may_arrive_twice: bool, now: DateTime<Utc>) -> Result<Mail> {
        let mail = self.find(id).await?;
        if !mail.state.may_be_sent_again() {
            return Err(StoreError::Refused(Refusal::MailNotFailed));
        }
        if mail.state == MailState::Unknown && !may_arrive_twice {
            return Err(StoreError::Refused(Refusal::MayArriveTwice));
        }
        if self.db.obsolete_now(&mail, now).await?.is_some() {
            return Err(StoreError::Refused(Refusal::MailObsolete));
        }
        self.db.enqueue(outbox_row(&mail, now)).await?;
        self.db.save_mail(Mail { state: MailState::Queued, error: None, ..mail }).await
    }
}
