//! A report on a message whose provider id is not known here yet.

use chrono::{DateTime, Utc};
use domain::PracticeId;
use domain::sms::{DeliveryState, SmsAdvice};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sms_parked_report")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub practice_id: PracticeId,
    pub provider_message_id: String,
    pub state: DeliveryState,
    /// 0 where there was none, so that the unique index sees equal reports as equal.
    pub error_code: i32,
    pub advice: Option<SmsAdvice>,
    pub received_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
