//! A colleague who was asked into a call, beside its host.

use domain::{CallId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "call_participant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub call_id: CallId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub practice_id: PracticeId,
    /// May end the call for everyone, as the host may.
    pub delegate: bool,
}

impl ActiveModelBehavior for ActiveModel {}
