//! An immigration case.

use chrono::{DateTime, NaiveDate, Utc};
use domain::cases::{CaseStage, CaseType};
use domain::{CaseId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_file")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: CaseId,
    pub practice_id: PracticeId,
    pub folio_number: i32,
    pub case_type: CaseType,
    /// Empty: the type says enough.
    pub title: String,
    pub stage: CaseStage,
    pub responsible_id: UserId,
    /// The file number that IRCC gave; empty until then.
    pub ircc_number: String,
    pub ircc_deadline: Option<NaiveDate>,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub outcome: String,
    /// Folded words, which the full-text index follows.
    pub search: String,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
