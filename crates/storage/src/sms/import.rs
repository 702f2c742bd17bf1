//! Texts of the past, for practices that bring them along and for the demo: written in bulk, told to nobody and sent
//! to nobody.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::phone::PhoneNumber;
use domain::sms::{DeliveryState, Segments, SmsAdvice};
use domain::{ApplicantId, CaseId, PracticeId, SmsMessageId, SmsThreadId, UserId};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{IN, OUT, SmsMessage, SmsThread, send, timeline_entry};
use crate::entity::sms_message::Entity;
use crate::entity::sms_thread as thread;
use crate::handles::Sms;
use crate::{Result, StoreError, Tx};

/// Rows of one statement: databases bound the number of values.
const ROWS: usize = 500;

/// A text of the past.
#[derive(Clone, Debug)]
pub struct PastSms {
    /// The number outside.
    pub other: PhoneNumber,
    /// Who of the practice wrote it; nobody where it came from outside.
    pub author: Option<UserId>,
    /// Whose record it is filed on; nobody's where it is not clear.
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
    pub body: String,
    pub state: DeliveryState,
    /// The carrier's code and what helps, of a text that did not arrive.
    pub fault: Option<(i32, SmsAdvice)>,
    /// Came from outside and has not been looked at.
    pub unread: bool,
    pub at: DateTime<Utc>,
}

impl Sms<&mut Tx> {
    /// Writes texts between `own` and others in the order given, which should be the order of time, with their
    /// conversations and their lines in the history.
    pub async fn import(&mut self, own: &PhoneNumber, all: &[PastSms]) -> Result<()> {
        let practice = self.practice;
        let mut threads = begin(practice, own, all, self.db).await?;
        for chunk in all.chunks(ROWS) {
            let mut messages = Vec::with_capacity(chunk.len());
            for past in chunk {
                let thread = threads.get(past.other.as_str()).ok_or(StoreError::NotFound)?;
                messages.push(message(practice, own, thread.id, past));
            }
            let mut seqs: Vec<i64> = Entity::insert_many(messages.iter().map(send::row))
                .exec_with_returning_keys(self.db.conn())
                .await?;
            // Rows are numbered in the order of the statement, whatever order they are returned in.
            seqs.sort_unstable();
            for ((message, seq), past) in messages.iter_mut().zip(seqs).zip(chunk) {
                message.seq = seq;
                if let Some(thread) = threads.get_mut(past.other.as_str()) {
                    advance(thread, message, past.unread);
                }
            }
            let lines: Vec<_> = messages
                .iter()
                .zip(chunk)
                .filter_map(|(message, past)| timeline_entry(message, past.other.as_str(), past.at))
                .collect();
            self.db.log_many(&lines).await?;
        }
        for thread in threads.into_values() {
            thread.into_active_model().reset_all().update(self.db.conn()).await?;
        }
        Ok(())
    }
}

/// The conversations there will be, by the number outside.
async fn begin(
    practice: PracticeId,
    own: &PhoneNumber,
    all: &[PastSms],
    tx: &Tx,
) -> Result<HashMap<String, SmsThread>> {
    let mut threads: HashMap<String, SmsThread> = HashMap::new();
    for past in all {
        let ends = (practice, own.as_str().to_owned(), past.other.as_str().to_owned());
        let id = SmsThreadId::new(Uuid::now_v7());
        let new = || send::new_thread(id, &ends, past.applicant, past.at);
        threads.entry(past.other.as_str().to_owned()).or_insert_with(new);
    }
    let rows: Vec<_> = threads.values().cloned().map(|row| row.into_active_model().reset_all()).collect();
    for chunk in rows.chunks(ROWS) {
        thread::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(tx.conn()).await?;
    }
    Ok(threads)
}

fn advance(thread: &mut SmsThread, message: &SmsMessage, unread: bool) {
    thread.last_seq = message.seq;
    thread.last_at = message.created_at;
    if message.author_id.is_some() {
        thread.handled_by = message.author_id;
    }
    if message.applicant_id.is_some() {
        thread.applicant_id = message.applicant_id;
    }
    if unread {
        thread.unread += 1;
    } else {
        thread.read_seq = message.seq;
        thread.unread = 0;
    }
}

fn message(practice: PracticeId, own: &PhoneNumber, thread: SmsThreadId, past: &PastSms) -> SmsMessage {
    let segments = Segments::of(&past.body);
    let id = SmsMessageId::new(Uuid::now_v7());
    let count = i32::try_from(segments.count()).unwrap_or(i32::MAX);
    let billed =
        past.author.is_some() && !matches!(past.state, DeliveryState::Failed | DeliveryState::Unknown);
    SmsMessage {
        seq: 0,
        id,
        practice_id: practice,
        thread_id: thread,
        direction: if past.author.is_some() { OUT } else { IN }.to_owned(),
        own_number: own.as_str().to_owned(),
        number: past.other.as_str().to_owned(),
        author_id: past.author,
        nonce: past.author.map(|_| id.to_string()),
        asked: None,
        number_confirmed: false,
        applicant_id: past.applicant,
        case_id: past.case,
        body: past.body.clone(),
        segments: count,
        encoding: segments.encoding(),
        billed_segments: billed.then_some(count),
        media: 0,
        state: past.state,
        state_at: past.at,
        // Of a text whose outcome is not known the carrier never said what it calls it.
        provider_message_id: (past.state != DeliveryState::Unknown)
            .then(|| format!("SM{}", id.as_uuid().simple())),
        error_code: past.fault.map(|(code, _)| code),
        error_text: None,
        advice: past.fault.map(|(_, advice)| advice),
        created_at: past.at,
    }
}
