//! A colleague whom the host took out of a call, and who does not come in again until let in.

use chrono::{DateTime, Utc};
use domain::{CallId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "call_removal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub call_id: CallId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub practice_id: PracticeId,
    pub removed_at: DateTime<Utc>,
    pub removed_by: Option<UserId>,
}

impl ActiveModelBehavior for ActiveModel {}
