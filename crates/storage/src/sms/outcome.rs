//! What the worker does with a message: it takes it in hand, and records what the provider said.

use chrono::{DateTime, TimeDelta, Utc};
use domain::sms::{DeliveryState, SmsAdvice};
use domain::{PracticeId, SmsMessageId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{SmsMessage, SmsThread, report};
use crate::entity::sms_message::{Column, Entity};
use crate::entity::sms_thread;
use crate::outbox::Channel;
use crate::outbox::claim::{Lease, Leased};
use crate::outbox::stop::StopReason;
use crate::{Result, Store, StoreError, Tx};

/// How long a lost answer may still be on its way before the provider is asked.
pub const GRACE: TimeDelta = TimeDelta::seconds(60);
/// Waiting times between questions; after the last one a person has to decide.
const QUESTIONS: [TimeDelta; 3] = [TimeDelta::minutes(2), TimeDelta::minutes(10), TimeDelta::hours(1)];

/// A message in the worker's hands.
#[derive(Clone, Debug)]
pub struct SmsToCarry {
    pub lease: Leased,
    pub message: SmsMessage,
    pub thread: SmsThread,
}

/// What the provider said, or did not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmsOutcome {
    Accepted {
        provider_message_id: String,
        state: DeliveryState,
        segments: Option<u32>,
    },
    /// Permanent.
    Rejected {
        code: i32,
        text: String,
        advice: SmsAdvice,
    },
    /// The carrier accepts nothing at all from us: what is written waits until somebody has mended it.
    Stopped {
        code: i32,
        text: String,
        advice: SmsAdvice,
    },
    /// Certainly not sent; to be tried again then.
    Later {
        due_at: DateTime<Utc>,
        why: String,
    },
    /// Certainly not sent, and no longer tried.
    GivenUp {
        why: String,
    },
    /// May have been sent.
    Unknown {
        why: String,
    },
}

impl Store {
    /// Takes up to `limit` messages that are due and marks them as being sent, before anybody is called.
    pub async fn claim_sms(&self, lease: Lease, limit: u64) -> Result<Vec<SmsToCarry>> {
        if limit == 0 || !self.has_outbox_work(Channel::Sms, lease.now).await? {
            return Ok(Vec::new());
        }
        self.write(async move |tx| {
            let leased = tx.claim_due(Channel::Sms, lease, limit).await?;
            let mut taken = tx.load_sms(leased).await?;
            for carry in &mut taken {
                carry.message = tx.set_state(&carry.message, DeliveryState::Sending, lease.now).await?;
            }
            Ok(taken)
        })
        .await
    }

    /// Takes up to `limit` messages about which the provider is to be asked. Those that were settled by a report
    /// meanwhile are done.
    pub async fn claim_sms_questions(&self, lease: Lease, limit: u64) -> Result<Vec<SmsToCarry>> {
        if limit == 0 || !self.has_outbox_work(Channel::Sms, lease.now).await? {
            return Ok(Vec::new());
        }
        self.write(async move |tx| {
            let leased = tx.claim_questions(Channel::Sms, lease, limit).await?;
            let mut open = Vec::new();
            for carry in tx.load_sms(leased).await? {
                if carry.message.state == DeliveryState::Unknown {
                    open.push(carry);
                } else {
                    tx.finish(&carry.lease).await?;
                }
            }
            Ok(open)
        })
        .await
    }

    /// Messages whose sender died with them in hand: nobody knows whether they left.
    pub async fn recover_sms(&self, now: DateTime<Utc>) -> Result<usize> {
        if !self.has_outbox_work(Channel::Sms, now).await? {
            return Ok(0);
        }
        self.write(async move |tx| {
            let expired = tx.expired(Channel::Sms, now).await?;
            for row in &expired {
                let message = tx.sms_message(row.practice_id, SmsMessageId::new(row.subject_id)).await?;
                tx.set_state(&message, DeliveryState::Unknown, now).await?;
                tx.ask_later(row.id, row.lease_token, Some(0), now + GRACE, "the sender stopped").await?;
            }
            Ok(expired.len())
        })
        .await
    }

    /// Records what became of a message. What the provider accepted or refused is true even when the lease was
    /// lost; what was not sent is tried again only by who still holds the lease.
    pub async fn settle_sms(&self, lease: Leased, outcome: SmsOutcome, now: DateTime<Utc>) -> Result<()> {
        self.write(async move |tx| {
            let message = tx.sms_message(lease.practice, SmsMessageId::new(lease.subject)).await?;
            match outcome {
                SmsOutcome::Accepted { provider_message_id, state, segments } => {
                    tx.finish(&lease).await?;
                    tx.open_channel(lease.practice, Channel::Sms).await?;
                    tx.adopt(&message, provider_message_id, state, segments, now).await
                }
                SmsOutcome::Stopped { code, text, advice } => {
                    let why = StopReason { advice, code, said: text };
                    tx.stop_channel(lease.practice, Channel::Sms, why, now).await?;
                    if tx.put_back(&lease, "the carrier does not accept us").await? {
                        tx.queue_again(&message, now).await?;
                    }
                    Ok(())
                }
                SmsOutcome::Rejected { code, text, advice } => {
                    tx.finish(&lease).await?;
                    tx.open_channel(lease.practice, Channel::Sms).await?;
                    let told = SmsMessage {
                        error_code: Some(code),
                        error_text: Some(text),
                        advice: Some(advice),
                        ..message
                    };
                    tx.fail(told, now).await
                }
                SmsOutcome::Later { due_at, why } => {
                    if tx.postpone(&lease, due_at, &why).await? {
                        tx.queue_again(&message, now).await?;
                    }
                    Ok(())
                }
                SmsOutcome::GivenUp { why } => {
                    if tx.finish(&lease).await? {
                        let told = SmsMessage {
                            error_text: Some(why),
                            advice: Some(SmsAdvice::TryLater),
                            ..message
                        };
                        tx.fail(told, now).await?;
                    }
                    Ok(())
                }
                SmsOutcome::Unknown { why } => {
                    if tx.ask_later(lease.id, Some(lease.token), Some(0), now + GRACE, &why).await? {
                        tx.set_state(&message, DeliveryState::Unknown, now).await?;
                    }
                    Ok(())
                }
            }
        })
        .await
    }

