//! Sending: the message, its place in the conversation, its line in the history and its row in the outbox are one
//! transaction, written for a whole batch with a few statements.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::event::Event;
use domain::inbound_routing;
use domain::phone::PhoneNumber;
use domain::sms::{DeliveryState, Segments, SmsBody};
use domain::{ApplicantId, CaseId, OutboxId, PracticeId, SmsMessageId, SmsThreadId, UserId};
use sea_orm::ActiveValue::NotSet;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{AUDIENCE, OUT, SmsMessage, SmsThread, people, timeline_entry};
use crate::entity::sms_message::{ActiveModel, Column, Entity};
use crate::entity::sms_thread as thread;
use crate::outbox::{Channel, NewOutboxRow};
use crate::{BatchedJob, Conflict, Refusal, Result, StoreError, Tx};

/// A message to be sent. The caller has checked that the case is the practice's; the applicant is looked for here,
/// where one statement does for a whole batch.
#[derive(Clone, Debug)]
pub struct SendSms {
    pub id: SmsMessageId,
    /// The conversation's id, if it has to be begun.
    pub new_thread: SmsThreadId,
    pub practice: PracticeId,
    pub from: PhoneNumber,
    /// The form of the number that is texted.
    pub to: PhoneNumber,
    pub author: UserId,
    /// The author's key for this message: the same key again is the same message again.
    pub nonce: String,
    /// What the author asked for: with the same key it must be the same.
    pub asked: Asked,
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
    pub body: SmsBody,
    /// Numbering data does not know the number, and the author says that it is right.
    pub number_confirmed: bool,
    pub at: DateTime<Utc>,
}

/// Recipient, applicant and case of a request, before anything was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub to: PhoneNumber,
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
}

impl Asked {
    /// As it is kept beside the message.
    fn line(&self) -> String {
        let id = |id: Option<Uuid>| id.map(|id| id.simple().to_string()).unwrap_or_default();
        let (applicant, case) = (self.applicant.map(ApplicantId::as_uuid), self.case.map(CaseId::as_uuid));
        format!("{} {} {}", self.to, id(applicant), id(case))
    }
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Sent {
    pub message: Arc<SmsMessage>,
    /// False when the nonce had been used: this is the message of that time.
    pub fresh: bool,
}

/// A conversation by its practice and its two ends: ours, theirs.
type Ends = (PracticeId, String, String);

/// The same for every spelling of the number outside, whichever of ours it is written from.
type Party = (PracticeId, String);

impl SendSms {
    fn ends(&self) -> Ends {
        (self.practice, self.from.as_str().to_owned(), self.to.as_str().to_owned())
    }

    fn party(&self) -> Party {
        (self.practice, party(self.to.as_str()))
    }
}

/// One name for all spellings of a number.
fn party(number: &str) -> String {
    let forms = inbound_routing::Sender::of(number).forms();
    forms.into_iter().min().unwrap_or_else(|| number.to_owned())
}

impl BatchedJob for SendSms {
    type Output = Sent;

