//! What applicants and cases have in common: folios, comments and a history.

use chrono::{DateTime, Utc};
use domain::event::RecordRef;
use domain::{ApplicantId, CaseId, CommentId, UserId};
use serde::{Deserialize, Serialize};

use crate::instant;

/// The record that is called by a folio.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordLink {
    pub record: RecordRef,
    pub folio: String,
    /// The applicant's name; of a case the name of its principal applicant.
    pub name: String,
}

/// A line of a record's history. The browser words `kind` with the facts in `body`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    pub id: uuid::Uuid,
    /// `created`, `changed`, `stage_changed`, `comment`, `sms_sent`, `sms_received`, `mail_sent`,
    /// `call_scheduled`, `call_held`, `call_cancelled` …
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// Who did it; absent where nobody of the team did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<UserId>,
    /// The thing itself: the text, the call, the comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<uuid::Uuid>,
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub body: serde_json::Value,
    #[serde(deserialize_with = "instant::read")]
    pub at: DateTime<Utc>,
}

/// A comment on an applicant or a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comment {
    pub id: CommentId,
    pub record: RecordRef,
    pub author: UserId,
    pub body: String,
    /// It settles something.
    pub decision: bool,
    pub version: i64,
    #[serde(deserialize_with = "instant::read")]
    pub created_at: DateTime<Utc>,
    #[serde(default, deserialize_with = "instant::read_option", skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<DateTime<Utc>>,
}

/// What a comment said before an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentVersion {
    pub version: i64,
    pub body: String,
    pub decision: bool,
    #[serde(deserialize_with = "instant::read")]
    pub written_at: DateTime<Utc>,
}

/// A comment to be added, or the whole of an edited one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    /// 1 to 10,000 characters.
    pub body: String,
    #[serde(default)]
    pub decision: bool,
}

/// The whole of an edited comment.
pub type CommentChange = NewComment;
