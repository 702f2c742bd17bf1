//! A client who opened the link of a call and gave a name, in one browser.

use chrono::{DateTime, Utc};
use domain::calls::GuestState;
use domain::language::Language;
use domain::{CallId, GuestId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "call_guest")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GuestId,
    pub practice_id: PracticeId,
    pub call_id: CallId,
    pub name: String,
    pub language: Language,
    pub state: GuestState,
    /// The version of the link by which they came.
    pub link_version: i64,
    /// SHA-256 of what the guest's browser keeps.
    pub secret_hash: Vec<u8>,
    pub knocked_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Nobody where the call has no waiting room.
    pub decided_by: Option<UserId>,
}

impl ActiveModelBehavior for ActiveModel {}
