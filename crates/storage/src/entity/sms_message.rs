//! A text message, sent or received.

use chrono::{DateTime, Utc};
use domain::sms::{DeliveryState, Encoding, SmsAdvice};
use domain::{ApplicantId, CaseId, PracticeId, SmsMessageId, SmsThreadId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sms_message")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: SmsMessageId,
    pub practice_id: PracticeId,
    pub thread_id: SmsThreadId,
    pub direction: String,
    pub own_number: String,
    pub number: String,
    pub author_id: Option<UserId>,
    pub nonce: Option<String>,
    pub asked: Option<String>,
    pub number_confirmed: bool,
    pub applicant_id: Option<ApplicantId>,
    pub case_id: Option<CaseId>,
    pub body: String,
    pub segments: i32,
    pub encoding: Encoding,
    pub billed_segments: Option<i32>,
    pub media: i32,
    pub state: DeliveryState,
    pub state_at: DateTime<Utc>,
    pub provider_message_id: Option<String>,
    pub error_code: Option<i32>,
    pub error_text: Option<String>,
    pub advice: Option<SmsAdvice>,
    pub created_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
