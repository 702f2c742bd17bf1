//! A mail that was written, whatever carries it.

use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::mail::{MailKind, MailState, Obsolete};
use domain::{ApplicantId, CallId, CaseId, MailId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: MailId,
    pub practice_id: PracticeId,
    pub kind: MailKind,
    /// The header, the same on every attempt, without angle brackets.
    #[sea_orm(unique)]
    pub message_id: String,
    pub from_name: String,
    pub from_address: String,
    pub reply_to: Option<String>,
    pub to_name: String,
    pub to_address: String,
    pub subject: String,
    pub body: String,
    pub html: Option<String>,
    pub language: Language,
    pub state: MailState,
    pub error: Option<String>,
    /// Which carrier took it.
    pub carrier: Option<String>,
    pub author_id: Option<UserId>,
    pub applicant_id: Option<ApplicantId>,
    pub case_id: Option<CaseId>,
    pub call_id: Option<CallId>,
    pub written_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    /// The call's beginning that it tells, where it tells of a call.
    pub tells_start: Option<DateTime<Utc>>,
    /// The beginning that the client knew before it.
    pub knew_start: Option<DateTime<Utc>>,
    /// The version of the client's link in it.
    pub link_version: Option<i64>,
    /// Why it was not sent.
    pub obsolete: Option<Obsolete>,
}

impl ActiveModelBehavior for ActiveModel {}
