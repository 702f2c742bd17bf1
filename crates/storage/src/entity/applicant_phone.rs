//! A phone number on an applicant's record; families share some.

use domain::{ApplicantId, PhoneId, PracticeId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applicant_phone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PhoneId,
    pub practice_id: PracticeId,
    pub applicant_id: ApplicantId,
    pub e164: String,
    /// What is dialled once the call is answered; empty where there is nothing.
    pub extension: String,
    pub label: String,
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
