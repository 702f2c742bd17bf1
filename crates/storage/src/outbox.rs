//! The outbox: what is to be sent, written in the transaction of the thing itself.

pub mod circuit_breaker;
pub mod claim;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{OutboxId, PracticeId};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::entity::outbox;
use crate::{Result, Tx};

/// Waiting for its turn.
pub(crate) const DUE: &str = "due";
/// In someone's hands, or was when they died.
pub(crate) const SENDING: &str = "sending";
/// The outcome of the sending is not known; the carrier is asked, and nothing is sent again.
pub(crate) const ASKING: &str = "asking";

/// What carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    Sms,
    Mail,
}

/// What waits in one channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub count: u64,
    /// For how long the oldest of them has been due.
    pub oldest: TimeDelta,
}

impl Channel {
    pub const ALL: [Self; 2] = [Self::Sms, Self::Mail];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Mail => "mail",
        }
    }
}

/// A row to be sent.
#[derive(Clone, Debug)]
pub struct NewOutboxRow {
    pub id: OutboxId,
    pub practice: PracticeId,
    pub channel: Channel,
    /// The message or mail that is sent.
    pub subject: Uuid,
    /// At most one of a lane is under way, and in the order of their writing.
    pub lane: String,
    pub due_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
}

impl From<NewOutboxRow> for outbox::ActiveModel {
    fn from(new: NewOutboxRow) -> Self {
        Self {
            id: Set(new.id),
            practice_id: Set(new.practice),
            channel: Set(new.channel.as_str().to_owned()),
            subject_id: Set(new.subject),
            lane: Set(new.lane),
            state: Set(DUE.to_owned()),
            attempt: Set(0),
            due_at: Set(new.due_at),
            lease_token: Set(None),
            lease_until: Set(None),
            last_error: Set(None),
            created_at: Set(new.created_at),
        }
    }
}

impl NewOutboxRow {
    pub(crate) async fn insert_all(rows: Vec<Self>, tx: &mut Tx) -> Result<()> {
        if !rows.is_empty() {
            let rows = rows.into_iter().map(outbox::ActiveModel::from);
            outbox::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
            tx.outbox_grew();
        }
        Ok(())
    }
}

impl Tx {
    /// Leaves something for the worker, if and when the transaction is committed.
    pub async fn enqueue(&mut self, row: NewOutboxRow) -> Result<()> {
        NewOutboxRow::insert_all(vec![row], self).await
    }
}
