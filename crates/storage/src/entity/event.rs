//! One thing that happened, for browsers that were not there.

use chrono::{DateTime, Utc};
use domain::PracticeId;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub practice_id: PracticeId,
    pub audience_kind: String,
    pub audience_id: String,
    pub kind: String,
    pub body: String,
    pub at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
