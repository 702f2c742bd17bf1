//! One stay of one person in a call.

use chrono::{DateTime, Utc};
use domain::{AttendanceId, CallId, GuestId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: AttendanceId,
    pub practice_id: PracticeId,
    pub call_id: CallId,
    /// One of the two.
    pub user_id: Option<UserId>,
    pub guest_id: Option<GuestId>,
    pub name: String,
    /// One tab in one filling of the room, as the witness names it.
    pub stay: String,
    pub source: String,
    pub joined_at: DateTime<Utc>,
    /// `None` while the person is there.
    pub left_at: Option<DateTime<Utc>>,
    /// Not heard of until then, the person has left.
    pub lease_until: DateTime<Utc>,
    /// When the person was last heard of; absent in stays of older versions.
    pub heard_at: Option<DateTime<Utc>>,
}

impl ActiveModelBehavior for ActiveModel {}