    /// The provider knows nothing of the message yet: asked again later, and at last left to a person.
    pub async fn sms_not_found(&self, lease: Leased, now: DateTime<Utc>) -> Result<()> {
        self.write(async move |tx| {
            let asked = usize::try_from(lease.attempt).unwrap_or(usize::MAX).saturating_sub(1);
            match QUESTIONS.get(asked) {
                Some(wait) => {
                    tx.ask_later(lease.id, Some(lease.token), None, now + *wait, "not found").await?;
                }
                None => {
                    tx.finish(&lease).await?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Which of the provider's ids belong to messages we know.
    pub async fn known_provider_ids(&self, practice: PracticeId, ids: &[String]) -> Result<Vec<String>> {
        let known = Entity::find()
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::ProviderMessageId.is_in(ids.iter().map(String::as_str)))
            .all(self.reader())
            .await?;
        Ok(known.into_iter().filter_map(|message| message.provider_message_id).collect())
    }
}

impl Tx {
    async fn load_sms(&self, leased: Vec<Leased>) -> Result<Vec<SmsToCarry>> {
        let subjects: Vec<Uuid> = leased.iter().map(|lease| lease.subject).collect();
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let messages = Entity::find().filter(Column::Id.is_in(subjects)).all(self.conn()).await?;
        let ids: Vec<_> = messages.iter().map(|message| message.thread_id).collect();
        let threads =
            sms_thread::Entity::find().filter(sms_thread::Column::Id.is_in(ids)).all(self.conn()).await?;
        let mut taken = Vec::with_capacity(leased.len());
        for lease in leased {
            let message = messages.iter().find(|message| message.id.as_uuid() == lease.subject);
            let message = message.cloned().ok_or(StoreError::NotFound)?;
            let thread = threads.iter().find(|thread| thread.id == message.thread_id);
            taken.push(SmsToCarry { lease, message, thread: thread.cloned().ok_or(StoreError::NotFound)? });
        }
        Ok(taken)
    }

    /// Moves a message forward; a state that would take it back changes nothing.
    pub(super) async fn set_state(
        &mut self,
        message: &SmsMessage,
        state: DeliveryState,
        now: DateTime<Utc>,
    ) -> Result<SmsMessage> {
        match message.state.advance(state) {
            None => Ok(message.clone()),
            Some(state) => self.save(SmsMessage { state, state_at: now, ..message.clone() }).await,
        }
    }

    pub(super) async fn save(&mut self, message: SmsMessage) -> Result<SmsMessage> {
        let row = message.into_active_model().reset_all();
        let saved = row.update(self.conn()).await?;
        self.tell_sms_changed(&saved);
        Ok(saved)
    }

    /// The provider has the message under this id; reports that came before are applied now.
    async fn adopt(
        &mut self,
        message: &SmsMessage,
        provider_message_id: String,
        state: DeliveryState,
        segments: Option<u32>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let state_now = message.state.advance(state).unwrap_or(message.state);
        let adopted = SmsMessage {
            provider_message_id: Some(provider_message_id.clone()),
            billed_segments: segments.and_then(|s| i32::try_from(s).ok()).or(message.billed_segments),
            state: state_now,
            state_at: if state_now == message.state { message.state_at } else { now },
            ..message.clone()
        };
        let adopted = self.save(adopted).await?;
        report::apply_parked(self, adopted, &provider_message_id).await
    }

    pub(super) async fn fail(&mut self, message: SmsMessage, now: DateTime<Utc>) -> Result<()> {
        if let Some(state) = message.state.advance(DeliveryState::Failed) {
            let failed = self.save(SmsMessage { state, state_at: now, ..message }).await?;
            report::tell_author(self, &failed, now).await?;
        }
        Ok(())
    }

    /// Back from `sending`: the one step that leads backwards, taken only where it is certain that nothing was sent.
    async fn queue_again(&mut self, message: &SmsMessage, now: DateTime<Utc>) -> Result<()> {
        let back = Entity::update_many()
            .col_expr(Column::State, Expr::value(DeliveryState::Queued))
            .col_expr(Column::StateAt, Expr::value(now))
            .filter(Column::Id.eq(message.id))
            .filter(Column::State.eq(DeliveryState::Sending))
            .filter(Column::ProviderMessageId.is_null());
        if back.exec(self.conn()).await?.rows_affected == 1 {
            self.tell_sms_changed(message);
        }
        Ok(())
    }
}
