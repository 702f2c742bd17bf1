//! Conversations and messages of the team.

use chrono::{DateTime, Utc};
use domain::chat::{ConversationKind, MemberRole};
use domain::permission::Role;
use domain::{ConversationId, MessageId, UserId};
use serde::{Deserialize, Serialize};

use crate::instant;

/// A chat message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    pub id: MessageId,
    pub conversation: ConversationId,
    /// Order within the conversation; cursors and read markers use it.
    pub seq: i64,
    pub author: UserId,
    /// Empty once deleted.
    pub body: String,
    /// The author's key for this message, so that the browser that sent it knows it again.
    pub nonce: String,
    pub version: i64,
    #[serde(deserialize_with = "instant::read")]
    pub created_at: DateTime<Utc>,
    #[serde(default, deserialize_with = "instant::read_option", skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "instant::read_option", skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A message to be posted. The `Idempotency-Key` header is its nonce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    pub body: String,
}

/// A conversation as one of its members sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conversation {
    pub id: ConversationId,
    pub kind: ConversationKind,
    /// Empty for a direct message: it is named after `other`.
    pub name: String,
    pub topic: String,
    /// Your own role.
    pub role: MemberRole,
    /// How many read it, yourself included.
    pub member_count: u64,
    /// The other person of a direct message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<UserId>,
    /// Others' messages after `read_seq`: absolute, and not counted beyond 1,000.
    pub unread: u64,
    pub read_seq: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastMessage>,
    pub version: i64,
    #[serde(deserialize_with = "instant::read")]
    pub created_at: DateTime<Utc>,
}

/// What a list shows of the newest message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastMessage {
    pub seq: i64,
    pub author: UserId,
    /// The beginning of the text, at most 200 characters.
    pub excerpt: String,
    #[serde(deserialize_with = "instant::read")]
    pub at: DateTime<Utc>,
}

/// One's conversations, the one with the newest activity first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conversations {
    pub items: Vec<Conversation>,
}

/// A room one is not in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenRoom {
    pub id: ConversationId,
    pub name: String,
    pub topic: String,
    pub member_count: u64,
}

/// The rooms one may join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenRooms {
    pub items: Vec<OpenRoom>,
}

/// How much of one conversation is unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnreadCount {
    pub conversation: ConversationId,
    pub read_seq: i64,
    pub unread: u64,
}

/// How much of every conversation is unread: absolute counts, so that no tab can drift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnreadCounts {
    pub items: Vec<UnreadCount>,
    pub total: u64,
}

/// A room to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRoom {
    pub name: String,
    #[serde(default)]
    pub topic: String,
    /// Colleagues who are in it from the start.
    #[serde(default)]
    pub members: Vec<UserId>,
}

/// New words for a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RoomChange {
    pub name: String,
    pub topic: String,
}

/// With whom a direct message is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenDirect {
    pub user: UserId,
}

/// Colleagues to be taken into a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewMembers {
    pub users: Vec<UserId>,
}

/// Someone in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationMember {
    pub user: UserId,
    pub name: String,
    pub title: String,
    pub role: MemberRole,
    pub active: bool,
}

/// Everybody in a conversation, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationMembers {
    pub items: Vec<ConversationMember>,
}

/// Someone of the team, as much as colleagues may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleague {
    pub id: UserId,
    pub name: String,
    pub title: String,
    pub role: Role,
    /// False for those who have left: their messages stay theirs.
    pub active: bool,
}

/// The team, by name, those who have left included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleagues {
    pub items: Vec<Colleague>,
}

/// Which part of a conversation is wanted; the newest when nothing is said. At most one of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(deny_unknown_fields)]
pub struct HistoryQuery {
    /// Messages older than this `seq`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    /// Messages newer than this `seq`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
    /// The message with this `seq` and what surrounds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub around: Option<i64>,
    /// Messages in the answer, 1 to 100; 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

/// A window of a conversation, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct History {
    pub items: Vec<Message>,
    pub more_before: bool,
    pub more_after: bool,
}

/// How far one has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadMark {
    pub read_seq: i64,
    /// Moves the mark back too, so that what follows is unread again. Without it a late request never
    /// undoes what another tab has read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
}
