//! The last number given to a kind of record of a practice.

use domain::PracticeId;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "folio_counter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub practice_id: PracticeId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub prefix: String,
    pub last: i32,
}

impl ActiveModelBehavior for ActiveModel {}
