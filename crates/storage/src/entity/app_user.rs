//! A person of the practice's team. Deactivated, never deleted.

use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::permission::Role;
use domain::{PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "app_user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    pub practice_id: PracticeId,
    #[sea_orm(unique)]
    pub email: String,
    pub name: String,
    pub title: String,
    pub role: Role,
    /// `None`: what the role presets; otherwise a JSON list of permission names.
    pub permissions: Option<String>,
    pub password_hash: Option<String>,
    pub language: Language,
    pub time_zone: String,
    pub deactivated_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
