//! What the worker does with a mail: it takes it in hand, and records what the server said.

use chrono::{DateTime, Utc};
use domain::mail::MailState;
use domain::{MailId, NotificationId};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::Mail;
use crate::notifications::NewNotification;
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
                let mail = tx.save_mail(Mail { state: MailState::Unknown, error, ..mail }).await?;
                tx.tell_author_of_mail(&mail, now).await?;
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
            let mail = tx.save_mail(settled).await?;
            if matches!(mail.state, MailState::Failed | MailState::Unknown) {
                tx.tell_author_of_mail(&mail, now).await?;
            }
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

    /// Whoever wrote a mail that did not arrive, or of which nobody knows, hears of it.
    async fn tell_author_of_mail(&mut self, mail: &Mail, at: DateTime<Utc>) -> Result<()> {
        let Some(user) = mail.author_id else { return Ok(()) };
        let name = if mail.to_name.is_empty() { &mail.to_address } else { &mail.to_name };
        let link = match (mail.call_id, mail.applicant_id) {
            (Some(call), _) => format!("/video/{call}"),
            (None, Some(applicant)) => format!("/applicants/{applicant}"),
            (None, None) => "/".to_owned(),
        };
        let kind = if mail.state == MailState::Unknown { "mail_unknown" } else { "mail_failed" };
        let body = json!({ "name": name, "mail": mail.id, "link": link });
        let id = NotificationId::new(Uuid::now_v7());
        self.notify(NewNotification { id, practice: mail.practice_id, user, kind, body, at }).await
    }
}
