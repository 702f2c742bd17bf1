//! Sending a letter again, because a person says so.

use chrono::{DateTime, Utc};
use domain::mail::MailState;
use domain::{MailId, PracticeId};

use super::{Mail, outbox_row};
use crate::{Refusal, Result, StoreError, Tx};

impl Tx {
    /// Leaves a letter that failed for the worker again. One of which nobody knows whether it left goes only where
    /// `may_arrive_twice` was said; it keeps its Message-ID, so that mail programs show it once. What is no longer so
    /// is not sent again.
    pub async fn resend_mail(
        &mut self,
        practice: PracticeId,
        id: MailId,
        may_arrive_twice: bool,
        now: DateTime<Utc>,
    ) -> Result<Mail> {
        let mail = self.mail(practice, id).await?;
        if !mail.state.may_be_sent_again() {
            return Err(StoreError::Refused(Refusal::MailNotFailed));
        }
        if mail.state == MailState::Unknown && !may_arrive_twice {
            return Err(StoreError::Refused(Refusal::MayArriveTwice));
        }
        if self.obsolete_now(&mail, now).await?.is_some() {
            return Err(StoreError::Refused(Refusal::MailObsolete));
        }
        self.enqueue(outbox_row(&mail, now)).await?;
        self.save_mail(Mail { state: MailState::Queued, error: None, ..mail }).await
    }
}
