//! Taking rows of the outbox by a lease, and giving them back.
//!
//! The lease is a token that every later write has to show. Anyone who lost it, because it took too long and someone
//! else has acted meanwhile, changes nothing any more.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{OutboxId, PracticeId};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{ASKING, Channel, DUE, SENDING, Waiting};
use crate::entity::outbox::{Column, Entity, Model};
use crate::{Result, Store, Tx};

/// A row in our hands until `until`.
#[derive(Clone, Debug)]
pub struct Leased {
    pub id: OutboxId,
    pub practice: PracticeId,
    /// What is sent.
    pub subject: Uuid,
    /// 1 for the first.
    pub attempt: u32,
    pub token: Uuid,
}

/// A lease to be given: who holds it and how long.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    pub token: Uuid,
    pub now: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl Tx {
    /// Takes up to `limit` rows that are due, each the first of its lane, and marks them as being sent.
    pub(crate) async fn claim_due(&self, channel: Channel, lease: Lease, limit: u64) -> Result<Vec<Leased>> {
        let (open, half_open) = self.stops(channel, lease.now).await?;
        let mut heads = ready(channel, DUE, lease.now)
            .filter(Expr::exists(under_way_in_lane()).not())
            .filter(Expr::exists(earlier_in_lane()).not());
        if !open.is_empty() {
            heads = heads.filter(Column::PracticeId.is_not_in(open));
        }
        let mut rows = heads.limit(limit).all(self.conn()).await?;
        if half_open.is_empty() {
            return self.lease(rows, SENDING, lease).await;
        }
        let mut trying: Vec<PracticeId> = Vec::new();
        rows.retain(|row| {
            let waits = trying.contains(&row.practice_id);
            if half_open.contains(&row.practice_id) && !waits {
                trying.push(row.practice_id);
            }
            !waits
        });
        self.try_channel(channel, &trying, lease.now).await?;
        self.lease(rows, SENDING, lease).await
    }

    /// Takes up to `limit` rows whose outcome is to be asked for.
    pub(crate) async fn claim_questions(
        &self,
        channel: Channel,
        lease: Lease,
        limit: u64,
    ) -> Result<Vec<Leased>> {
        let free = Condition::any().add(Column::LeaseUntil.is_null()).add(Column::LeaseUntil.lt(lease.now));
        let rows = ready(channel, ASKING, lease.now).filter(free).limit(limit).all(self.conn()).await?;
        self.lease(rows, ASKING, lease).await
    }

    async fn lease(&self, rows: Vec<Model>, state: &str, lease: Lease) -> Result<Vec<Leased>> {
        let ids: Vec<OutboxId> = rows.iter().map(|row| row.id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Entity::update_many()
            .col_expr(Column::State, Expr::value(state))
            .col_expr(Column::Attempt, Expr::col(Column::Attempt).add(1))
            .col_expr(Column::LeaseToken, Expr::value(Some(lease.token)))
            .col_expr(Column::LeaseUntil, Expr::value(Some(lease.until)))
            .filter(Column::Id.is_in(ids))
            .exec(self.conn())
            .await?;
        Ok(rows.into_iter().map(|row| leased(&row, lease.token)).collect())
    }

    /// The rows whose sender has not answered before its lease ran out.
    pub(crate) async fn expired(&self, channel: Channel, now: DateTime<Utc>) -> Result<Vec<Model>> {
        let expired = Entity::find()
            .filter(Column::Channel.eq(channel.as_str()))
            .filter(Column::State.eq(SENDING))
            .filter(Column::LeaseUntil.lt(now));
        Ok(expired.all(self.conn()).await?)
    }

    /// Removes a row whose work is done. False when the lease was lost.
    pub(crate) async fn finish(&self, leased: &Leased) -> Result<bool> {
        let gone = Entity::delete_many()
            .filter(Column::Id.eq(leased.id))
            .filter(Column::LeaseToken.eq(leased.token))
            .exec(self.conn())
            .await?;
        Ok(gone.rows_affected == 1)
    }

    /// Gives a row back to be tried again at `due_at`. False when the lease was lost.
    pub(crate) async fn postpone(&self, leased: &Leased, due_at: DateTime<Utc>, why: &str) -> Result<bool> {
        self.give_back(leased.id, Some(leased.token), DUE, None, due_at, why).await
    }

    /// Gives a row back as if it had not been taken: it keeps its place among those that are due, or takes the one of
    /// `due_at`. False when the lease was lost.
    pub(crate) async fn put_back(
        &self,
        leased: &Leased,
        due_at: Option<DateTime<Utc>>,
        why: &str,
    ) -> Result<bool> {
        let attempt = i32::try_from(leased.attempt).unwrap_or(i32::MAX).saturating_sub(1);
        let mut back = Entity::update_many()
            .col_expr(Column::State, Expr::value(DUE))
            .col_expr(Column::Attempt, Expr::value(attempt))
            .col_expr(Column::LastError, Expr::value(Some(why)))
            .col_expr(Column::LeaseToken, Expr::value(None::<Uuid>))
            .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(Column::Id.eq(leased.id))
            .filter(Column::LeaseToken.eq(leased.token));
        if let Some(due_at) = due_at {
            back = back.col_expr(Column::DueAt, Expr::value(due_at));
        }
        Ok(back.exec(self.conn()).await?.rows_affected == 1)
    }

    /// Takes out what waits for its turn and will not be sent.
    pub(crate) async fn withdraw(&self, subject: Uuid) -> Result<()> {
        Entity::delete_many()
            .filter(Column::SubjectId.eq(subject))
            .filter(Column::State.eq(DUE))
            .exec(self.conn())
            .await?;
        Ok(())
    }

    /// Gives a row back to have its outcome asked for at `due_at`, as the given attempt.
    pub(crate) async fn ask_later(
        &self,
        id: OutboxId,
        token: Option<Uuid>,
        attempt: Option<i32>,
        due_at: DateTime<Utc>,
        why: &str,
    ) -> Result<bool> {
        self.give_back(id, token, ASKING, attempt, due_at, why).await
    }

    async fn give_back(
        &self,
        id: OutboxId,
        token: Option<Uuid>,
        state: &str,
        attempt: Option<i32>,
        due_at: DateTime<Utc>,
        why: &str,
    ) -> Result<bool> {
        let mut update = Entity::update_many()
            .col_expr(Column::State, Expr::value(state))
            .col_expr(Column::DueAt, Expr::value(due_at))
            .col_expr(Column::LastError, Expr::value(Some(why)))
            .col_expr(Column::LeaseToken, Expr::value(None::<Uuid>))
            .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(Column::Id.eq(id));
        if let Some(attempt) = attempt {
            update = update.col_expr(Column::Attempt, Expr::value(attempt));
        }
        if let Some(token) = token {
            update = update.filter(Column::LeaseToken.eq(token));
        }
        Ok(update.exec(self.conn()).await?.rows_affected == 1)
    }
}

impl Store {
    /// Ends every lease. For the one process that uses this database, as it starts: who held them is gone, and what they had
    /// in hand is settled at once instead of when the leases would have ended.
    pub async fn end_leases(&self, now: DateTime<Utc>) -> Result<u64> {
        self.write(async move |tx| {
            let ended = Entity::update_many()
                .col_expr(Column::LeaseUntil, Expr::value(Some(now - TimeDelta::seconds(1))))
                .filter(Column::LeaseUntil.gte(now))
                .exec(tx.conn())
                .await?;
            Ok(ended.rows_affected)
        })
        .await
    }

    /// Whether anything of `channel` is ready to be claimed, asked or recovered at `now`.
    pub(crate) async fn has_outbox_work(&self, channel: Channel, now: DateTime<Utc>) -> Result<bool> {
        let ready = Condition::any()
            .add(Column::State.is_in([DUE, ASKING]).and(Column::DueAt.lte(now)))
            .add(Column::State.eq(SENDING).and(Column::LeaseUntil.lt(now)));
        let work = Entity::find().filter(Column::Channel.eq(channel.as_str())).filter(ready).limit(1);
        Ok(work.one(self.reader()).await?.is_some())
    }

    /// What waits to be sent or is being sent, by channel.
    pub async fn outbox_waiting(&self, now: DateTime<Utc>) -> Result<[(Channel, Waiting); 2]> {
        let mut all = Channel::ALL.map(|channel| (channel, Waiting::default()));
        for (channel, waiting) in &mut all {
            let of_channel = Entity::find()
                .filter(Column::Channel.eq(channel.as_str()))
                .filter(Column::State.is_in([DUE, SENDING, ASKING]));
            waiting.count = of_channel.clone().count(self.reader()).await?;
            let oldest = of_channel.order_by_asc(Column::DueAt).one(self.reader()).await?;
            waiting.oldest = oldest.map_or_else(TimeDelta::zero, |row| now - row.due_at);
        }
        Ok(all)
    }

    /// How many rows wait to be sent or are being sent: what a test expects to be none at its end.
    pub async fn unsent(&self) -> Result<u64> {
        let unsent = Entity::find().filter(Column::State.is_in([DUE, SENDING]));
        Ok(unsent.count(self.reader()).await?)
    }
}

pub(crate) fn leased(row: &Model, token: Uuid) -> Leased {
    Leased {
        id: row.id,
        practice: row.practice_id,
        subject: row.subject_id,
        attempt: u32::try_from(row.attempt).unwrap_or(0) + 1,
        token,
    }
}

fn ready(channel: Channel, state: &str, now: DateTime<Utc>) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::Channel.eq(channel.as_str()))
        .filter(Column::State.eq(state))
        .filter(Column::DueAt.lte(now))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
}

/// Another row of the same lane is under way: one at a time.
fn under_way_in_lane() -> SelectStatement {
    in_lane(SENDING)
}

/// Another row of the same lane was written before and still waits: order is kept.
fn earlier_in_lane() -> SelectStatement {
    let place = |table: fn(Column) -> Expr| Expr::tuple([table(Column::CreatedAt), table(Column::Id)]);
    // Compared as a pair, the rest of the lane is one range of its index, however long it is.
    in_lane(DUE).and_where(place(other).lt(place(this))).to_owned()
}

fn in_lane(state: &str) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, OTHER)
        .and_where(other(Column::Lane).eq(this(Column::Lane)))
        .and_where(other(Column::State).eq(state))
        .to_owned()
}

const OTHER: &str = "other";

fn other(column: Column) -> Expr {
    Expr::col((OTHER, column))
}

fn this(column: Column) -> Expr {
    Expr::col((Entity, column))
}
