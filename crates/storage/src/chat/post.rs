//! Posting: the hottest write, done for a whole batch with one statement.

mod sqlite;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::notification::NotificationFact;
use domain::{ConversationId, MessageId, PracticeId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use super::Message;
use crate::entity::message::{ActiveModel, Column, Entity};
use crate::event_log::NewEvent;
use crate::notifications::NewNotification;
use crate::writer::SqliteTx;
use crate::{BatchedJob, Conflict, EventPayload, Result, StoreError, Tx};

/// A message to be posted. The caller has checked that its author is in the conversation.
#[derive(Clone, Debug)]
pub struct PostMessage {
    pub id: MessageId,
    pub practice: PracticeId,
    pub conversation: ConversationId,
    pub author: UserId,
    /// The author's key for this message: the same key again is the same message again.
    pub nonce: String,
    pub body: String,
    pub at: DateTime<Utc>,
    /// Whose bell is to ring: the other person of a direct message who is not looking at it.
    pub ring: Option<UserId>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Posted {
    pub message: Arc<Message>,
    /// False when the nonce had been used: this is the message of that time.
    pub fresh: bool,
}

impl BatchedJob for PostMessage {
    type Output = Posted;

    async fn run(jobs: Vec<Self>, tx: &mut Tx) -> Result<Vec<Result<Posted>>> {
        let mut results: Vec<Option<Result<Posted>>> = jobs.iter().map(|_| None).collect();
        let on_conflict = OnConflict::columns([Column::AuthorId, Column::Nonce]).do_nothing().to_owned();
        let mut seqs: Vec<i64> = Entity::insert_many(jobs.iter().map(row))
            .on_conflict(on_conflict)
            .exec_with_returning_keys(tx.conn())
            .await?;
        // Rows are numbered in the order of the statement, whatever order they are returned in.
        seqs.sort_unstable();
        if seqs.len() == jobs.len() {
            tx.count_messages(jobs.iter().map(|job| (job.conversation, job.author))).await?;
            ring_bells(&jobs, tx).await?;
            return Ok(jobs.into_iter().zip(seqs).map(|(job, seq)| Ok(emit(job, seq, tx))).collect());
        }
        let stored = stored(&jobs, tx).await?;
        let fresh: Vec<_> =
            jobs.iter().filter(|job| stored.iter().any(|row| row.id == job.id)).cloned().collect();
        tx.count_messages(fresh.iter().map(|job| (job.conversation, job.author))).await?;
        ring_bells(&fresh, tx).await?;
        for (slot, job) in results.iter_mut().zip(jobs) {
            let own = stored.iter().find(|row| row.author_id == job.author && row.nonce == job.nonce);
            *slot = Some(match own {
                Some(row) if row.id == job.id => Ok(emit(job, row.seq, tx)),
                Some(row) if row.conversation_id != job.conversation || says_otherwise(row, &job) => {
                    Err(StoreError::Conflict(Conflict::KeyReused))
                }
                Some(row) => Ok(Posted { message: Arc::new(row.clone()), fresh: false }),
                None => Err(StoreError::NotFound),
            });
        }
        Ok(results.into_iter().map(|slot| slot.unwrap_or(Err(StoreError::NotFound))).collect())
    }

    /// Bells are looked for first, and rung by rules of their own.
    fn suits_sqlite(&self) -> bool {
        self.ring.is_none()
    }

    fn run_on_sqlite(jobs: &[&Self], tx: &mut SqliteTx<'_>) -> Result<Option<Vec<Posted>>> {
        sqlite::run(jobs, tx)
    }
}

fn row(job: &PostMessage) -> ActiveModel {
    ActiveModel {
        seq: NotSet,
        id: Set(job.id),
        practice_id: Set(job.practice),
        conversation_id: Set(job.conversation),
        author_id: Set(job.author),
        nonce: Set(job.nonce.clone()),
        body: Set(job.body.clone()),
        version: Set(1),
        created_at: Set(job.at),
        edited_at: Set(None),
        deleted_at: Set(None),
    }
}

/// Whether a message that represents a job's nonce said something else from the beginning. One that was edited may have.
fn says_otherwise(row: &Message, job: &PostMessage) -> bool {
    row.version == 1 && row.body != job.body
}

/// Some of the batch were retries: reads which rows stand for each author's nonces.
async fn stored(jobs: &[PostMessage], tx: &Tx) -> Result<Vec<Message>> {
    let any = jobs.iter().fold(Condition::any(), |any, job| {
        any.add(Column::AuthorId.eq(job.author).and(Column::Nonce.eq(job.nonce.as_str())))
    });
    Ok(Entity::find().filter(any).all(tx.conn()).await?)
}

/// One unseen line per direct message, however much is written. Rooms ring no bells: their posts would
/// cost a row per member.
async fn ring_bells(posted: &[PostMessage], tx: &mut Tx) -> Result<()> {
    for job in posted {
        let Some(user) = job.ring else { continue };
        if !tx.unseen_about(user, job.conversation).await?.is_empty() {
            continue;
        }
        let conversation = job.conversation;
        tx.notify(NewNotification {
            id: Uuid::now_v7().into(),
            practice: job.practice,
            user,
            fact: NotificationFact::ChatMessage {
                conversation,
                by: job.author,
                link: format!("/chat/{conversation}"),
            },
            at: job.at,
        })
        .await?;
    }
    Ok(())
}

fn emit(job: PostMessage, seq: i64, tx: &mut Tx) -> Posted {
    let (posted, NewEvent { practice, audience, event, payload }) = announce(job, seq);
    tx.emit_with(practice, audience, event, payload);
    posted
}

/// What its author and everybody else is told of a message that was written.
fn announce(job: PostMessage, seq: i64) -> (Posted, NewEvent) {
    let message = Arc::new(Message {
        seq,
        id: job.id,
        practice_id: job.practice,
        conversation_id: job.conversation,
        author_id: job.author,
        nonce: job.nonce,
        body: job.body,
        version: 1,
        created_at: job.at,
        edited_at: None,
        deleted_at: None,
    });
    let event = NewEvent {
        practice: job.practice,
        audience: Audience::Conversation(job.conversation),
        event: Event::MessagePosted { conversation: job.conversation, message: job.id, seq },
        payload: Some(EventPayload::Message(Arc::clone(&message))),
    };
    (Posted { message, fresh: true }, event)
}
