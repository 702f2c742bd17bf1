//! The inbox: conversations, what is new in them, and marking them as read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::event::Event;
use domain::{ApplicantId, PracticeId, SmsMessageId, SmsThreadId};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::{AUDIENCE, SmsMessage, SmsThread};
use crate::entity::{sms_message as message, sms_thread as thread};
use crate::handles::Sms;
use crate::{Result, Store, StoreError, Tx};

/// Which conversations are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThreadFilter {
    #[default]
    All,
    /// With messages that nobody has read.
    Unread,
    /// Of numbers that are nobody's, and with messages that are on nobody's record.
    Unlinked,
}

/// What is looked for in the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadQuery {
    pub filter: ThreadFilter,
    /// Who it is with, or what was said.
    pub search: Option<String>,
}

impl From<ThreadFilter> for ThreadQuery {
    fn from(filter: ThreadFilter) -> Self {
        Self { filter, search: None }
    }
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

impl Sms<&Store> {
    /// The `limit` conversations that moved last, before `before` (a `last_seq`) when given.
    pub async fn threads(
        self,
        wanted: impl Into<ThreadQuery>,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<ThreadRow>> {
        let practice = self.practice;
        let wanted = wanted.into();
        let mut query = thread::Entity::find().filter(thread::Column::PracticeId.eq(practice));
        query = match wanted.filter {
            ThreadFilter::All => query,
            ThreadFilter::Unread => query.filter(thread::Column::Unread.gt(0)),
            ThreadFilter::Unlinked => query.filter(
                Condition::any()
                    .add(thread::Column::ApplicantId.is_null())
                    .add(thread::Column::Id.in_subquery(unfiled_in(practice))),
            ),
        };
        if let Some(search) = &wanted.search {
            query = query.filter(self.db.sms_search(practice, search).await?);
        }
        if let Some(before) = before {
            query = query.filter(thread::Column::LastSeq.lt(before));
        }
        let threads = query.order_by_desc(thread::Column::LastSeq).limit(limit).all(self.db.reader()).await?;
        self.db.with_last(threads).await
    }

    /// One conversation.
    pub async fn thread(self, id: SmsThreadId) -> Result<ThreadRow> {
        let practice = self.practice;
        let found = thread::Entity::find_by_id(id).filter(thread::Column::PracticeId.eq(practice));
        let thread = found.one(self.db.reader()).await?.ok_or(StoreError::NotFound)?;
        self.db.with_last(vec![thread]).await?.pop().ok_or(StoreError::NotFound)
    }

    /// Whom this conversation was last written to about, and when, newest first.
    pub async fn written_to(self, thread: SmsThreadId) -> Result<Vec<(ApplicantId, DateTime<Utc>)>> {
        let rows: Vec<(Option<ApplicantId>, DateTime<Utc>)> = message::Entity::find()
            .select_only()
            .column(message::Column::ApplicantId)
            .column(message::Column::CreatedAt)
            .filter(message::Column::PracticeId.eq(self.practice))
            .filter(message::Column::ThreadId.eq(thread))
            .filter(message::Column::Direction.eq(super::OUT))
            .filter(message::Column::ApplicantId.is_not_null())
            .order_by_desc(message::Column::Seq)
            .limit(50)
            .into_tuple()
            .all(self.db.reader())
            .await?;
        Ok(rows.into_iter().filter_map(|(applicant, at)| applicant.map(|a| (a, at))).collect())
    }

    /// On whose records messages of this conversation are.
    pub async fn applicants_in(self, thread: SmsThreadId) -> Result<Vec<ApplicantId>> {
        let rows: Vec<Option<ApplicantId>> = message::Entity::find()
            .select_only()
            .column(message::Column::ApplicantId)
            .distinct()
            .filter(message::Column::PracticeId.eq(self.practice))
            .filter(message::Column::ThreadId.eq(thread))
            .filter(message::Column::ApplicantId.is_not_null())
            .into_tuple()
            .all(self.db.reader())
            .await?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// What waits in the practice's inbox.
    pub async fn unread(self) -> Result<Unread> {
        let practice = self.practice;
        let counts: Vec<i32> = thread::Entity::find()
            .select_only()
            .column(thread::Column::Unread)
            .filter(thread::Column::PracticeId.eq(practice))
            .filter(thread::Column::Unread.gt(0))
            .into_tuple()
            .all(self.db.reader())
            .await?;
        let messages = counts.iter().map(|n| u64::try_from(*n).unwrap_or(0)).sum();
        Ok(Unread { threads: counts.len() as u64, messages })
    }

    /// Marks a conversation as read up to `seq`; what came later stays unread. Where only `seen` was shown of it, the mark
    /// stops before the first unread text that is not among them.
    pub async fn read(self, id: SmsThreadId, seq: i64, seen: Option<Vec<SmsMessageId>>) -> Result<()> {
        let practice = self.practice;
        self.db
            .write(async move |tx| {
                let thread = tx.sms_thread(practice, id).await?;
                let unread: Vec<(SmsMessageId, i64)> = message::Entity::find()
                    .select_only()
                    .column(message::Column::Id)
                    .column(message::Column::Seq)
                    .filter(message::Column::ThreadId.eq(id))
                    .filter(message::Column::Direction.eq(super::IN))
                    .filter(message::Column::Seq.gt(thread.read_seq))
                    .order_by_asc(message::Column::Seq)
                    .into_tuple()
                    .all(tx.conn())
                    .await?;
                let hidden = seen.and_then(|seen| unread.iter().find(|(text, _)| !seen.contains(text)));
                let far = hidden.map_or(seq, |(_, hidden)| seq.min(hidden - 1));
                let read_seq = far.min(thread.last_seq).max(thread.read_seq);
                let later: Vec<_> = unread.iter().filter(|(_, seq)| *seq > read_seq).collect();
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

    /// How far each of these conversations was read.
    pub async fn read_marks(self, threads: Vec<SmsThreadId>) -> Result<HashMap<SmsThreadId, i64>> {
        let practice = self.practice;
        let marks: Vec<(SmsThreadId, i64)> = thread::Entity::find()
            .select_only()
            .column(thread::Column::Id)
            .column(thread::Column::ReadSeq)
            .filter(thread::Column::PracticeId.eq(practice))
            .filter(thread::Column::Id.is_in(threads))
            .into_tuple()
            .all(self.db.reader())
            .await?;
        Ok(marks.into_iter().collect())
    }
}

impl Store {
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
}

/// The conversations with incoming messages that are on nobody's record.
fn unfiled_in(practice: PracticeId) -> SelectStatement {
    message::Entity::find()
        .select_only()
        .column(message::Column::ThreadId)
        .filter(message::Column::PracticeId.eq(practice))
        .filter(message::Column::Direction.eq(super::IN))
        .filter(message::Column::ApplicantId.is_null())
        .into_query()
}
