//! A room or a direct message of the team.

use chrono::{DateTime, Utc};
use domain::chat::ConversationKind;
use domain::{ConversationId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConversationId,
    pub practice_id: PracticeId,
    pub kind: ConversationKind,
    pub name: String,
    pub topic: String,
    #[sea_orm(unique)]
    pub dm_key: Option<String>,
    pub created_by: UserId,
    /// The newest message of the practice when it was made: its place in lists until something is said in it.
    pub after_seq: i64,
    /// How many messages were said in it. Kept with each one, so that no list has to count.
    pub message_count: i64,
    /// How many of its members are in the team. Kept with each change of either.
    pub reader_count: i64,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
