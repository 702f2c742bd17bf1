//! Sending: the message, its place in the conversation, its line in the history and its row in the outbox are one
//! transaction, written for a whole batch with a few statements.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::event::Event;
use domain::phone::PhoneNumber;
use domain::sms::{DeliveryState, Segments, SmsBody};
use domain::{ApplicantId, CaseId, OutboxId, PracticeId, SmsMessageId, SmsThreadId, UserId};
use sea_orm::ActiveValue::NotSet;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter};

use super::{AUDIENCE, OUT, SmsMessage, SmsThread, timeline_entry};
use crate::entity::sms_message::{ActiveModel, Column, Entity};
use crate::entity::sms_thread as thread;
use crate::outbox::{Channel, NewOutboxRow};
use crate::{HotLane, Result, StoreError, Tx};

/// A message to be sent. The caller has checked that applicant and case are the practice's.
#[derive(Clone, Debug)]
pub struct SendSms {
    pub id: SmsMessageId,
    /// The conversation's id, if it has to be begun.
    pub new_thread: SmsThreadId,
    pub practice: PracticeId,
    pub from: PhoneNumber,
    pub to: PhoneNumber,
    pub author: UserId,
    /// The author's key for this message: the same key again is the same message again.
    pub nonce: String,
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
    pub body: SmsBody,
    pub at: DateTime<Utc>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Sent {
    pub message: Arc<SmsMessage>,
    /// False when the nonce had been used: this is the message of that time.
    pub fresh: bool,
}

/// A conversation by its two ends.
type Ends = (PracticeId, String, String);

impl SendSms {
    fn ends(&self) -> Ends {
        (self.practice, self.from.as_str().to_owned(), self.to.as_str().to_owned())
    }
}

impl HotLane for SendSms {
    type Output = Sent;

