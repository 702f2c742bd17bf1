//! What happened, and who is to know: the rows of the event log.
//!
//! An event carries ids and versions, never a rendered text: whoever reads it loads the things as they are
//! then, with the access the reader has then. A text deleted meanwhile does not come back in a replay.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ApplicantId, CallId, CaseId, ConversationId, MailId, MessageId, NotificationId, SessionId, SmsMessageId,
    SmsThreadId, UnknownName, UserId, permission::Permission,
};

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

/// What happened. `seq` numbers are positions in a conversation; a `version` is the record's ETag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    MessagePosted {
        conversation: ConversationId,
        message: MessageId,
        seq: i64,
    },
    /// Edited or deleted.
    MessageChanged {
        conversation: ConversationId,
        message: MessageId,
        seq: i64,
    },
    /// Name, topic or archival.
    ConversationChanged {
        conversation: ConversationId,
    },
    MemberJoined {
        conversation: ConversationId,
        user: UserId,
    },
    MemberLeft {
        conversation: ConversationId,
        user: UserId,
    },
    /// The user has read up to `read_seq`, in any tab.
    ReadMoved {
        conversation: ConversationId,
        user: UserId,
        read_seq: i64,
    },
    NotificationAdded {
        user: UserId,
        notification: NotificationId,
    },
    NotificationsSeen {
        user: UserId,
    },
    RecordChanged {
        record: RecordRef,
        version: i64,
    },
    TimelineGrew {
        record: RecordRef,
    },
    /// Links, assignment or read state.
    SmsThreadChanged {
        thread: SmsThreadId,
    },
    SmsMessageAdded {
        thread: SmsThreadId,
        message: SmsMessageId,
    },
    SmsMessageChanged {
        thread: SmsThreadId,
        message: SmsMessageId,
    },
    /// Scheduled, moved or cancelled.
    CallChanged {
        call: CallId,
        version: i64,
    },
    /// Someone knocked, was admitted, entered or left.
    CallParticipantsChanged {
        call: CallId,
    },
    CallEnded {
        call: CallId,
    },
    UserChanged {
        user: UserId,
    },
    SessionRevoked {
        user: UserId,
        session: SessionId,
    },
    MailChanged {
        mail: MailId,
    },
    SettingsChanged,
}

impl Event {
    /// The stable name of what happened; the same as the JSON's `kind`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::MessagePosted { .. } => "message_posted",
            Self::MessageChanged { .. } => "message_changed",
            Self::ConversationChanged { .. } => "conversation_changed",
            Self::MemberJoined { .. } => "member_joined",
            Self::MemberLeft { .. } => "member_left",
            Self::ReadMoved { .. } => "read_moved",
            Self::NotificationAdded { .. } => "notification_added",
            Self::NotificationsSeen { .. } => "notifications_seen",
            Self::RecordChanged { .. } => "record_changed",
            Self::TimelineGrew { .. } => "timeline_grew",
            Self::SmsThreadChanged { .. } => "sms_thread_changed",
            Self::SmsMessageAdded { .. } => "sms_message_added",
            Self::SmsMessageChanged { .. } => "sms_message_changed",
            Self::CallChanged { .. } => "call_changed",
            Self::CallParticipantsChanged { .. } => "call_participants_changed",
            Self::CallEnded { .. } => "call_ended",
            Self::UserChanged { .. } => "user_changed",
            Self::SessionRevoked { .. } => "session_revoked",
            Self::MailChanged { .. } => "mail_changed",
            Self::SettingsChanged => "settings_changed",
        }
    }
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
