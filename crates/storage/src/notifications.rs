//! The bell: what concerns one person, with absolute counts.

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::notification::NotificationFact;
use domain::{NotificationId, PracticeId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

pub use crate::entity::notification::Model as Notification;
use crate::entity::notification::{ActiveModel, Column, Entity};
use crate::handles::Notifications;
use crate::stored_body::body;
use crate::{Result, Store, StoreError, Tx};

/// A line for someone's bell.
#[derive(Clone, Debug)]
pub struct NewNotification {
    pub id: NotificationId,
    pub practice: PracticeId,
    pub user: UserId,
    pub fact: NotificationFact,
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
            kind: Set(new.fact.kind().to_string()),
            body: Set(body(&new.fact)?),
            created_at: Set(new.at),
            seen_at: Set(None),
        };
        Entity::insert(row).exec_without_returning(self.conn()).await?;
        let event = Event::NotificationAdded { user: new.user, notification: new.id };
        self.emit(new.practice, Audience::User(new.user), event);
        Ok(())
    }

    /// Keeps one line of this kind about `subject` in a bell: an earlier one, which names the subject's id in its body,
    /// gives way. One that was not seen yet is only worded again; one that was seen comes back where `ring` says so.
    pub async fn notify_again(
        &mut self,
        new: NewNotification,
        subject: uuid::Uuid,
        ring: bool,
    ) -> Result<()> {
        let earlier = Entity::find()
            .filter(Column::UserId.eq(new.user))
            .filter(Column::Kind.eq(new.fact.kind().as_str()))
            .filter(Column::Body.contains(subject.to_string()))
            .all(self.conn())
            .await?;
        let quiet = earlier.iter().any(|one| one.seen_at.is_none() || !ring);
        if earlier.is_empty() || !quiet {
            Entity::delete_many()
                .filter(Column::Seq.is_in(earlier.iter().map(|one| one.seq)))
                .exec(self.conn())
                .await?;
            return self.notify(new).await;
        }
        Entity::update_many()
            .col_expr(Column::Body, Expr::value(body(&new.fact)?))
            .filter(Column::Seq.is_in(earlier.iter().map(|one| one.seq)))
            .exec(self.conn())
            .await?;
        // The bell is read again without ringing.
        self.emit(new.practice, Audience::User(new.user), Event::NotificationsSeen { user: new.user });
        Ok(())
    }
}

impl Notifications<&Store> {
    /// The newest `limit` notifications of a person, before `before` when given.
    pub async fn list(self, user: UserId, before: Option<i64>, limit: u64) -> Result<Vec<Notification>> {
        let mut query = of(self.practice, user);
        if let Some(before) = before {
            query = query.filter(Column::Seq.lt(before));
        }
        Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.db.reader()).await?)
    }

    /// How many of a person's notifications were not seen.
    pub async fn unseen(self, user: UserId) -> Result<u64> {
        let unseen = of(self.practice, user).filter(Column::SeenAt.is_null());
        Ok(unseen.count(self.db.reader()).await?)
    }

    /// Marks one notification as seen, or all up to now when `id` is absent.
    pub async fn see(self, user: UserId, id: Option<NotificationId>, now: DateTime<Utc>) -> Result<()> {
        let practice = self.practice;
        self.db
            .write(async move |tx| {
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

/// What concerns one colleague.
fn of(practice: PracticeId, user: UserId) -> Select<Entity> {
    Entity::find().filter(Column::PracticeId.eq(practice)).filter(Column::UserId.eq(user))
}
