//! A carrier that takes nothing more from a practice until someone has mended it.

use chrono::{DateTime, Utc};
use domain::PracticeId;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel_stop")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub practice_id: PracticeId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: String,
    /// What is wrong or helps, by its name in the channel's own list.
    pub advice: String,
    /// The carrier's own code, 0 where it gave none, and words.
    pub code: i32,
    pub said: String,
    pub since: DateTime<Utc>,
    /// When the carrier is tried again, with one message.
    pub try_at: DateTime<Utc>,
    /// When those who can mend it were told.
    pub told_at: Option<DateTime<Utc>>,
}

impl ActiveModelBehavior for ActiveModel {}
