//! A message in the book of the simulated carrier.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "simulator_message")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub sid: String,
    pub account: String,
    pub phone: String,
    pub practice_number: String,
    pub direction: String,
    pub body: String,
    pub segments: i32,
    pub status: String,
    pub callback_url: Option<String>,
    pub created_at: DateTime<Utc>,
    pub reported_at: Option<DateTime<Utc>>,
}

impl ActiveModelBehavior for ActiveModel {}
