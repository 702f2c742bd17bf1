//! What the worker does with a mail: it takes it in hand, and records what the server said.

use chrono::{DateTime, Utc};
use domain::MailId;
use domain::mail::{MailFault, MailState};

use super::Mail;
use crate::outbox::Channel;
use crate::outbox::circuit_breaker::{StopCause, TripReason};
use crate::outbox::claim::{Lease, Leased};
use crate::{Result, Store};

/// How often in one claim the next letter of a lane is looked at in the place of one that is no longer so.
const ROUNDS: usize = 50;

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
    /// Nothing leaves by this server at present: the mail waits with all the others.
    Stopped { fault: MailFault, code: Option<i32>, said: String },
    /// Refused for good, or tried often enough. `reached` says that a server was talked to.
    Failed { why: String, reached: bool },
    /// Handed over without an answer: never sent again by itself.
    Unknown { why: String },
}

impl Store {
    /// Takes up to `limit` mails that are due and marks them as being sent, before any server is called.
    pub async fn claim_mail(&self, lease: Lease, limit: u64) -> Result<Vec<MailToCarry>> {
        if limit == 0 || !self.has_outbox_work(Channel::Mail, lease.now).await? {
            return Ok(Vec::new());
        }
        let lease_now = lease.now;
        self.write(async move |tx| {
            let mut taken = Vec::new();
            // What is no longer so makes room for the next of its lane, which is looked at in the same breath.
            for _ in 0..ROUNDS {
                let room = limit.saturating_sub(u64::try_from(taken.len()).unwrap_or(u64::MAX));
                if room == 0 {
                    break;
                }
                let mut dropped = false;
                for lease in tx.claim_due(Channel::Mail, lease, room).await? {
                    let mail = tx.practice(lease.practice).mail().find(MailId::new(lease.subject)).await?;
                    if mail.state != MailState::Queued {
                        // What became of an earlier attempt was learnt after it was asked for again.
                        tx.finish(&lease).await?;
                        dropped = true;
                        continue;
                    }
                    if let Some(why) = tx.obsolete_now(&mail, lease_now).await? {
                        tx.finish(&lease).await?;
                        tx.try_channel_again(lease.practice, Channel::Mail, lease_now).await?;
                        tx.mark_obsolete(mail, why, lease_now).await?;
                        dropped = true;
                        continue;
                    }
                    let mail = tx.save_mail(Mail { state: MailState::Sending, ..mail }).await?;
                    taken.push(MailToCarry { lease, mail });
                }
                if !dropped {
                    break;
                }
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
                let mail = tx.practice(row.practice_id).mail().find(MailId::new(row.subject_id)).await?;
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
            let mail = tx.practice(lease.practice).mail().find(MailId::new(lease.subject)).await?;
            let settled = match outcome {
                MailOutcome::Later { due_at, why } => {
                    tx.reset_channel(lease.practice, Channel::Mail).await?;
                    if !tx.postpone(&lease, due_at, &why).await? {
                        return Ok(());
                    }
                    Mail { state: MailState::Queued, error: Some(why), ..mail }
                }
                MailOutcome::Stopped { fault, code, said } => {
                    let why = TripReason { cause: StopCause::Mail(fault), code, said: said.clone() };
                    tx.trip_channel(lease.practice, why, now).await?;
                    // Who made a server fall silent lets the others try first.
                    let behind = fault.mends_itself().then_some(now);
                    if !tx.put_back(&lease, behind, &said).await? {
                        return Ok(());
                    }
                    Mail { state: MailState::Queued, error: Some(said), ..mail }
                }
                MailOutcome::Sent { carrier } => {
                    tx.finish(&lease).await?;
                    tx.reset_channel(lease.practice, Channel::Mail).await?;
                    let carrier = Some(carrier.to_owned());
                    Mail { state: MailState::Sent, error: None, carrier, sent_at: Some(now), ..mail }
                }
                MailOutcome::Failed { why, reached } => {
                    tx.finish(&lease).await?;
                    if reached {
                        tx.reset_channel(lease.practice, Channel::Mail).await?;
                    } else {
                        tx.try_channel_again(lease.practice, Channel::Mail, now).await?;
                    }
                    Mail { state: MailState::Failed, error: Some(why), ..mail }
                }
                MailOutcome::Unknown { why } => {
                    tx.finish(&lease).await?;
                    tx.reset_channel(lease.practice, Channel::Mail).await?;
                    Mail { state: MailState::Unknown, error: Some(why), ..mail }
                }
            };
            let mail = tx.save_mail(settled).await?;
            tx.tell_author_of_mail(&mail, now).await
        })
        .await
    }
}
