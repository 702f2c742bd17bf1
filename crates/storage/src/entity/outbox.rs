//! Something to be sent by the worker.

use chrono::{DateTime, Utc};
use domain::{OutboxId, PracticeId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OutboxId,
    pub practice_id: PracticeId,
    pub channel: String,
    pub subject_id: Uuid,
    pub lane: String,
    pub state: String,
    pub attempt: i32,
    pub due_at: DateTime<Utc>,
    pub lease_token: Option<Uuid>,
    pub lease_until: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
