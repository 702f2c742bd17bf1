//! A video call with a client.

use chrono::{DateTime, Utc};
use domain::calls::{CallPurpose, CallState};
use domain::{ApplicantId, CallId, CaseId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "call")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CallId,
    pub practice_id: PracticeId,
    pub title: String,
    pub purpose: CallPurpose,
    pub applicant_id: ApplicantId,
    pub case_id: Option<CaseId>,
    pub starts_at: DateTime<Utc>,
    /// The zone that the starting time was chosen in.
    pub time_zone: String,
    pub minutes: i32,
    pub host_id: UserId,
    /// For the team; never on a client's page.
    pub notes: String,
    pub waiting_room: bool,
    pub state: CallState,
    pub cancel_reason: Option<String>,
    #[sea_orm(unique)]
    pub room_name: String,
    pub link_version: i64,
    pub link_revoked: bool,
    pub actual_start: Option<DateTime<Utc>>,
    pub actual_end: Option<DateTime<Utc>>,
    /// The beginning that those in the call were reminded of.
    pub reminded_for: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
