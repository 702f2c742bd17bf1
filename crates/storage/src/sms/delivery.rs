//! What the worker does with a message: it takes it in hand, and records what the provider said.

use chrono::{DateTime, TimeDelta, Utc};
use domain::SmsMessageId;
use domain::sms::{DeliveryState, SmsAccepted, SmsAdvice};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{SmsMessage, SmsThread, report};
use crate::entity::sms_message::{Column, Entity};
use crate::entity::sms_thread;
use crate::handles::Sms;
use crate::outbox::Channel;
use crate::outbox::circuit_breaker::{StopCause, TripReason};
use crate::outbox::claim::{Lease, Leased};
use crate::{Result, Store, StoreError, Tx};

/// How long a lost answer may still be on its way before the provider is asked.
pub const GRACE: TimeDelta = TimeDelta::seconds(60);
/// Waiting times between questions; after the last one a person has to decide.
const QUESTIONS: [TimeDelta; 3] = [TimeDelta::minutes(2), TimeDelta::minutes(10), TimeDelta::hours(1)];

/// A message in the worker's hands.
#[derive(Clone, Debug)]
pub struct ClaimedSms {
    pub lease: Leased,
    pub message: SmsMessage,
    pub thread: SmsThread,
}

/// What the provider said, or did not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmsOutcome {
    /// The answer to the send itself.
    Accepted(SmsAccepted),
    /// The only message at the provider that this can be. It is less than an answer: an id that belongs to another
    /// message stays there.
    Found(SmsAccepted),
    /// Permanent.
    Rejected { code: i32, text: String, advice: SmsAdvice },
    /// The carrier accepts nothing at all from us: what is written waits until someone has mended it.
    Stopped { code: i32, text: String, advice: SmsAdvice },
    /// Certainly not sent; to be tried again then.
    Later { due_at: DateTime<Utc>, why: String },
    /// Certainly not sent, and no longer tried.
    GivenUp { why: String },
    /// May have been sent.
    Unknown { why: String },
}

impl Sms<&Store> {
    /// Which of the provider's ids belong to messages we know.
    pub async fn known_provider_ids(self, ids: &[String]) -> Result<Vec<String>> {
        let practice = self.practice;
        let known = Entity::find()
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::ProviderMessageId.is_in(ids.iter().map(String::as_str)))
            .all(self.db.reader())
            .await?;
        Ok(known.into_iter().filter_map(|message| message.provider_message_id).collect())
    }
}

