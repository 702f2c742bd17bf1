//! Mail: tried again only where it is certain that no server has the text.

use super::{Job, OutboxChannel};
use crate::mail::{MailAddress, MailSendError, MailToSend, Mailer};
use async_trait::async_trait;
use chrono::TimeDelta;
use domain::clock::Clock;
use domain::outbox::RetryRule;
use std::sync::Arc;
use storage::Store;
use storage::mail::{Mail, MailOutcome, MailToCarry};
use storage::outbox::claim::Lease;

/// A server may take ten minutes for its last answer, and half a minute and three for what comes before.
pub const LEASE: TimeDelta = TimeDelta::minutes(15);

/// The carrier of mail.
#[derive(Clone)]
pub struct MailChannel {
    store: Store,
    clock: Arc<dyn Clock>,
    mailer: Arc<dyn Mailer>,
    name: &'static str,
}

impl MailChannel {
    /// `name` is written on what `mailer` took: the mailbox page shows what went to the mailbox.
    pub fn new(store: Store, clock: Arc<dyn Clock>, mailer: Arc<dyn Mailer>, name: &'static str) -> Self {
        Self { store, clock, mailer, name }
    }

    #[tracing::instrument(name = "job", skip_all, fields(mail = %carry.mail.id))]
    async fn send(&self, carry: MailToCarry) {
        let sent = self.mailer.send(&letter(&carry.mail)).await;
        let now = self.clock.now();
        let outcome = match sent {
            Ok(()) => MailOutcome::Sent { carrier: self.name },
            Err(MailSendError::Closed { fault, code, reason }) => {
                MailOutcome::Stopped { fault, code: code.map(i32::from), said: reason }
            }
            Err(MailSendError::Rejected { code, reason }) => {
                MailOutcome::Failed { why: reason, reached: code.is_some() }
            }
            Err(MailSendError::Unknown { reason }) => MailOutcome::Unknown { why: reason },
            Err(MailSendError::NotSent { retry_after, reason }) => {
                let wait = RetryRule::MAIL.wait_after(carry.lease.attempt, rand::random(), retry_after);
                match wait.and_then(|wait| TimeDelta::from_std(wait).ok()) {
                    Some(wait) => MailOutcome::Later { due_at: now + wait, why: reason },
                    None => MailOutcome::Failed { why: reason, reached: true },
                }
            }
        };
        metrics::counter!(crate::OUTCOMES, "channel" => "mail", "outcome" => kind(&outcome)).increment(1);
        tracing::info!(mail = %carry.mail.id, outcome = kind(&outcome), "a mail was handed over");
        if let Err(error) = self.store.settle_mail(carry.lease, outcome, now).await {
            // The lease runs out and the mail becomes unknown: a person looks.
            tracing::error!(mail = %carry.mail.id, %error, "the outcome of a mail was not stored");
        }
    }
}

#[async_trait]
impl OutboxChannel for MailChannel {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn lease(&self) -> TimeDelta {
        LEASE
    }

    async fn claim(&self, lease: Lease, slots: usize) -> storage::Result<Vec<Job>> {
        self.store.recover_mail(lease.now).await?;
        let limit = u64::try_from(slots).unwrap_or(u64::MAX);
        let mut jobs: Vec<Job> = Vec::new();
        for carry in self.store.claim_mail(lease, limit).await? {
            let this = self.clone();
            jobs.push(Box::pin(async move { this.send(carry).await }));
        }
        Ok(jobs)
    }
}

fn letter(mail: &Mail) -> MailToSend {
    let party = |name: &str, address: &str| MailAddress {
        name: (!name.is_empty()).then(|| name.to_owned()),
        address: address.to_owned(),
    };
    MailToSend {
        is_confidential: mail.kind.is_account(),
        message_id: mail.message_id.clone(),
        written_at: mail.written_at,
        from: party(&mail.from_name, &mail.from_address),
        reply_to: mail.reply_to.as_deref().map(|address| party("", address)),
        to: party(&mail.to_name, &mail.to_address),
        subject: mail.subject.clone(),
        text: mail.body.clone(),
        html: mail.html.clone(),
    }
}

const fn kind(outcome: &MailOutcome) -> &'static str {
    match outcome {
        MailOutcome::Sent { .. } => "sent",
        MailOutcome::Stopped { .. } => "stopped",
        MailOutcome::Later { .. } => "later",
        MailOutcome::Failed { .. } => "failed",
        MailOutcome::Unknown { .. } => "unknown",
    }
}
