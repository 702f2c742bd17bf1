//! Stopping a channel: a carrier that does not accept us at all would refuse message after message. What is written
//! waits instead, one message tries the door now and then, and the first that is taken opens it again.

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{Audience, Event};
use domain::permission::Permission;
use domain::sms::SmsAdvice;
use domain::{NotificationId, PracticeId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{Channel, DUE, SENDING};
pub use crate::entity::channel_stop::Model as ChannelStop;
use crate::entity::channel_stop::{Column, Entity};
use crate::entity::outbox;
use crate::notifications::NewNotification;
use crate::{Result, Store, Tx};

/// How long the carrier is left alone before the next message tries.
const PAUSE: TimeDelta = TimeDelta::minutes(5);

/// Why a channel stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopReason {
    pub advice: SmsAdvice,
    pub code: i32,
    pub said: String,
}

impl Store {
    /// Why nothing leaves a practice by a channel, and how much waits; `None` while it works.
    pub async fn channel_stop(
        &self,
        practice: PracticeId,
        channel: Channel,
    ) -> Result<Option<(ChannelStop, u64)>> {
        let found = Entity::find_by_id((practice, channel.as_str().to_owned())).one(self.reader()).await?;
        let Some(stop) = found else { return Ok(None) };
        let waiting = outbox::Entity::find()
            .filter(outbox::Column::PracticeId.eq(practice))
            .filter(outbox::Column::Channel.eq(channel.as_str()))
            .filter(outbox::Column::State.is_in([DUE, SENDING]));
        let waiting = waiting.count(self.reader()).await?;
        Ok(Some((stop, waiting)))
    }
}

impl Tx {
    /// Stops a channel, or keeps it stopped for longer. Those who can mend it are told once.
    pub(crate) async fn stop_channel(
        &mut self,
        practice: PracticeId,
        channel: Channel,
        why: StopReason,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let key = (practice, channel.as_str().to_owned());
        let known = Entity::find_by_id(key).one(self.conn()).await?;
        let since = known.as_ref().map_or(now, |stop| stop.since);
        let StopReason { advice, code, said } = why;
        let channel = channel.as_str().to_owned();
        let stop =
            ChannelStop { practice_id: practice, channel, advice, code, said, since, try_at: now + PAUSE };
        if known.is_some() {
            stop.into_active_model().reset_all().update(self.conn()).await?;
            return Ok(());
        }
        let stop = stop.into_active_model().reset_all().insert(self.conn()).await?;
        self.emit(practice, Audience::Practice, Event::SettingsChanged);
        for user in self.users_with(practice, Permission::SettingsManage).await? {
            let body = json!({ "advice": stop.advice, "code": stop.code, "link": "/sms" });
            let id = NotificationId::new(Uuid::now_v7());
            self.notify(NewNotification { id, practice, user, kind: "sms_stopped", body, at: now }).await?;
        }
        Ok(())
    }

    /// The carrier has taken something: the channel works.
    pub(crate) async fn open_channel(&mut self, practice: PracticeId, channel: Channel) -> Result<()> {
        let gone = Entity::delete_by_id((practice, channel.as_str().to_owned())).exec(self.conn()).await?;
        if gone.rows_affected > 0 {
            self.emit(practice, Audience::Practice, Event::SettingsChanged);
        }
        Ok(())
    }

    /// The practices whose channel is stopped at `now`, and those of which one message may try it.
    pub(crate) async fn stops(
        &self,
        channel: Channel,
        now: DateTime<Utc>,
    ) -> Result<(Vec<PracticeId>, Vec<PracticeId>)> {
        let all = Entity::find().filter(Column::Channel.eq(channel.as_str())).all(self.conn()).await?;
        let (shut, ajar): (Vec<_>, Vec<_>) = all.into_iter().partition(|stop| stop.try_at > now);
        let practices = |stops: Vec<ChannelStop>| stops.into_iter().map(|stop| stop.practice_id).collect();
        Ok((practices(shut), practices(ajar)))
    }

    /// Leaves the carrier alone again while one message of each of these practices tries it.
    pub(crate) async fn try_channel(
        &self,
        channel: Channel,
        trying: &[PracticeId],
        now: DateTime<Utc>,
    ) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::TryAt, Expr::value(now + PAUSE))
            .filter(Column::Channel.eq(channel.as_str()))
            .filter(Column::PracticeId.is_in(trying.iter().copied()))
            .exec(self.conn())
            .await?;
        Ok(())
    }
}
