//! A line in someone's bell.

use chrono::{DateTime, Utc};
use domain::{NotificationId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: NotificationId,
    pub practice_id: PracticeId,
    pub user_id: UserId,
    pub kind: String,
    pub body: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: Option<DateTime<Utc>>,
}

impl ActiveModelBehavior for ActiveModel {}