    async fn run(jobs: Vec<Self>, tx: &mut Tx) -> Result<Vec<Result<Sent>>> {
        let stored = stored(&jobs, tx).await?;
        let mut results: Vec<Option<Result<Sent>>> = Vec::with_capacity(jobs.len());
        let mut fresh: Vec<(usize, &SendSms)> = Vec::new();
        let mut repeats: Vec<(usize, usize)> = Vec::new();
        for (at, job) in jobs.iter().enumerate() {
            let before = stored
                .iter()
                .find(|m| m.author_id == Some(job.author) && m.nonce.as_ref() == Some(&job.nonce));
            let twin = fresh.iter().find(|(_, other)| other.author == job.author && other.nonce == job.nonce);
            match (before, twin) {
                (Some(message), _) if message.body != job.body.as_str() => {
                    results.push(Some(Err(StoreError::Conflict("key_reused"))));
                }
                (Some(message), _) => {
                    results.push(Some(Ok(Sent { message: Arc::new(message.clone()), fresh: false })));
                }
                (None, Some((first, _))) => {
                    repeats.push((at, *first));
                    results.push(None);
                }
                (None, None) => {
                    fresh.push((at, job));
                    results.push(None);
                }
            }
        }
        let places: Vec<usize> = fresh.iter().map(|(at, _)| *at).collect();
        let written = write(fresh.into_iter().map(|(_, job)| job).collect(), tx).await?;
        for (at, message) in places.into_iter().zip(written) {
            if let Some(slot) = results.get_mut(at) {
                *slot = Some(Ok(Sent { message, fresh: true }));
            }
        }
        for (at, first) in repeats {
            let answer = match results.get(first) {
                Some(Some(Ok(sent))) => Some(Ok(Sent { message: Arc::clone(&sent.message), fresh: false })),
                _ => None,
            };
            if let Some(slot) = results.get_mut(at) {
                *slot = answer;
            }
        }
        Ok(results.into_iter().map(|slot| slot.unwrap_or(Err(StoreError::NotFound))).collect())
    }
}

/// Messages that were sent under one of these keys before.
async fn stored(jobs: &[SendSms], tx: &Tx) -> Result<Vec<SmsMessage>> {
    let any = jobs.iter().fold(Condition::any(), |any, job| {
        any.add(Column::AuthorId.eq(job.author).and(Column::Nonce.eq(job.nonce.as_str())))
    });
    Ok(Entity::find().filter(any).all(tx.conn()).await?)
}

async fn write(jobs: Vec<&SendSms>, tx: &mut Tx) -> Result<Vec<Arc<SmsMessage>>> {
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let threads = threads(&jobs, tx).await?;
    let mut messages = Vec::with_capacity(jobs.len());
    for job in &jobs {
        let thread = threads.get(&job.ends()).ok_or(StoreError::NotFound)?;
        messages.push(message(job, thread.id));
    }
    let mut seqs: Vec<i64> =
        Entity::insert_many(messages.iter().map(row)).exec_with_returning_keys(tx.conn()).await?;
    // Rows are numbered in the order of the statement, whatever order they are returned in.
    seqs.sort_unstable();
    for (message, seq) in messages.iter_mut().zip(seqs) {
        message.seq = seq;
    }
    NewOutboxRow::insert_all(jobs.iter().map(|job| outbox_row(job)).collect(), tx).await?;
    let entries: Vec<_> = messages
        .iter()
        .zip(&jobs)
        .filter_map(|(message, job)| timeline_entry(message, job.to.as_str(), job.at))
        .collect();
    tx.log_many(&entries).await?;
    let mut newest: HashMap<SmsThreadId, &SmsMessage> = HashMap::new();
    for message in &messages {
        newest.insert(message.thread_id, message);
    }
    for message in newest.values() {
        advance_thread(message, tx).await?;
    }
    for message in &messages {
        let event = Event::SmsMessageAdded { thread: message.thread_id, message: message.id };
        tx.emit(message.practice_id, AUDIENCE, event);
    }
    Ok(messages.into_iter().map(Arc::new).collect())
}

/// The conversations of these jobs, begun where they are new.
async fn threads(jobs: &[&SendSms], tx: &Tx) -> Result<HashMap<Ends, SmsThread>> {
    let mut known = find_threads(jobs, tx).await?;
    let mut missing: HashMap<Ends, thread::ActiveModel> = HashMap::new();
    for job in jobs.iter().filter(|job| !known.contains_key(&job.ends())) {
        let new = new_thread(job.new_thread, &job.ends(), job.applicant, job.at);
        missing.entry(job.ends()).or_insert_with(|| new.into());
    }
    if !missing.is_empty() {
        thread::Entity::insert_many(missing.into_values()).exec_without_returning(tx.conn()).await?;
        known = find_threads(jobs, tx).await?;
    }
    Ok(known)
}

async fn find_threads(jobs: &[&SendSms], tx: &Tx) -> Result<HashMap<Ends, SmsThread>> {
    let any = jobs.iter().fold(Condition::any(), |any, job| {
        any.add(
            thread::Column::PracticeId
                .eq(job.practice)
                .and(thread::Column::OwnNumber.eq(job.from.as_str()))
                .and(thread::Column::OtherParty.eq(job.to.as_str())),
        )
    });
    let found = thread::Entity::find().filter(any).all(tx.conn()).await?;
    let ends = |t: &SmsThread| (t.practice_id, t.own_number.clone(), t.other_party.clone());
    Ok(found.into_iter().map(|thread| (ends(&thread), thread)).collect())
}

pub(super) fn new_thread(
    id: SmsThreadId,
    (practice, own, other): &Ends,
    applicant: Option<ApplicantId>,
    at: DateTime<Utc>,
) -> SmsThread {
    SmsThread {
        id,
        practice_id: *practice,
        own_number: own.clone(),
        other_party: other.clone(),
        applicant_id: applicant,
        linked_by: None,
        last_seq: 0,
        last_at: at,
        unread: 0,
        read_seq: 0,
        handled_by: None,
        created_at: at,
    }
}

/// The newest message of a batch moves its conversation up; whoever wrote it is handling it now.
async fn advance_thread(message: &SmsMessage, tx: &Tx) -> Result<()> {
    let mut update = thread::Entity::update_many()
        .col_expr(thread::Column::LastSeq, Expr::value(message.seq))
        .col_expr(thread::Column::LastAt, Expr::value(message.created_at))
        .col_expr(thread::Column::HandledBy, Expr::value(message.author_id));
    if let Some(applicant) = message.applicant_id {
        update = update.col_expr(thread::Column::ApplicantId, Expr::value(Some(applicant)));
    }
    update.filter(thread::Column::Id.eq(message.thread_id)).exec(tx.conn()).await?;
    Ok(())
}

fn message(job: &SendSms, thread: SmsThreadId) -> SmsMessage {
    let segments = Segments::of(job.body.as_str());
    SmsMessage {
        seq: 0,
        id: job.id,
        practice_id: job.practice,
        thread_id: thread,
        direction: OUT.to_owned(),
        author_id: Some(job.author),
        nonce: Some(job.nonce.clone()),
        applicant_id: job.applicant,
        case_id: job.case,
        body: job.body.as_str().to_owned(),
        segments: i32::try_from(segments.count()).unwrap_or(i32::MAX),
        encoding: segments.encoding(),
        billed_segments: None,
        media: 0,
        state: DeliveryState::Queued,
        state_at: job.at,
        provider_message_id: None,
        error_code: None,
        error_text: None,
        advice: None,
        created_at: job.at,
    }
}

pub(super) fn row(message: &SmsMessage) -> ActiveModel {
    let mut row = ActiveModel::from(message.clone()).reset_all();
    row.seq = NotSet;
    row
}

fn outbox_row(job: &SendSms) -> NewOutboxRow {
    NewOutboxRow {
        id: OutboxId::new(job.id.as_uuid()),
        practice: job.practice,
        channel: Channel::Sms,
        subject: job.id.as_uuid(),
        lane: format!("{}>{}", job.from, job.to),
        due_at: job.at,
        created_at: job.at,
    }
}
