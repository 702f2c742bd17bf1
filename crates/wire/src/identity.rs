//! Who is signed in, the team and what each may do, and the practice itself.

use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::permission::{PermissionSet, Role};
use domain::zone::ZoneOffsets;
use domain::{PracticeId, SessionId, UserId};
use serde::{Deserialize, Serialize};

use crate::instant;

/// The header in which a request names the person whom its page shows, by id. Where the session's cookie is
/// someone else's, the answer is `other_person` and nothing is done: a cookie belongs to the whole browser, a page
/// to the person it was loaded for. Every answer to someone signed in names that person in the same header.
pub const USER_HEADER: &str = "x-liaison-user";

/// E-mail address and password.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    pub email: String,
    pub password: String,
}

/// The person whose session it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    pub id: UserId,
    pub session: SessionId,
    pub email: String,
    pub name: String,
    pub title: String,
    pub role: Role,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub permissions: PermissionSet,
    pub language: Language,
    /// An IANA name: `America/Toronto`.
    pub time_zone: String,
    /// Its clocks, in which this person reads times.
    pub zone_offsets: ZoneOffsets,
    /// The ETag of your own entry in the team.
    pub version: i64,
    pub practice: PracticeSummary,
    /// The newest event of the log when this was said. What is read afterwards is not older: a socket that resumes from
    /// here misses nothing, and nothing has to be read twice.
    pub event_seq: i64,
}

/// The practice as everyone in it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PracticeSummary {
    pub id: PracticeId,
    pub name: String,
    pub address: String,
    /// E.164.
    pub phone: String,
    pub email: String,
    pub time_zone: String,
    pub language: Language,
    pub version: i64,
}

/// What may be changed of the practice; replaces all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PracticeChange {
    pub name: String,
    pub address: String,
    /// With its country code.
    pub phone: String,
    pub email: String,
    pub time_zone: String,
    pub language: Language,
}

/// Whether this deployment has its practice yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Setup {
    pub is_set_up: bool,
    /// The practice's name, for the page where one signs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practice: Option<String>,
}

/// The practice and its owner, on an empty database.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPractice {
    /// What the server printed on its console when it started, so that nobody else sets the practice up.
    pub code: String,
    pub practice_name: String,
    pub practice_address: String,
    /// With its country code.
    pub practice_phone: String,
    pub practice_email: String,
    pub time_zone: String,
    pub language: Language,
    /// The owner's.
    pub name: String,
    pub email: String,
    pub password: String,
}

/// Where someone of the team is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// Has not followed the invitation yet.
    Invited,
    Active,
    /// Cannot sign in any more; what they did stays under their name.
    Deactivated,
}

/// Someone of the team, as everyone in the practice sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub title: String,
    pub role: Role,
    /// What they may do: the role's preset, or the set that was chosen for them.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub permissions: PermissionSet,
    /// Whether the set is their own and no longer follows the role.
    pub own_permissions: bool,
    pub language: Language,
    pub time_zone: String,
    pub state: MemberState,
    #[serde(deserialize_with = "instant::read")]
    pub created_at: DateTime<Utc>,
    pub version: i64,
}

/// The whole team, those who left included, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Team {
    pub items: Vec<Member>,
}

/// Someone to invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    pub name: String,
    pub email: String,
    /// What they are in the practice, such as “Consultant, RCIC”; may be empty.
    #[serde(default)]
    pub title: String,
    pub role: Role,
    /// The language of the invitation and of their pages; the practice's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// What may be changed of someone of the team; replaces all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MemberChange {
    pub name: String,
    #[serde(default)]
    pub title: String,
    pub role: Role,
    /// A set of their own; the role's preset when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub permissions: Option<PermissionSet>,
    pub language: Language,
    pub time_zone: String,
}

/// What everyone may change of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    pub name: String,
    pub language: Language,
    pub time_zone: String,
}

/// A new password, shown to be your own to choose by the present one.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    pub current: String,
    pub password: String,
}

/// A browser where one is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedInBrowser {
    pub id: SessionId,
    /// The one that asks.
    pub is_current: bool,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Its network address when it signed in.
    pub address: String,
    #[serde(deserialize_with = "instant::read")]
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
}

/// Every browser where one is signed in, the last used first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedInBrowsers {
    pub items: Vec<SignedInBrowser>,
}

/// What a single-use link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// To join the team: `/invite/…`.
    Invite,
    /// To choose a new password: `/reset/…`.
    Reset,
}

impl LinkKind {
    /// The first part of the link's path.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }
}

/// A single-use link's secret. Sent in a body, so that no log of addresses holds it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkToken {
    pub kind: LinkKind,
    pub token: String,
}

/// Whom a single-use link is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkHolder {
    pub name: String,
    pub email: String,
    pub practice: String,
    pub language: Language,
    #[serde(deserialize_with = "instant::read")]
    pub expires_at: DateTime<Utc>,
}

/// Uses a single-use link up: sets the password and signs in.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkUse {
    pub kind: LinkKind,
    pub token: String,
    pub password: String,
}

/// Asks for a link to choose a new password.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResetRequest {
    pub email: String,
}
