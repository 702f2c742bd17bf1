//! A conversation by text message: one outside number against one of the practice's.

use chrono::{DateTime, Utc};
use domain::{ApplicantId, PracticeId, SmsThreadId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sms_thread")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SmsThreadId,
    pub practice_id: PracticeId,
    pub own_number: String,
    pub other_party: String,
    pub applicant_id: Option<ApplicantId>,
    pub linked_by: Option<UserId>,
    pub last_seq: i64,
    pub last_at: DateTime<Utc>,
    pub unread: i32,
    pub read_seq: i64,
    pub handled_by: Option<UserId>,
    pub created_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
