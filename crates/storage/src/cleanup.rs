//! Throwing away what nobody can use any more. What happened to clients is never among it, and neither are
//! idempotency keys: a request sent again after a year still makes nothing twice.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::entity::{session, single_use_token, sms_parked_report};
use crate::{Result, Store};

/// Browsers that were away for longer read everything again.
const EVENTS: TimeDelta = TimeDelta::days(7);
/// Sessions and links are kept for a while after their end, so that a page can say why it does not work.
const ENDED: TimeDelta = TimeDelta::days(30);
/// A carrier's report on a message that was never ours.
const PARKED: TimeDelta = TimeDelta::days(7);

/// How much was thrown away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub events: u64,
    pub sessions: u64,
    pub tokens: u64,
    pub reports: u64,
}

impl Store {
    /// Throws away what is too old at `now`.
    pub async fn clean_up(&self, now: DateTime<Utc>) -> Result<Forgotten> {
        let events = self.forget_events(now - EVENTS).await?;
        self.write(async move |tx| {
            let ended = now - ENDED;
            let sessions = Condition::any()
                .add(session::Column::ExpiresAt.lt(ended))
                .add(session::Column::RevokedAt.lt(ended));
            let sessions = session::Entity::delete_many().filter(sessions).exec(tx.conn()).await?;
            let tokens = single_use_token::Entity::delete_many()
                .filter(single_use_token::Column::ExpiresAt.lt(ended))
                .exec(tx.conn())
                .await?;
            let reports = sms_parked_report::Entity::delete_many()
                .filter(sms_parked_report::Column::ReceivedAt.lt(now - PARKED))
                .exec(tx.conn())
                .await?;
            Ok(Forgotten {
                events,
                sessions: sessions.rows_affected,
                tokens: tokens.rows_affected,
                reports: reports.rows_affected,
            })
        })
        .await
    }
}
