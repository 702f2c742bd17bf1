//! Who is in a case, and as what.

use domain::cases::CaseRole;
use domain::{ApplicantId, CaseId, PracticeId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_applicant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: CaseId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub applicant_id: ApplicantId,
    pub practice_id: PracticeId,
    pub role: CaseRole,
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
