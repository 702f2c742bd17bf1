//! Conversations and messages of the team.

use chrono::{DateTime, Utc};
use domain::{ConversationId, MessageId, UserId};
use serde::{Deserialize, Serialize};

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
    pub created_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A message to be posted. The `Idempotency-Key` header is its nonce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    pub body: String,
}