impl Store {
    /// Takes up to `limit` messages that are due and marks them as being sent, before anybody is called.
    pub async fn claim_sms(&self, lease: Lease, limit: u64) -> Result<Vec<ClaimedSms>> {
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
    pub async fn claim_sms_questions(&self, lease: Lease, limit: u64) -> Result<Vec<ClaimedSms>> {
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
                SmsOutcome::Accepted(acceptance) => {
                    tx.finish(&lease).await?;
                    tx.reset_channel(lease.practice, Channel::Sms).await?;
                    tx.adopt(message, acceptance, now).await
                }
                SmsOutcome::Found(acceptance) => {
                    if tx.is_taken(&message, &acceptance.provider_message_id).await? {
                        return tx.ask_once_more(&lease, now).await;
                    }
                    tx.finish(&lease).await?;
                    tx.reset_channel(lease.practice, Channel::Sms).await?;
                    tx.adopt(message, acceptance, now).await
                }
                SmsOutcome::Stopped { code, text, advice } => {
                    let why = TripReason { cause: StopCause::Sms(advice), code: Some(code), said: text };
                    tx.trip_channel(lease.practice, why, now).await?;
                    if tx.put_back(&lease, None, "the carrier does not accept us").await? {
                        tx.queue_again(&message, now).await?;
                    }
                    Ok(())
                }
                SmsOutcome::Rejected { code, text, advice } => {
                    tx.finish(&lease).await?;
                    tx.reset_channel(lease.practice, Channel::Sms).await?;
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
        self.write(async move |tx| tx.ask_once_more(&lease, now).await).await
    }

    /// Whether another text with the same words to the same number may be at the provider without our knowing its id:
    /// then what is found there can be either.
    pub async fn has_sms_twin(&self, message: &SmsMessage) -> Result<bool> {
        let twin = Entity::find()
            .filter(Column::PracticeId.eq(message.practice_id))
            .filter(Column::ThreadId.eq(message.thread_id))
            .filter(Column::Body.eq(message.body.as_str()))
            .filter(Column::Id.ne(message.id))
            .filter(Column::State.is_in([DeliveryState::Sending, DeliveryState::Unknown]))
            .filter(Column::ProviderMessageId.is_null());
        Ok(twin.one(self.reader()).await?.is_some())
    }
}

impl Tx {
    async fn load_sms(&self, leased: Vec<Leased>) -> Result<Vec<ClaimedSms>> {
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
            taken.push(ClaimedSms { lease, message, thread: thread.cloned().ok_or(StoreError::NotFound)? });
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

    async fn ask_once_more(&mut self, lease: &Leased, now: DateTime<Utc>) -> Result<()> {
        let asked = usize::try_from(lease.attempt).unwrap_or(usize::MAX).saturating_sub(1);
        match QUESTIONS.get(asked) {
            Some(wait) => {
                self.ask_later(lease.id, Some(lease.token), None, now + *wait, "not found").await?;
            }
            None => {
                self.finish(lease).await?;
            }
        }
        Ok(())
    }

    /// The provider has the message under this id; reports that came before are applied now.
    async fn adopt(
        &mut self,
        message: SmsMessage,
        acceptance: SmsAccepted,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let SmsAccepted { provider_message_id, state, segments, failure } = acceptance;
        self.release_id(&message, &provider_message_id, now).await?;
        let next = message.state.advance(state);
        let state = next.unwrap_or(message.state);
        let failure = failure.filter(|_| state.is_failure());
        let adopted = SmsMessage {
            provider_message_id: Some(provider_message_id.clone()),
            billed_segments: segments.and_then(|s| i32::try_from(s).ok()).or(message.billed_segments),
            state,
            state_at: if next.is_some() { now } else { message.state_at },
            error_code: failure.as_ref().and_then(|failure| failure.code).or(message.error_code),
            error_text: failure.as_ref().and_then(|f| f.text.clone()).or_else(|| message.error_text.clone()),
            advice: failure.as_ref().map(|failure| failure.advice).or(message.advice),
            ..message
        };
        let adopted = self.save(adopted).await?;
        if next.is_some_and(DeliveryState::is_failure) {
            report::tell_author(self, &adopted, now).await?;
        }
        report::apply_parked(self, adopted, &provider_message_id).await
    }

    /// Whether another message of ours has this id of the provider.
    async fn is_taken(&self, message: &SmsMessage, provider_message_id: &str) -> Result<bool> {
        Ok(holders(message, provider_message_id).one(self.conn()).await?.is_some())
    }

    /// Takes the provider's id from another message that was thought to be it. What became of that one is not known
    /// any more; it is for a person to decide.
    pub(super) async fn release_id(
        &mut self,
        message: &SmsMessage,
        provider_message_id: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        for other in holders(message, provider_message_id).all(self.conn()).await? {
            tracing::warn!(message = %other.id, owner = %message.id, "a text had the id of another one");
            let state = if other.direction == super::OUT { DeliveryState::Unknown } else { other.state };
            self.save(SmsMessage { provider_message_id: None, state, state_at: now, ..other }).await?;
        }
        Ok(())
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

/// Other messages that have this id of the provider: at most one.
fn holders(message: &SmsMessage, provider_message_id: &str) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::PracticeId.eq(message.practice_id))
        .filter(Column::ProviderMessageId.eq(provider_message_id))
        .filter(Column::Id.ne(message.id))
}
