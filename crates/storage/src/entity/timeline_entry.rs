//! Something that belongs to the history of an applicant, a case, or both.

use chrono::{DateTime, Utc};
use domain::{ApplicantId, CaseId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "timeline_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: Uuid,
    pub practice_id: PracticeId,
    pub applicant_id: Option<ApplicantId>,
    pub case_id: Option<CaseId>,
    pub kind: String,
    pub actor_id: Option<UserId>,
    pub subject_id: Option<Uuid>,
    pub body: String,
    pub at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
