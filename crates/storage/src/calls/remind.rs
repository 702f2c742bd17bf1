//! Reminding those in a call that it is about to begin: once for each beginning, whatever becomes of the server.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calls::{CallState, CallWindow};
use domain::notification::NotificationFact;
use domain::{NotificationId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::{Attendance, Call};
use crate::entity::attendance;
use crate::entity::call::{Column, Entity};
use crate::notifications::NewNotification;
use crate::{Result, Store, Tx};

/// Anyone who comes later than this needs no reminder: a server that was away for longer keeps silent.
const TOO_LATE: TimeDelta = TimeDelta::minutes(10);

/// Calls about to begin whose people do not know it yet.
fn due(now: DateTime<Utc>) -> Select<Entity> {
    let unreminded =
        Column::RemindedFor.is_null().or(Expr::col(Column::RemindedFor).ne(Expr::col(Column::StartsAt)));
    Entity::find()
        .filter(Column::State.is_in([CallState::Scheduled, CallState::Live]))
        .filter(Column::StartsAt.lte(now + CallWindow::HIGHLIGHT))
        .filter(Column::StartsAt.gt(now - TOO_LATE))
        .filter(unreminded)
}

impl Store {
    /// Rings for the host and the colleagues of each call that begins within minutes, unless they are there already.
    pub async fn remind_of_calls(&self, now: DateTime<Utc>) -> Result<()> {
        if due(now).one(self.reader()).await?.is_none() {
            return Ok(());
        }
        self.write(async move |tx| {
            for call in due(now).all(tx.conn()).await? {
                tx.remind(call, now).await?;
            }
            Ok(())
        })
        .await
    }
}

impl Tx {
    async fn remind(&mut self, call: Call, now: DateTime<Utc>) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::RemindedFor, Expr::value(Some(call.starts_at)))
            .filter(Column::Id.eq(call.id))
            .exec(self.conn())
            .await?;
        let inside = attendance::Entity::find()
            .filter(attendance::Column::CallId.eq(call.id))
            .filter(attendance::Column::LeftAt.is_null());
        let inside: Vec<UserId> =
            inside.all(self.conn()).await?.into_iter().filter_map(|stay: Attendance| stay.user_id).collect();
        let asked = self
            .practice(call.practice_id)
            .calls()
            .participants(call.id)
            .await?
            .into_iter()
            .map(|one| one.user_id);
        for user in std::iter::once(call.host_id).chain(asked).filter(|user| !inside.contains(user)) {
            let fact = NotificationFact::CallSoon {
                call: call.id,
                title: call.title.clone(),
                starts_at: call.starts_at,
                link: format!("/video/{}", call.id),
            };
            let id = NotificationId::new(Uuid::now_v7());
            let practice = call.practice_id;
            self.notify(NewNotification { id, practice, user, fact, at: now }).await?;
        }
        Ok(())
    }
}