    async fn run(jobs: Vec<Self>, tx: &mut Tx) -> Result<Vec<Result<Sent>>> {
        let known = people::known(tx, jobs.iter().filter_map(|job| job.applicant)).await?;
        let is_known = |job: &SendSms| job.applicant.is_none_or(|id| known.contains(&(job.practice, id)));
        let wanted: Vec<&SendSms> = jobs.iter().filter(|job| is_known(job)).collect();
        let (fresh, before) = write(&wanted, tx).await?;
        let answer = |job: &SendSms| {
            if !is_known(job) {
                return Err(StoreError::Refused(Refusal::UnknownApplicant));
            }
            if let Some(message) = fresh.iter().find(|message| message.id == job.id) {
                return Ok(Sent { message: Arc::clone(message), fresh: true });
            }
            let first = fresh.iter().chain(&before).find(|message| is_of(message, job));
            match first {
                Some(message) if !is_same_request(message, job) => {
                    Err(StoreError::Conflict(Conflict::KeyReused))
                }
                Some(message) => Ok(Sent { message: Arc::clone(message), fresh: false }),
                None => Err(StoreError::NotFound),
            }
        };
        Ok(jobs.iter().map(answer).collect())
    }
}

/// Whether the message is the one that this key represents.
fn is_of(message: &SmsMessage, job: &SendSms) -> bool {
    message.author_id == Some(job.author) && message.nonce.as_ref() == Some(&job.nonce)
}

/// Whether the key is used for what it was used for before. What was written before requests were kept is compared by
/// what became of it.
fn is_same_request(message: &SmsMessage, job: &SendSms) -> bool {
    message.body == job.body.as_str()
        && match &message.asked {
            Some(asked) => *asked == job.asked.line(),
            None => message.number == job.to.as_str(),
        }
}

type Messages = Vec<Arc<SmsMessage>>;

/// Writes those whose key is new. Answers them, and where keys were known the messages of that time.
async fn write(jobs: &[&SendSms], tx: &mut Tx) -> Result<(Messages, Messages)> {
    if jobs.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let (threads, begun) = threads(jobs, tx).await?;
    let mut messages = Vec::with_capacity(jobs.len());
    for job in jobs {
        let thread = threads.get(&job.party()).ok_or(StoreError::NotFound)?;
        messages.push(message(job, thread.id));
    }
    let once = OnConflict::columns([Column::AuthorId, Column::Nonce]).do_nothing().to_owned();
    let mut seqs: Vec<i64> = Entity::insert_many(messages.iter().map(row))
        .on_conflict(once)
        .exec_with_returning_keys(tx.conn())
        .await?;
    let mut before = Vec::new();
    if seqs.len() == messages.len() {
        // Rows are numbered in the order of the statement, whatever order they are returned in.
        seqs.sort_unstable();
        for (message, seq) in messages.iter_mut().zip(seqs) {
            message.seq = seq;
        }
    } else {
        let (new, known): (Vec<_>, Vec<_>) = stored(jobs, tx)
            .await?
            .into_iter()
            .partition(|message| jobs.iter().any(|job| job.id == message.id));
        messages = new;
        before = known.into_iter().map(Arc::new).collect();
        forget_empty(&begun, &messages, tx).await?;
    }
    follow(&messages, &threads, tx).await?;
    Ok((messages.into_iter().map(Arc::new).collect(), before))
}

/// What belongs to new messages: rows for the worker, lines in histories, their conversations' places, events.
async fn follow(messages: &[SmsMessage], threads: &HashMap<Party, SmsThread>, tx: &mut Tx) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    let of: HashMap<SmsThreadId, &SmsThread> = threads.values().map(|thread| (thread.id, thread)).collect();
    let pairs = || messages.iter().filter_map(|message| Some((message, *of.get(&message.thread_id)?)));
    let outgoing = pairs().map(|(message, thread)| outbox_row(message, thread)).collect();
    NewOutboxRow::insert_all(outgoing, tx).await?;
    let lines: Vec<_> = pairs()
        .filter_map(|(message, _)| timeline_entry(message, &message.number, message.created_at))
        .collect();
    tx.log_many(&lines).await?;
    advance_threads(threads, messages, tx).await?;
    for message in messages {
        let event = Event::SmsMessageAdded { thread: message.thread_id, message: message.id };
        tx.emit(message.practice_id, AUDIENCE, event);
    }
    Ok(())
}

/// Messages that were sent under one of these keys, the new ones included, in the order of their writing.
async fn stored(jobs: &[&SendSms], tx: &Tx) -> Result<Vec<SmsMessage>> {
    let any = jobs.iter().fold(Condition::any(), |any, job| {
        any.add(Column::AuthorId.eq(job.author).and(Column::Nonce.eq(job.nonce.as_str())))
    });
    Ok(Entity::find().filter(any).order_by_asc(Column::Seq).all(tx.conn()).await?)
}

