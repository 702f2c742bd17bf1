//! Stopping a channel: a carrier that does not accept us at all would refuse message after message. What is written
//! waits instead, one message tries the door now and then, and the first that is taken opens it again.

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{Audience, Event};
use domain::mail::MailFault;
use domain::notification::NotificationFact;
use domain::permission::Permission;
use domain::sms::SmsAdvice;
use domain::{NotificationId, PracticeId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{Channel, DUE, SENDING};
use crate::entity::channel_stop::{Column, Entity, Model as ChannelStop};
use crate::entity::outbox;
use crate::handles::Mails;
use crate::handles::Sms;
use crate::notifications::NewNotification;
use crate::{Result, Store, StoreError, Tx};

/// How long the carrier is left alone before the next message tries.
const PAUSE: TimeDelta = TimeDelta::minutes(5);

/// A fault that mends itself is told once it has lasted so long.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// What a channel stops for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopCause {
    Sms(SmsAdvice),
    Mail(MailFault),
}

impl StopCause {
    const fn channel(self) -> Channel {
        match self {
            Self::Sms(_) => Channel::Sms,
            Self::Mail(_) => Channel::Mail,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Sms(advice) => advice.as_str(),
            Self::Mail(fault) => fault.as_str(),
        }
    }

    const fn mends_itself(self) -> bool {
        match self {
            Self::Sms(_) => false,
            Self::Mail(fault) => fault.mends_itself(),
        }
    }

    /// The bell's line.
    fn notice(self, code: Option<i32>) -> NotificationFact {
        let code = code.map(i64::from);
        match self {
            Self::Sms(advice) => NotificationFact::SmsStopped { advice, code, link: "/sms".to_owned() },
            Self::Mail(advice) => {
                NotificationFact::MailStopped { advice, code, link: "/settings/mail".to_owned() }
            }
        }
    }
}

/// Why a channel stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TripReason {
    pub cause: StopCause,
    /// The carrier's own code, where it gave one, and words.
    pub code: Option<i32>,
    pub said: String,
}

/// A channel that is stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped<C> {
    pub cause: C,
    pub code: Option<i32>,
    pub said: String,
    pub since: DateTime<Utc>,
    /// When it is tried again.
    pub try_at: DateTime<Utc>,
    /// How much waits.
    pub waiting: u64,
}

impl Sms<&Store> {
    /// Why no text leaves a practice, and how many wait; `None` while they leave.
    pub async fn stopped(self) -> Result<Option<Stopped<SmsAdvice>>> {
        self.db.channel_stop(self.practice, Channel::Sms).await
    }
}

impl Mails<&Store> {
    /// Why no mail leaves a practice, and how many wait; `None` while they leave.
    pub async fn stopped(self) -> Result<Option<Stopped<MailFault>>> {
        self.db.channel_stop(self.practice, Channel::Mail).await
    }
}

impl Store {
    async fn channel_stop<C: std::str::FromStr<Err = domain::UnknownName>>(
        &self,
        practice: PracticeId,
        channel: Channel,
    ) -> Result<Option<Stopped<C>>> {
        let found = Entity::find_by_id((practice, channel.as_str().to_owned())).one(self.reader()).await?;
        let Some(stop) = found else { return Ok(None) };
        let waiting = outbox::Entity::find()
            .filter(outbox::Column::PracticeId.eq(practice))
            .filter(outbox::Column::Channel.eq(channel.as_str()))
            .filter(outbox::Column::State.is_in([DUE, SENDING]));
        let waiting = waiting.count(self.reader()).await?;
        let cause = stop.advice.parse().map_err(StoreError::corrupt)?;
        let code = (stop.code != 0).then_some(stop.code);
        let ChannelStop { said, since, try_at, .. } = stop;
        Ok(Some(Stopped { cause, code, said, since, try_at, waiting }))
    }
}

impl Tx {
    /// Stops a channel, or keeps it stopped for longer. Those who can mend it are told once.
    pub(crate) async fn trip_channel(
        &mut self,
        practice: PracticeId,
        why: TripReason,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let TripReason { cause, code, said } = why;
        let channel = cause.channel().as_str().to_owned();
        let known = Entity::find_by_id((practice, channel.clone())).one(self.conn()).await?;
        let since = known.as_ref().map_or(now, |stop| stop.since);
        let told_at = known.as_ref().and_then(|stop| stop.told_at);
        let tell = told_at.is_none() && (!cause.mends_itself() || now - since >= PATIENCE);
        let stop = ChannelStop {
            practice_id: practice,
            channel,
            advice: cause.as_str().to_owned(),
            code: code.unwrap_or(0),
            said,
            since,
            try_at: now + PAUSE,
            told_at: if tell { Some(now) } else { told_at },
        };
        let row = stop.into_active_model().reset_all();
        if known.is_some() {
            row.update(self.conn()).await?;
        } else {
            row.insert(self.conn()).await?;
            self.emit(practice, Audience::Practice, Event::SettingsChanged);
        }
        if tell {
            self.tell_stopped(practice, cause, code, now).await?;
        }
        Ok(())
    }

    async fn tell_stopped(
        &mut self,
        practice: PracticeId,
        cause: StopCause,
        code: Option<i32>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let fact = cause.notice(code);
        for user in self.practice(practice).users().with_permission(Permission::SettingsManage).await? {
            let id = NotificationId::new(Uuid::now_v7());
            self.notify(NewNotification { id, practice, user, fact: fact.clone(), at }).await?;
        }
        Ok(())
    }

    /// What was to try a stopped channel did not reach it: the next may try at once.
    pub(crate) async fn try_channel_again(
        &self,
        practice: PracticeId,
        channel: Channel,
        now: DateTime<Utc>,
    ) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::TryAt, Expr::value(now))
            .filter(Column::Channel.eq(channel.as_str()))
            .filter(Column::PracticeId.eq(practice))
            .exec(self.conn())
            .await?;
        Ok(())
    }

    /// The carrier has taken something: the channel works.
    pub(crate) async fn reset_channel(&mut self, practice: PracticeId, channel: Channel) -> Result<()> {
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
        let (open, half_open): (Vec<_>, Vec<_>) = all.into_iter().partition(|stop| stop.try_at > now);
        let practices = |stops: Vec<ChannelStop>| stops.into_iter().map(|stop| stop.practice_id).collect();
        Ok((practices(open), practices(half_open)))
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
