//! The bell: what concerns one person, with absolute counts.

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::{NotificationId, PracticeId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

pub use crate::entity::notification::Model as Notification;
use crate::entity::notification::{ActiveModel, Column, Entity};
use crate::{Result, Store, StoreError, Tx};

/// A line for somebody's bell.
#[derive(Clone, Debug)]
pub struct NewNotification {
    pub id: NotificationId,
    pub practice: PracticeId,
    pub user: UserId,
    /// Which sentence the browser makes of it.
    pub kind: &'static str,
    /// The sentence's parts and where it leads.
    pub body: serde_json::Value,
    pub at: DateTime<Utc>,
}

impl Tx {
    /// Adds a line to a bell and tells that person's browsers.
    pub async fn notify(&mut self, new: NewNotification) -> Result<()> {
        let row = ActiveModel {
            seq: NotSet,
            id: Set(new.id),
            practice_id: Set(new.practice),
            user_id: Set(new.user),
            kind: Set(new.kind.to_owned()),
            body: Set(new.body.to_string()),
            created_at: Set(new.at),
            seen_at: Set(None),
        };
        Entity::insert(row).exec_without_returning(self.conn()).await?;
        let event = Event::NotificationAdded { user: new.user, notification: new.id };
        self.emit(new.practice, Audience::User(new.user), event);
        Ok(())
    }
}

impl Store {
    /// The newest `limit` notifications of a person, before `before` when given.
    pub async fn notifications(
        &self,
        user: UserId,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<Notification>> {
        let mut query = Entity::find().filter(Column::UserId.eq(user));
        if let Some(before) = before {
            query = query.filter(Column::Seq.lt(before));
        }
        Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.reader()).await?)
    }

    /// How many of a person's notifications were not seen.
    pub async fn unseen_notifications(&self, user: UserId) -> Result<u64> {
        let unseen = Entity::find().filter(Column::UserId.eq(user)).filter(Column::SeenAt.is_null());
        Ok(unseen.count(self.reader()).await?)
    }

    /// Marks one notification as seen, or all up to now when `id` is absent.
    pub async fn see_notifications(
        &self,
        practice: PracticeId,
        user: UserId,
        id: Option<NotificationId>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.write(async move |tx| {
            let mut update = Entity::update_many()
                .col_expr(Column::SeenAt, Expr::value(Some(now)))
                .filter(Column::UserId.eq(user))
                .filter(Column::SeenAt.is_null());
            if let Some(id) = id {
                let own = Entity::find().filter(Column::Id.eq(id)).filter(Column::UserId.eq(user));
                own.one(tx.conn()).await?.ok_or(StoreError::NotFound)?;
                update = update.filter(Column::Id.eq(id));
            }
            if update.exec(tx.conn()).await?.rows_affected > 0 {
                tx.emit(practice, Audience::User(user), Event::NotificationsSeen { user });
            }
            Ok(())
        })
        .await
    }
}
