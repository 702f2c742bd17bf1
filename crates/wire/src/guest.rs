//! A client's page of a call. Nothing here needs an account; the link is the key.

use chrono::{DateTime, FixedOffset, Utc};
use domain::GuestId;
use domain::language::Language;
use serde::{Deserialize, Serialize};

use crate::instant;

/// What the page says before anybody has given a name: anyone who has the link reads it, so nothing that is not said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestCall {
    pub practice: GuestPractice,
    pub title: String,
    /// Who will be there, by first name.
    pub with: Vec<String>,
    #[serde(deserialize_with = "instant::read")]
    pub starts_at: DateTime<Utc>,
    #[serde(deserialize_with = "instant::read")]
    pub ends_at: DateTime<Utc>,
    #[serde(deserialize_with = "instant::read")]
    pub opens_at: DateTime<Utc>,
    /// The same on the reader's clocks and the practice's.
    pub clocks: GuestClocks,
    pub language: Language,
    pub door: GuestDoor,
    /// What a cancelled call's client is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<String>,
}

/// What clocks show when a call begins. The page takes it as it is: a browser may know other rules than the mail did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestClocks {
    /// The zone that was asked for; the practice's where that is not known.
    pub time_zone: String,
    #[serde(deserialize_with = "instant::read_local")]
    pub starts_at: DateTime<FixedOffset>,
    #[serde(deserialize_with = "instant::read_local")]
    pub opens_at: DateTime<FixedOffset>,
    /// The start where the practice is.
    #[serde(deserialize_with = "instant::read_local")]
    pub practice_starts_at: DateTime<FixedOffset>,
}

/// In which zone the page is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default, deny_unknown_fields)]
pub struct GuestCallQuery {
    /// An IANA name; the practice's zone where it is left out or not known.
    pub time_zone: Option<String>,
}

/// Whose page it is, and whom to call when something fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestPractice {
    pub name: String,
    pub address: String,
    /// As people read it: `+1 514-555-0123`.
    pub phone: String,
    pub time_zone: String,
}

/// What the link leads to at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GuestDoor {
    Early,
    Open,
    /// The time is over and nobody is there.
    Over,
    /// Ended for everyone.
    Ended,
    Cancelled,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Knock {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub language: String,
}

/// What this browser shows from now on, and nobody else can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GuestCredentials {
    pub guest: GuestId,
    pub secret: String,
}

/// Where the client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GuestStanding {
    Waiting,
    Admitted,
    Refused,
    /// Was inside and was taken out: only staff can let them in again.
    Removed,
    /// The call is over for everyone.
    Ended,
    Cancelled,
}

/// Waits for news: answers at once when `seen` is no longer true, otherwise as soon as it is not, or after some
/// seconds. Asking keeps the client at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GuestWait {
    pub guest: GuestId,
    pub secret: String,
    #[serde(default)]
    pub seen: Option<GuestStanding>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestStatus {
    pub name: String,
    pub standing: GuestStanding,
}

/// The client's page says that its person is in the room, or has left it or the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PresenceReport {
    pub guest: GuestId,
    pub secret: String,
    /// What the room calls this tab's person; absent at the door.
    #[serde(default)]
    pub stay: Option<String>,
    #[serde(default)]
    pub left: bool,
    /// The tab is not shown: browsers let its timers run once a minute, so the next word may take as long.
    #[serde(default)]
    pub hidden: bool,
}
