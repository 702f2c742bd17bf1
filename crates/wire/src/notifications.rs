//! The bell.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::NotificationId;
use serde::{Deserialize, Serialize};

use crate::instant;

/// A line in the bell. The browser words `kind` with the parts in `body`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notification {
    pub id: NotificationId,
    /// `chat_message`, `sms_received`, `call_soon`, `client_waiting` …
    pub kind: String,
    /// The sentence's parts, as texts; `link` is the path it leads to.
    pub body: BTreeMap<String, String>,
    #[serde(deserialize_with = "instant::read")]
    pub created_at: DateTime<Utc>,
    #[serde(default, deserialize_with = "instant::read_option", skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<DateTime<Utc>>,
}

impl Notification {
    /// A part of the sentence, where it has it.
    pub fn part(&self, name: &str) -> Option<&str> {
        self.body.get(name).map(String::as_str)
    }
}

/// The newest notifications and how many were not seen at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notifications {
    pub items: Vec<Notification>,
    pub unseen: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}
