//! A comment on an applicant or a case.

use chrono::{DateTime, Utc};
use domain::{ApplicantId, CaseId, CommentId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: CommentId,
    pub practice_id: PracticeId,
    pub applicant_id: Option<ApplicantId>,
    pub case_id: Option<CaseId>,
    pub author_id: UserId,
    pub body: String,
    pub decision: bool,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
}

impl ActiveModelBehavior for ActiveModel {}