/// The conversations of these jobs, and which of them were begun for it.
async fn threads(jobs: &[&SendSms], tx: &Tx) -> Result<(HashMap<Party, SmsThread>, Vec<SmsThreadId>)> {
    let mut known = find_threads(jobs, tx).await?;
    let mut missing: HashMap<Party, SmsThread> = HashMap::new();
    for job in jobs.iter().filter(|job| !known.contains_key(&job.party())) {
        let new = || new_thread(job.new_thread, &job.ends(), job.applicant, job.at);
        missing.entry(job.party()).or_insert_with(new);
    }
    let begun = missing.values().map(|thread| thread.id).collect();
    if !missing.is_empty() {
        let rows = missing.values().cloned().map(thread::ActiveModel::from);
        thread::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
        known.extend(missing);
    }
    Ok((known, begun))
}

/// A key that was used for another number has begun a conversation in which nothing was said.
async fn forget_empty(begun: &[SmsThreadId], messages: &[SmsMessage], tx: &Tx) -> Result<()> {
    let empty = begun.iter().filter(|id| messages.iter().all(|message| message.thread_id != **id));
    let empty: Vec<SmsThreadId> = empty.copied().collect();
    if !empty.is_empty() {
        thread::Entity::delete_many().filter(thread::Column::Id.is_in(empty)).exec(tx.conn()).await?;
    }
    Ok(())
}

/// The conversations with these numbers in any of their spellings: one each, and the one that moved last where there
/// are several.
async fn find_threads(jobs: &[&SendSms], tx: &Tx) -> Result<HashMap<Party, SmsThread>> {
    let practices: BTreeSet<PracticeId> = jobs.iter().map(|job| job.practice).collect();
    let numbers: BTreeSet<String> =
        jobs.iter().flat_map(|job| job.to.equivalents()).map(PhoneNumber::into_string).collect();
    let found = thread::Entity::find()
        .filter(thread::Column::PracticeId.is_in(practices))
        .filter(thread::Column::OtherParty.is_in(numbers))
        .order_by_asc(thread::Column::LastSeq)
        .all(tx.conn())
        .await?;
    Ok(found.into_iter().map(|thread| ((thread.practice_id, party(&thread.other_party)), thread)).collect())
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

/// The newest message of a batch moves its conversation up; the one who wrote it is handling it now. All of them
/// are written by one statement: they exist, so the insertion always ends in its update.
async fn advance_threads(
    threads: &HashMap<Party, SmsThread>,
    messages: &[SmsMessage],
    tx: &Tx,
) -> Result<()> {
    let newest: HashMap<SmsThreadId, &SmsMessage> =
        messages.iter().map(|message| (message.thread_id, message)).collect();
    let rows = threads.values().filter_map(|thread| {
        let message = newest.get(&thread.id)?;
        let moved = SmsThread {
            last_seq: message.seq,
            last_at: message.created_at,
            handled_by: message.author_id,
            applicant_id: message.applicant_id.or(thread.applicant_id),
            ..thread.clone()
        };
        Some(thread::ActiveModel::from(moved).reset_all())
    });
    let moved = OnConflict::column(thread::Column::Id)
        .update_columns([
            thread::Column::LastSeq,
            thread::Column::LastAt,
            thread::Column::HandledBy,
            thread::Column::ApplicantId,
        ])
        .to_owned();
    thread::Entity::insert_many(rows).on_conflict(moved).exec_without_returning(tx.conn()).await?;
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
        own_number: job.from.as_str().to_owned(),
        number: job.to.as_str().to_owned(),
        author_id: Some(job.author),
        nonce: Some(job.nonce.clone()),
        asked: Some(job.asked.line()),
        number_confirmed: job.number_confirmed,
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

fn outbox_row(message: &SmsMessage, thread: &SmsThread) -> NewOutboxRow {
    NewOutboxRow {
        id: OutboxId::new(message.id.as_uuid()),
        practice: message.practice_id,
        channel: Channel::Sms,
        subject: message.id.as_uuid(),
        lane: format!("{}>{}", thread.own_number, thread.other_party),
        due_at: message.created_at,
        created_at: message.created_at,
    }
}
