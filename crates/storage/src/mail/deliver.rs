//! What the worker does with a mail: it takes it in hand, and records what the server said.

use chrono::{DateTime, Utc};
use domain::MailId;
use domain::mail::MailState;
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use super::Mail;
use crate::outbox::Channel;
use crate::outbox::claim::{Lease, Leased};
use crate::{Result, Store, Tx};

/// A mail in the worker's hands.
#[derive(Clone, Debug)]
pub struct MailToCarry {
    pub lease: Leased,
    pub mail: Mail,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailOutcome {
    /// A server took it; `carrier` says which kind.
    Sent { carrier: &'static str },
    /// Certainly not sent; to be tried again then.
    Later { due_at: DateTime<Utc>, why: String },
    /// Refused for good, or tried often enough.
    Failed { why: String },
    /// Handed over without an answer: never sent again by itself.
    Unknown { why: String },
}

impl Store {
    /// Takes up to `limit` mails that are due and marks them as being sent, before any server is called.
    pub async fn claim_mail(&self, lease: Lease, limit: u64) -> Result<Vec<MailToCarry>> {
        if limit == 0 || !self.has_outbox_work(Channel::Mail, lease.now).await? {
            return Ok(Vec::new());
        }
        self.write(async move |tx| {
            let mut taken = Vec::new();
            for lease in tx.claim_due(Channel::Mail, lease, limit).await? {
                let mail = tx.mail(lease.practice, MailId::new(lease.subject)).await?;
                let mail = tx.save_mail(Mail { state: MailState::Sending, ..mail }).await?;
                taken.push(MailToCarry { lease, mail });
            }
            Ok(taken)
        })
        .await
    }

    /// Mails whose sender died with them in hand: nobody knows whether they left, so that a person has to look.
    pub async fn recover_mail(&self, now: DateTime<Utc>) -> Result<usize> {
        if !self.has_outbox_work(Channel::Mail, now).await? {
            return Ok(0);
        }
        self.write(async move |tx| {
            let expired = tx.expired(Channel::Mail, now).await?;
            for row in &expired {
                let mail = tx.mail(row.practice_id, MailId::new(row.subject_id)).await?;
                let error = Some("the program stopped while it was sending".to_owned());
                tx.save_mail(Mail { state: MailState::Unknown, error, ..mail }).await?;
                if let Some(token) = row.lease_token {
                    tx.finish(&crate::outbox::claim::leased(row, token)).await?;
                }
            }
            Ok(expired.len())
        })
        .await
    }

    /// Records what became of a mail. That a server took or refused it is true even when the lease was lost.
    pub async fn settle_mail(&self, lease: Leased, outcome: MailOutcome, now: DateTime<Utc>) -> Result<()> {
        self.write(async move |tx| {
            let mail = tx.mail(lease.practice, MailId::new(lease.subject)).await?;
            let settled = match outcome {
                MailOutcome::Later { due_at, why } => {
                    if !tx.postpone(&lease, due_at, &why).await? {
                        return Ok(());
                    }
                    Mail { state: MailState::Queued, error: Some(why), ..mail }
                }
                MailOutcome::Sent { carrier } => {
                    tx.finish(&lease).await?;
                    let carrier = Some(carrier.to_owned());
                    Mail { state: MailState::Sent, error: None, carrier, sent_at: Some(now), ..mail }
                }
                MailOutcome::Failed { why } => {
                    tx.finish(&lease).await?;
                    Mail { state: MailState::Failed, error: Some(why), ..mail }
                }
                MailOutcome::Unknown { why } => {
                    tx.finish(&lease).await?;
                    Mail { state: MailState::Unknown, error: Some(why), ..mail }
                }
            };
            tx.save_mail(settled).await?;
            Ok(())
        })
        .await
    }
}

impl Tx {
    async fn save_mail(&mut self, mail: Mail) -> Result<Mail> {
        let saved = mail.into_active_model().reset_all().update(self.conn()).await?;
        self.tell_mail_changed(&saved);
        Ok(saved)
    }
}
