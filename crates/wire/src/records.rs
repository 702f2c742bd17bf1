//! What applicants and cases have in common: folios, comments and a history.

use chrono::{DateTime, Utc};
use domain::event::RecordRef;
use domain::fields::Fields;
use domain::timeline::{TimelineFact, TimelineGroup};
use domain::{ApplicantId, CaseId, CommentId, UserId};
use serde::{Deserialize, Serialize};

use crate::instant;
use crate::mail::MailStanding;

/// The record that is called by a folio.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordLink {
    pub record: RecordRef,
    pub folio: String,
    /// The applicant's name; of a case the name of its principal applicant.
    pub name: String,
}

/// Which part of a history is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default, deny_unknown_fields)]
pub struct TimelineQuery {
    /// Only what is in this group; everything when absent.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub group: Option<TimelineGroup>,
    /// 1 to 100; 50 when absent.
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A line of a record's history. Who reads it words the facts: their `kind`, with the parts in `body`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "ReceivedEntry")]
pub struct TimelineEntry {
    pub id: uuid::Uuid,
    #[serde(flatten)]
    pub fact: TimelineFact,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// Who did it; absent where nobody of the team did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<UserId>,
    /// The thing itself: the text, the call, the comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<uuid::Uuid>,
    /// The mail as it is now, with `mail_written`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailStanding>,
    pub at: DateTime<Utc>,
}

/// As it crosses the wire: what the body holds is known once the kind is.
#[derive(Deserialize)]
struct ReceivedEntry {
    id: uuid::Uuid,
    kind: String,
    body: Fields,
    #[serde(default)]
    applicant: Option<ApplicantId>,
    #[serde(default)]
    case: Option<CaseId>,
    #[serde(default)]
    actor: Option<UserId>,
    #[serde(default)]
    subject: Option<uuid::Uuid>,
    #[serde(default)]
    mail: Option<MailStanding>,
    #[serde(deserialize_with = "instant::read")]
    at: DateTime<Utc>,
}

impl TryFrom<ReceivedEntry> for TimelineEntry {
    type Error = &'static str;

    fn try_from(received: ReceivedEntry) -> Result<Self, Self::Error> {
        let ReceivedEntry { id, kind, body, applicant, case, actor, subject, mail, at } = received;
        let fact = kind.parse().ok().and_then(|kind| TimelineFact::read(kind, body));
        let fact = fact.ok_or("not a timeline fact of the catalogue")?;
        Ok(Self { id, fact, applicant, case, actor, subject, mail, at })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_timeline_fact_reads_as_it_was_written_with_its_parts_in_a_body() {
        for fact in TimelineFact::examples() {
            let entry = TimelineEntry {
                id: uuid::Uuid::from_u128(7),
                fact,
                applicant: Some(ApplicantId::new(uuid::Uuid::from_u128(8))),
                case: None,
                actor: None,
                subject: None,
                mail: None,
                at: DateTime::UNIX_EPOCH,
            };
            let written = serde_json::to_value(&entry).unwrap();
            assert_eq!(written["kind"], entry.fact.kind().as_str());
            assert!(written["body"].is_object());
            assert_eq!(serde_json::from_value::<TimelineEntry>(written).unwrap(), entry);
        }
    }
}
