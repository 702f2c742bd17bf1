//! What happened, and who is to know: the rows of the event log.
//!
//! An event carries ids and versions, never a rendered text: the reader loads the things as they are then, with the
//! access that the reader has then. A text that was deleted does not come back in a replay.

mod catalogue;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use catalogue::{Event, EventKind};

use crate::{ApplicantId, CallId, CaseId, ConversationId, UnknownName, UserId, permission::Permission};

/// A record that communications are filed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RecordRef {
    Applicant(ApplicantId),
    Case(CaseId),
}

impl RecordRef {
    /// The stable name of the kind of record: a column of its own wherever a reference is stored.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Applicant(_) => "applicant",
            Self::Case(_) => "case",
        }
    }

    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Applicant(id) => id.as_uuid(),
            Self::Case(id) => id.as_uuid(),
        }
    }

    pub fn from_parts(kind: &str, id: Uuid) -> Result<Self, UnknownName> {
        match kind {
            "applicant" => Ok(Self::Applicant(id.into())),
            "case" => Ok(Self::Case(id.into())),
            _ => Err(UnknownName { list: "kind of record", given: kind.to_owned() }),
        }
    }
}

impl From<ApplicantId> for RecordRef {
    fn from(id: ApplicantId) -> Self {
        Self::Applicant(id)
    }
}

impl From<CaseId> for RecordRef {
    fn from(id: CaseId) -> Self {
        Self::Case(id)
    }
}

/// `case:018f…`, one text where a reference is one value.
impl std::fmt::Display for RecordRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind(), self.uuid())
    }
}

impl std::str::FromStr for RecordRef {
    type Err = UnknownName;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownName { list: "record", given: given.to_owned() };
        let (kind, id) = given.split_once(':').ok_or_else(unknown)?;
        Self::from_parts(kind, Uuid::parse_str(id).map_err(|_| unknown())?)
    }
}

/// Whom an event concerns. Access is checked when it is delivered, not when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    User(UserId),
    /// Its members.
    Conversation(ConversationId),
    /// Those who may read it.
    Record(RecordRef),
    /// Those who have it.
    Permission(Permission),
    /// Its staff and its admitted clients.
    Call(CallId),
    /// Everyone in the practice.
    Practice,
}

impl Audience {
    pub const fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Conversation(_) => "conversation",
            Self::Record(_) => "record",
            Self::Permission(_) => "permission",
            Self::Call(_) => "call",
            Self::Practice => "practice",
        }
    }

    /// What names the audience within its kind; empty for the whole practice.
    pub fn key(self) -> String {
        match self {
            Self::User(id) => id.to_string(),
            Self::Conversation(id) => id.to_string(),
            Self::Record(record) => record.to_string(),
            Self::Permission(permission) => permission.to_string(),
            Self::Call(id) => id.to_string(),
            Self::Practice => String::new(),
        }
    }

    /// The stored form read back: [`Self::kind`] and [`Self::key`].
    pub fn from_parts(kind: &str, key: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName { list: "audience", given: format!("{kind} {key}") };
        let uuid = || Uuid::parse_str(key).map_err(|_| unknown());
        Ok(match kind {
            "user" => Self::User(uuid()?.into()),
            "conversation" => Self::Conversation(uuid()?.into()),
            "record" => Self::Record(key.parse()?),
            "permission" => Self::Permission(key.parse()?),
            "call" => Self::Call(uuid()?.into()),
            "practice" if key.is_empty() => Self::Practice,
            _ => return Err(unknown()),
        })
    }
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
