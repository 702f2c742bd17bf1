//! What a comment said before it was edited.

use chrono::{DateTime, Utc};
use domain::{CommentId, PracticeId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub comment_id: CommentId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub practice_id: PracticeId,
    pub body: String,
    pub decision: bool,
    pub written_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
