//! Who is in a conversation, and how far they have read.

use chrono::{DateTime, Utc};
use domain::chat::MemberRole;
use domain::{ConversationId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: ConversationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub practice_id: PracticeId,
    pub role: MemberRole,
    pub read_seq: i64,
    /// How many of the conversation's messages are not unread: those up to `read_seq`, and your own.
    pub read_count: i64,
    pub joined_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
