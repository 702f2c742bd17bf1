//! An e-mail address on an applicant's record.

use domain::{ApplicantId, EmailId, PracticeId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applicant_email")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EmailId,
    pub practice_id: PracticeId,
    pub applicant_id: ApplicantId,
    pub email: String,
    pub label: String,
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
