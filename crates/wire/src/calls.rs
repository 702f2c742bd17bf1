//! Video calls, as the team sees them.

use chrono::{DateTime, FixedOffset, Utc};
use domain::calls::{CallPurpose, CallState, GuestState};
use domain::cases::CaseType;
use domain::language::Language;
use domain::{ApplicantId, AttendanceId, CallId, CaseId, GuestId, UserId};
use serde::{Deserialize, Serialize};

use crate::instant;

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = VideoCall))]
pub struct Call {
    pub id: CallId,
    pub title: String,
    pub purpose: CallPurpose,
    pub applicant: CallApplicant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CallCase>,
    #[serde(deserialize_with = "instant::read")]
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// The zone that the starting time was chosen in.
    pub time_zone: String,
    /// The start as the clocks of `time_zone` show it: `2026-12-01T14:00:00-07:00`.
    #[serde(deserialize_with = "instant::read_local")]
    pub local_start: DateTime<FixedOffset>,
    pub minutes: i64,
    pub host: CallPerson,
    /// Colleagues beside the host.
    pub participants: Vec<CallPerson>,
    /// For the team; never on a client's page.
    pub notes: String,
    pub waiting_room: bool,
    pub state: CallState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<String>,
    /// When the first of the team came in.
    #[serde(default, deserialize_with = "instant::read_option", skip_serializing_if = "Option::is_none")]
    pub actual_start: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "instant::read_option", skip_serializing_if = "Option::is_none")]
    pub actual_end: Option<DateTime<Utc>>,
    /// `actual_end` less `actual_start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_seconds: Option<i64>,
    /// From here on Join is put forward.
    #[serde(deserialize_with = "instant::read")]
    pub highlight_from: DateTime<Utc>,
    /// From when to when the client's link works.
    #[serde(deserialize_with = "instant::read")]
    pub opens_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
    /// The client's link; absent once it was revoked, and for those who may not go in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    pub link_revoked: bool,
    pub may_join: bool,
    pub may_change: bool,
    pub may_end: bool,
    pub version: i64,
    #[serde(deserialize_with = "instant::read")]
    pub created_at: DateTime<Utc>,
}

/// Whom a call is with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallApplicant {
    pub id: ApplicantId,
    pub folio: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// For when the connection fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub language: String,
    pub time_zone: String,
    /// The start as the client's clocks show it.
    #[serde(deserialize_with = "instant::read_local")]
    pub local_start: DateTime<FixedOffset>,
}

/// What a call is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallCase {
    pub id: CaseId,
    pub folio: String,
    /// Empty where nobody gave it one: then it is called by its type.
    pub title: String,
    pub case_type: CaseType,
}

/// A colleague in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallPerson {
    pub id: UserId,
    pub name: String,
    /// Whether they may end the call for everyone.
    pub may_end: bool,
}

/// Which calls are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default, deny_unknown_fields)]
pub struct CallQuery {
    /// Those that are over, latest first; otherwise those that are not, soonest first.
    pub past: bool,
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
    /// Words of the title, the client's names or contacts, or a folio; accents do not matter.
    pub q: Option<String>,
    pub limit: Option<u64>,
    pub cursor: Option<String>,
}

/// A call to be scheduled: with an applicant, or about a case, whose principal applicant it is with then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCall {
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub purpose: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// An RFC 3339 instant, or a wall clock's time in `time_zone`: `2026-03-03T14:30`. Of a time that comes twice, because
    /// the clocks go back, the first is meant; give the instant to mean the second.
    #[serde(default)]
    pub starts_at: String,
    #[serde(default)]
    pub time_zone: String,
    #[serde(default)]
    pub minutes: i64,
    /// Colleagues beside the host, who is the one who schedules.
    #[serde(default)]
    pub participants: Vec<UserId>,
    /// Colleagues who may end the call for everyone.
    #[serde(default)]
    pub delegates: Vec<UserId>,
    #[serde(default)]
    pub notes: String,
    /// Left out: as the practice has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_room: Option<bool>,
}

/// A call as it is to be. With whom it is stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CallChange {
    pub title: String,
    pub purpose: String,
    /// As in a new call; left out, it stays, to the second. So does a wall clock's time that `time_zone` shows already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<String>,
    /// Left out, it stays. Given alone it changes where the time is told, not when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    pub minutes: i64,
    #[serde(default)]
    pub participants: Vec<UserId>,
    #[serde(default)]
    pub delegates: Vec<UserId>,
    #[serde(default)]
    pub notes: String,
    pub waiting_room: bool,
    /// Whether the client is mailed the new time, when it is another one to the client.
    #[serde(default = "yes")]
    pub notify_client: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CallCancellation {
    /// Told to the client.
    #[serde(default)]
    pub reason: String,
}

/// A mail that is ready to be looked over and sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationDraft {
    /// Absent where the applicant has no address on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    pub subject: String,
    pub text: String,
    /// The client's.
    pub language: Language,
    /// Of the call that it invites to: a mail that names it is refused once the call is another one.
    pub call_version: i64,
}

/// All a browser needs to enter the room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoomGrant {
    pub provider: RoomProvider,
    pub domain: String,
    pub room: String,
    pub jwt: String,
    pub script_url: String,
    /// `configOverwrite` of the IFrame API.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub config: serde_json::Value,
    pub subject: String,
    /// Shown to the others.
    pub display_name: String,
    /// Whether the page has to say every ten seconds that the person is there, because the room cannot.
    pub report_presence: bool,
    #[serde(deserialize_with = "instant::read")]
    pub expires_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RoomProvider {
    Builtin,
    Jitsi,
}

/// Who is at the door, inside, and who was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallPeople {
    pub state: CallState,
    /// Everyone who gave a name on the client's page, in the order they came.
    pub guests: Vec<CallGuest>,
    /// Every stay, in the order they began; those without an end are inside.
    pub attendance: Vec<CallAttendance>,
    /// Colleagues whom the host took out, and who may not come in again.
    #[serde(default)]
    pub removed: Vec<CallPerson>,
}

/// Whose name a client's equals, so that nobody is taken for someone else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SameName {
    /// A colleague's.
    Colleague,
    /// Another client's of this call who is waiting or was let in: a second device, or someone else.
    Client,
}

/// What becomes of those whom the client's link let in, when it stops working.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkGuests {
    /// Who was let in may stay, and come back on the same browser.
    Keep,
    /// Everyone who came by it is taken out.
    #[default]
    Remove,
}

/// How a link is replaced or withdrawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkChange {
    #[serde(default)]
    pub guests: LinkGuests,
}

/// A client at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallGuest {
    pub id: GuestId,
    pub name: String,
    pub state: GuestState,
    pub language: Language,
    #[serde(deserialize_with = "instant::read")]
    pub knocked_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_name: Option<SameName>,
}

/// One stay of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallAttendance {
    pub id: AttendanceId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<GuestId>,
    #[serde(deserialize_with = "instant::read")]
    pub joined_at: DateTime<Utc>,
    #[serde(default, deserialize_with = "instant::read_option", skip_serializing_if = "Option::is_none")]
    pub left_at: Option<DateTime<Utc>>,
}

/// A page says that its person is in the room, or has left it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StayReport {
    /// What the room calls this tab's person; new on every entry.
    pub stay: String,
    #[serde(default)]
    pub left: bool,
    /// The tab is not shown: browsers let its timers run once a minute, so the next word may take as long.
    #[serde(default)]
    pub hidden: bool,
}
