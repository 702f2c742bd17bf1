//! Text messages: sent at most once. What may have been sent is asked for, and never sent again.

use super::{Job, OutboxChannel};
use crate::sms::{SmsAccepted, SmsLookup, SmsProvider, SmsSendError, SmsToSend};
use async_trait::async_trait;
use domain::PracticeId;
use domain::clock::Clock;
use domain::outbox::RetryRule;
use domain::phone::PhoneNumber;
use std::sync::Arc;
use storage::Store;
use storage::outbox::claim::{Lease, Leased};
use storage::sms::{ClaimedSms, SmsOutcome};
use url::Url;

/// Who carries a practice's messages.
#[derive(Clone)]
pub struct SmsRoute {
    pub provider: Arc<dyn SmsProvider>,
    /// Where the provider reports states.
    pub status_callback: Url,
}

/// Finds the provider of a practice; `None` where none is set up.
pub type SmsRoutes = Arc<dyn Fn(PracticeId) -> Option<SmsRoute> + Send + Sync>;

/// The carrier of text messages.
#[derive(Clone)]
pub struct SmsChannel {
    store: Store,
    clock: Arc<dyn Clock>,
    routes: SmsRoutes,
}

impl SmsChannel {
    pub fn new(store: Store, clock: Arc<dyn Clock>, routes: SmsRoutes) -> Self {
        Self { store, clock, routes }
    }

    #[tracing::instrument(name = "job", skip_all, fields(text = %carry.message.id))]
    async fn send(&self, carry: ClaimedSms) {
        let outcome = match self.prepare(&carry) {
            Err(why) => SmsOutcome::GivenUp { why: why.to_owned() },
            Ok((route, sms)) => self.outcome(&carry.lease, route.provider.send(&sms).await),
        };
        metrics::counter!(crate::OUTCOMES, "channel" => "sms", "outcome" => kind(&outcome)).increment(1);
        tracing::info!(message = %carry.message.id, outcome = kind(&outcome), "a text was handed over");
        let settled = self.store.settle_sms(carry.lease, outcome, self.clock.now()).await;
        if let Err(error) = settled {
            // The lease runs out and the message becomes unknown; a report or a question settles it.
            tracing::error!(message = %carry.message.id, %error, "the outcome of a text was not stored");
        }
    }

    fn prepare(&self, carry: &ClaimedSms) -> Result<(SmsRoute, SmsToSend), &'static str> {
        let route = (self.routes)(carry.message.practice_id).ok_or("no provider is set up")?;
        // What has texted us is a number, whatever the plans say.
        let number = |text: &str| PhoneNumber::received(text).ok_or("not a phone number");
        let sms = SmsToSend {
            id: carry.message.id,
            from: number(&carry.message.own_number)?,
            to: number(&carry.message.number)?,
            body: carry.message.body.clone(),
            status_callback: route.status_callback.clone(),
        };
        Ok((route, sms))
    }

    fn outcome(&self, lease: &Leased, result: Result<SmsAccepted, SmsSendError>) -> SmsOutcome {
        match result {
            Ok(accepted) => SmsOutcome::Accepted(accepted),
            Err(SmsSendError::Rejected { code, message, advice }) if advice.stops_channel() => {
                SmsOutcome::Stopped { code, text: message, advice }
            }
            Err(SmsSendError::Rejected { code, message, advice }) => {
                SmsOutcome::Rejected { code, text: message, advice }
            }
            Err(SmsSendError::Unknown { reason }) => SmsOutcome::Unknown { why: reason },
            Err(SmsSendError::NotSent { retry_after, reason }) => {
                let wait = RetryRule::SMS.wait_after(lease.attempt, rand::random(), retry_after);
                match wait.and_then(|wait| chrono::TimeDelta::from_std(wait).ok()) {
                    Some(wait) => SmsOutcome::Later { due_at: self.clock.now() + wait, why: reason },
                    None => SmsOutcome::GivenUp { why: reason },
                }
            }
        }
    }

    /// Asks the provider whether it has a message whose outcome is not known.
    #[tracing::instrument(name = "job", skip_all, fields(text = %carry.message.id))]
    async fn ask(&self, carry: ClaimedSms) {
        let id = carry.message.id;
        let found = match self.prepare(&carry) {
            Err(_) => None,
            Ok((route, sms)) => match self.look_for(&carry, &route, sms).await {
                Ok(found) => found,
                // What cannot be compared was neither found nor missed: the lease runs out and it is asked again.
                Err(error) => {
                    tracing::error!(message = %id, %error, "the answer about a text could not be compared");
                    return;
                }
            },
        };
        let now = self.clock.now();
        let settled = match found {
            Some(outcome) => self.store.settle_sms(carry.lease, outcome, now).await,
            None => self.store.sms_not_found(carry.lease, now).await,
        };
        if let Err(error) = settled {
            tracing::error!(message = %id, %error, "the answer about a text was not stored");
        }
    }

    /// The message at the provider, if it is exactly one that belongs to no other message of ours.
    async fn look_for(
        &self,
        carry: &ClaimedSms,
        route: &SmsRoute,
        sms: SmsToSend,
    ) -> storage::Result<Option<SmsOutcome>> {
        // It left, if at all, before its outcome was recorded as unknown; the same text later is another one.
        let sought = SmsLookup {
            id: sms.id,
            from: sms.from,
            to: sms.to,
            body: sms.body,
            sent_after: carry.message.created_at,
            sent_before: carry.message.state_at,
        };
        let mut found = match route.provider.find(&sought).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(message = %carry.message.id, %error, "the provider was asked about a text");
                return Ok(None);
            }
        };
        let ids: Vec<String> = found.iter().map(|m| m.provider_message_id.clone()).collect();
        let known = self.store.practice(carry.message.practice_id).sms().known_provider_ids(&ids).await?;
        found.retain(|m| !known.contains(&m.provider_message_id));
        // Looked at after the provider was asked: whatever it has is a message of ours that is written down by now.
        if self.store.has_sms_twin(&carry.message).await? {
            return Ok(None);
        }
        Ok(match (found.pop(), found.is_empty()) {
            (Some(only), true) => Some(SmsOutcome::Found(only)),
            _ => None,
        })
    }
}

#[async_trait]
impl OutboxChannel for SmsChannel {
    fn name(&self) -> &'static str {
        "sms"
    }

    async fn claim(&self, lease: Lease, slots: usize) -> storage::Result<Vec<Job>> {
        self.store.recover_sms(lease.now).await?;
        let limit = u64::try_from(slots).unwrap_or(u64::MAX);
        let mut jobs: Vec<Job> = Vec::new();
        for carry in self.store.claim_sms(lease, limit).await? {
            let this = self.clone();
            jobs.push(Box::pin(async move { this.send(carry).await }));
        }
        let left = limit.saturating_sub(u64::try_from(jobs.len()).unwrap_or(u64::MAX));
        for carry in self.store.claim_sms_questions(lease, left).await? {
            let this = self.clone();
            jobs.push(Box::pin(async move { this.ask(carry).await }));
        }
        Ok(jobs)
    }
}

fn kind(outcome: &SmsOutcome) -> &'static str {
    match outcome {
        SmsOutcome::Accepted(_) => "accepted",
        SmsOutcome::Found(_) => "found",
        SmsOutcome::Rejected { .. } => "rejected",
        SmsOutcome::Stopped { .. } => "stopped",
        SmsOutcome::Later { .. } => "later",
        SmsOutcome::GivenUp { .. } => "given_up",
        SmsOutcome::Unknown { .. } => "unknown",
    }
}
