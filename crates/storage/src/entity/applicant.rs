//! A person the practice works for.

use chrono::{DateTime, NaiveDate, Utc};
use domain::person::Channel;
use domain::{ApplicantId, PracticeId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applicant")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: ApplicantId,
    pub practice_id: PracticeId,
    pub folio_number: i32,
    /// As in the passport.
    pub given_names: String,
    pub family_names: String,
    /// What the person is called, in any script; empty when not known.
    pub preferred_name: String,
    pub date_of_birth: Option<NaiveDate>,
    /// ISO 3166-1 alpha-2.
    pub nationality: Option<String>,
    /// A BCP 47 tag.
    pub language: String,
    pub time_zone: String,
    /// ISO 3166-1 alpha-2, where the person lives.
    pub country: Option<String>,
    pub preferred_channel: Option<Channel>,
    pub address: String,
    pub notes: String,
    pub responsible_id: UserId,
    /// Folded words, which the full-text index follows.
    pub search: String,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
