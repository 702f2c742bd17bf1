//! The event log: what happened, in the order in which it became true.
//!
//! A row is written in the transaction of what it tells, holds ids and no text, and is read again as
//! things are when it is replayed.

mod sqlite;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::{ConversationId, PracticeId, UserId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, ExprTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::entity::{event, message};
use crate::{Result, Store, StoreError};
pub(crate) use sqlite::append_on_sqlite;

/// The advisory lock that orders the allocation of sequence numbers between instances on PostgreSQL.
const ORDER_LOCK: i64 = 0x4c49_4149;

/// The row that was just written, for those online: nobody has to read it again.
#[derive(Clone, Debug)]
pub enum EventPayload {
    Message(Arc<message::Model>),
    /// How much of a conversation its reader has left.
    Unread(u64),
}

/// An event that is committed.
#[derive(Clone, Debug)]
pub struct Published {
    pub seq: i64,
    pub practice: PracticeId,
    pub audience: Audience,
    pub event: Event,
    pub payload: Option<EventPayload>,
}

/// Hears of every event after its commit, in the order of `seq`. Must not block.
pub trait Publisher: Send + Sync + 'static {
    fn publish(&self, batch: &[Published]);

    /// A commit left something in the outbox. Told apart from the events, so that the many commits that
    /// leave nothing there wake nobody.
    fn outbox_grew(&self);
}

pub(crate) struct NewEvent {
    pub practice: PracticeId,
    pub audience: Audience,
    pub event: Event,
    pub payload: Option<EventPayload>,
}

impl NewEvent {
    fn published(self, seq: i64) -> Published {
        let Self { practice, audience, event, payload } = self;
        Published { seq, practice, audience, event, payload }
    }
}

/// Makes later sequence numbers of this transaction visible in their order, no matter who else writes.
pub(crate) async fn order(tx: &DatabaseTransaction) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({ORDER_LOCK})")).await?;
    }
    Ok(())
}

/// Writes the events of a group, last before its commit.
pub(crate) async fn append(tx: &DatabaseTransaction, events: Vec<NewEvent>) -> Result<Vec<Published>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let at = now();
    let rows = events
        .iter()
        .map(|new| {
            Ok(event::ActiveModel {
                seq: NotSet,
                practice_id: Set(new.practice),
                audience_kind: Set(new.audience.kind().to_owned()),
                audience_id: Set(new.audience.key()),
                kind: Set(new.event.kind().as_str().to_owned()),
                body: Set(serde_json::to_string(&new.event).map_err(StoreError::corrupt)?),
                at: Set(at),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let seqs = event::Entity::insert_many(rows).exec_with_returning_keys(tx).await?;
    Ok(seqs.into_iter().zip(events).map(|(seq, new)| new.published(seq)).collect())
}

/// When the row was written, for the log's clean-up only; no rule depends on it.
#[expect(clippy::disallowed_methods, reason = "the age of a log row, not a time of the practice")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// What a person may hear of.
#[derive(Clone, Debug)]
pub struct EventFilter {
    pub practice: PracticeId,
    pub user: UserId,
    pub conversations: Vec<ConversationId>,
}

impl Store {
    /// The newest sequence number of the log; 0 when nothing has happened yet.
    pub async fn last_seq(&self) -> Result<i64> {
        let newest = event::Entity::find()
            .select_only()
            .column(event::Column::Seq)
            .order_by_desc(event::Column::Seq)
            .limit(1)
            .into_tuple::<i64>()
            .one(self.reader())
            .await?;
        Ok(newest.unwrap_or(0))
    }

    /// The first `limit` events after `seq` in the listener's practice, oldest first. The caller drops
    /// those of records and permissions that the listener may not see.
    pub async fn events_after(&self, listener: &EventFilter, seq: i64, limit: u64) -> Result<Vec<Published>> {
        let conversations = listener.conversations.iter().map(ToString::to_string);
        let audience = Condition::any()
            .add(event::Column::AudienceKind.is_in(["practice", "permission", "record", "call"]))
            .add(
                event::Column::AudienceKind
                    .eq("user")
                    .and(event::Column::AudienceId.eq(listener.user.to_string())),
            )
            .add(
                event::Column::AudienceKind
                    .eq("conversation")
                    .and(event::Column::AudienceId.is_in(conversations)),
            );
        let rows = event::Entity::find()
            .filter(event::Column::Seq.gt(seq))
            .filter(event::Column::PracticeId.eq(listener.practice))
            .filter(audience)
            .order_by_asc(event::Column::Seq)
            .limit(limit)
            .all(self.reader())
            .await?;
        rows.iter().map(read).collect()
    }

    /// The oldest sequence number still kept; a listener that is behind it has to start afresh.
    pub async fn first_seq(&self) -> Result<i64> {
        let oldest = event::Entity::find()
            .select_only()
            .column(event::Column::Seq)
            .order_by_asc(event::Column::Seq)
            .limit(1)
            .into_tuple::<i64>()
            .one(self.reader())
            .await?;
        Ok(oldest.unwrap_or(0))
    }

    /// Forgets events older than `before`. The newest is kept however old it is: it says where the log is, so
    /// that a browser that comes back after a quiet time has missed nothing.
    pub async fn forget_events(&self, before: DateTime<Utc>) -> Result<u64> {
        self.write(async move |tx| {
            let newest = event::Entity::find().order_by_desc(event::Column::Seq).one(tx.conn()).await?;
            let Some(newest) = newest else { return Ok(0) };
            let gone = event::Entity::delete_many()
                .filter(event::Column::At.lt(before))
                .filter(event::Column::Seq.lt(newest.seq))
                .exec(tx.conn())
                .await?;
            Ok(gone.rows_affected)
        })
        .await
    }
}

fn read(row: &event::Model) -> Result<Published> {
    Ok(Published {
        seq: row.seq,
        practice: row.practice_id,
        audience: Audience::from_parts(&row.audience_kind, &row.audience_id).map_err(StoreError::corrupt)?,
        event: serde_json::from_str(&row.body).map_err(StoreError::corrupt)?,
        payload: None,
    })
}
