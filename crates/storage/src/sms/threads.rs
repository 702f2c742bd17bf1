//! The inbox: conversations, what is new in them, and marking them as read.

use chrono::{DateTime, Utc};
use domain::event::Event;
use domain::{ApplicantId, PracticeId, SmsThreadId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{AUDIENCE, SmsMessage, SmsThread};
use crate::entity::{sms_message as message, sms_thread as thread};
use crate::{Result, Store, StoreError, Tx};

/// Which conversations are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThreadFilter {
    #[default]
    All,
    /// With messages that nobody has read.
    Unread,
    /// Of numbers that are nobody's, or several people's.
    Unlinked,
}

/// A conversation and its newest message.
#[derive(Clone, Debug)]
pub struct ThreadRow {
    pub thread: SmsThread,
    pub last: Option<SmsMessage>,
    /// Incoming messages that are filed under nobody.
    pub unfiled: u64,
}

/// What waits in the inbox: absolute counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    pub threads: u64,
    pub messages: u64,
}

impl Tx {
    pub(crate) async fn sms_thread(&self, practice: PracticeId, id: SmsThreadId) -> Result<SmsThread> {
        let found = thread::Entity::find_by_id(id).filter(thread::Column::PracticeId.eq(practice));
        found.one(self.conn()).await?.ok_or(StoreError::NotFound)
    }
}

impl Store {
    /// The `limit` conversations that moved last, before `before` (a `last_seq`) when given.
    pub async fn sms_threads(
        &self,
        practice: PracticeId,
        filter: ThreadFilter,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<ThreadRow>> {
        let mut query = thread::Entity::find().filter(thread::Column::PracticeId.eq(practice));
        query = match filter {
            ThreadFilter::All => query,
            ThreadFilter::Unread => query.filter(thread::Column::Unread.gt(0)),
            ThreadFilter::Unlinked => query.filter(thread::Column::ApplicantId.is_null()),
        };
        if let Some(before) = before {
            query = query.filter(thread::Column::LastSeq.lt(before));
        }
        let threads = query.order_by_desc(thread::Column::LastSeq).limit(limit).all(self.reader()).await?;
        self.with_last(threads).await
    }

    /// One conversation.
    pub async fn sms_thread(&self, practice: PracticeId, id: SmsThreadId) -> Result<ThreadRow> {
        let found = thread::Entity::find_by_id(id).filter(thread::Column::PracticeId.eq(practice));
        let thread = found.one(self.reader()).await?.ok_or(StoreError::NotFound)?;
        self.with_last(vec![thread]).await?.pop().ok_or(StoreError::NotFound)
    }

    async fn with_last(&self, threads: Vec<SmsThread>) -> Result<Vec<ThreadRow>> {
        let seqs: Vec<i64> = threads.iter().map(|thread| thread.last_seq).collect();
        let last =
            message::Entity::find().filter(message::Column::Seq.is_in(seqs)).all(self.reader()).await?;
        let unfiled = self.unfiled(threads.iter().map(|thread| thread.id).collect()).await?;
        let row = |thread: SmsThread| ThreadRow {
            last: last.iter().find(|m| m.seq == thread.last_seq && m.thread_id == thread.id).cloned(),
            unfiled: unfiled.iter().filter(|id| **id == thread.id).count() as u64,
            thread,
        };
        Ok(threads.into_iter().map(row).collect())
    }

    async fn unfiled(&self, threads: Vec<SmsThreadId>) -> Result<Vec<SmsThreadId>> {
        Ok(message::Entity::find()
            .select_only()
            .column(message::Column::ThreadId)
            .filter(message::Column::ThreadId.is_in(threads))
            .filter(message::Column::Direction.eq(super::IN))
            .filter(message::Column::ApplicantId.is_null())
            .into_tuple()
            .all(self.reader())
            .await?)
    }

    /// Whom this conversation was last written to about, and when, newest first.
    pub async fn sms_written_to(&self, thread: SmsThreadId) -> Result<Vec<(ApplicantId, DateTime<Utc>)>> {
        let rows: Vec<(Option<ApplicantId>, DateTime<Utc>)> = message::Entity::find()
            .select_only()
            .column(message::Column::ApplicantId)
            .column(message::Column::CreatedAt)
            .filter(message::Column::ThreadId.eq(thread))
            .filter(message::Column::Direction.eq(super::OUT))
            .filter(message::Column::ApplicantId.is_not_null())
            .order_by_desc(message::Column::Seq)
            .limit(50)
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().filter_map(|(applicant, at)| applicant.map(|a| (a, at))).collect())
    }

    /// What waits in the practice's inbox.
    pub async fn unread_sms(&self, practice: PracticeId) -> Result<Unread> {
        let counts: Vec<i32> = thread::Entity::find()
            .select_only()
            .column(thread::Column::Unread)
            .filter(thread::Column::PracticeId.eq(practice))
            .filter(thread::Column::Unread.gt(0))
            .into_tuple()
            .all(self.reader())
            .await?;
        let messages = counts.iter().map(|n| u64::try_from(*n).unwrap_or(0)).sum();
        Ok(Unread { threads: counts.len() as u64, messages })
    }

    /// Marks a conversation as read up to `seq`; what came later stays unread.
    pub async fn read_sms(&self, practice: PracticeId, id: SmsThreadId, seq: i64) -> Result<()> {
        self.write(async move |tx| {
            let thread = tx.sms_thread(practice, id).await?;
            let read_seq = seq.min(thread.last_seq).max(thread.read_seq);
            let later: Vec<i64> = message::Entity::find()
                .select_only()
                .column(message::Column::Seq)
                .filter(message::Column::ThreadId.eq(id))
                .filter(message::Column::Direction.eq(super::IN))
                .filter(message::Column::Seq.gt(read_seq))
                .into_tuple()
                .all(tx.conn())
                .await?;
            let unread = i32::try_from(later.len()).unwrap_or(i32::MAX);
            if read_seq == thread.read_seq && unread == thread.unread {
                return Ok(());
            }
            thread::Entity::update_many()
                .col_expr(thread::Column::ReadSeq, Expr::value(read_seq))
                .col_expr(thread::Column::Unread, Expr::value(unread))
                .filter(thread::Column::Id.eq(id))
                .exec(tx.conn())
                .await?;
            tx.emit(practice, AUDIENCE, Event::SmsThreadChanged { thread: id });
            Ok(())
        })
        .await
    }
}
