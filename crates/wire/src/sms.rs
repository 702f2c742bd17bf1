//! Text messages: the inbox, conversations, sending, and the phone of the simulated carrier.

use chrono::{DateTime, Utc};
use domain::folio::Folio;
pub use domain::sms::Direction;
use domain::sms::{DeliveryState, Encoding, SmsAdvice};
use domain::{ApplicantId, CaseId, SmsMessageId, SmsThreadId, UserId};
use serde::{Deserialize, Serialize};

use crate::instant;

/// A text message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmsMessage {
    pub id: SmsMessageId,
    pub thread: SmsThreadId,
    /// Order; cursors and read marks use it.
    pub seq: i64,
    pub direction: Direction,
    /// The number outside as this message used it: a conversation may know it in an older form. Empty where the carrier
    /// did not say who wrote.
    pub number: String,
    /// Numbering data did not know the number, and its author vouched for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub number_confirmed: bool,
    /// Who wrote it, when the practice did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<UserId>,
    /// On whose record it is; absent while nobody has said whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    pub body: String,
    /// Messages it is billed as: the provider's figure once it is known, our count until then.
    pub segments: u32,
    pub encoding: Encoding,
    /// Pictures that came with it. They stay with the provider.
    pub media: u32,
    pub state: DeliveryState,
    #[serde(deserialize_with = "instant::read")]
    pub state_at: DateTime<Utc>,
    /// What to do, when it did not arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<SmsAdvice>,
    /// The provider's own code and words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_text: Option<String>,
    #[serde(deserialize_with = "instant::read")]
    pub created_at: DateTime<Utc>,
    /// It came in, and nobody has seen it. Said in lists; absent where it is not so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
}

/// An applicant, as a conversation names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmsPerson {
    pub id: ApplicantId,
    pub folio: Folio,
    pub name: String,
}

/// A conversation: one outside number, whichever of the practice's it uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmsThread {
    pub id: SmsThreadId,
    /// The practice's number that it began with.
    pub own_number: String,
    /// A number in E.164, a short code or a name; empty where the carrier did not say who wrote.
    pub other_party: String,
    /// The same for people: a number in the groups of its country.
    pub shown_as: String,
    /// Sending to it is accepted. A short code or a name cannot be answered.
    pub can_be_answered: bool,
    /// Whose it is taken to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<SmsPerson>,
    /// Everyone who has this number, those written to most recently first.
    pub candidates: Vec<SmsPerson>,
    /// Everyone on whose record a message of it is.
    pub on_records: Vec<SmsPerson>,
    /// Incoming messages that are on nobody's record: a person has to say whose they are.
    pub unfiled: u64,
    /// Incoming messages that nobody has read.
    pub unread: u64,
    /// What came after this was read by nobody.
    pub read_seq: i64,
    /// Who wrote last on our side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_by: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<SmsMessage>,
    #[serde(deserialize_with = "instant::read")]
    pub last_at: DateTime<Utc>,
}

/// Which conversations are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SmsFilter {
    #[default]
    All,
    Unread,
    /// Of numbers that are nobody's, and with messages that are on nobody's record.
    Unlinked,
}

impl SmsFilter {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Unread => "unread",
            Self::Unlinked => "unlinked",
        }
    }
}

/// Query of the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct SmsThreadQuery {
    #[serde(default)]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub filter: SmsFilter,
    /// Who it is with (name, folio, number) or what was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// 1 to 100; 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Query of the texts of one conversation, record or case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default, deny_unknown_fields)]
pub struct SmsQuery {
    /// Only texts in which every one of these words begins a word; accents and case aside.
    pub q: Option<String>,
    /// 1 to 100; 50 when absent.
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A message to be sent. The `Idempotency-Key` header makes a retry the same message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSms {
    /// With `+` and country code: `+15145551234`.
    pub to: String,
    /// 1 to 1,600 characters; more than 160 plain ones are billed as several messages.
    pub body: String,
    /// On whose record it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantId>,
    /// A case of that applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// The number is right although numbering data does not know it, or knows it as a landline. Kept with the message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub number_confirmed: bool,
}

/// How far a conversation was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SmsReadMark {
    pub seq: i64,
    /// Where not all of the conversation is shown, as on one person's record: the texts that were. The mark stops before
    /// the first unread text that is not among them. At most 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 1_000))]
    pub seen: Option<Vec<SmsMessageId>>,
}

/// Whose a conversation or a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SmsOwner {
    pub applicant: ApplicantId,
}

/// What waits in the inbox, in absolute numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmsUnread {
    pub threads: u64,
    pub messages: u64,
}

/// How the practice sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmsSetup {
    /// The practice's number.
    pub from: String,
    /// The word for who carries texts: `simulator`, `twilio` …
    pub provider: String,
    /// Nothing leaves this machine; what is sent can be read on the phone on screen.
    pub simulated: bool,
    /// Why nothing leaves at present; absent while texts leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<SmsStop>,
}

/// The carrier accepts nothing from the practice until someone has mended it. What is written meanwhile waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmsStop {
    /// What helps.
    pub advice: SmsAdvice,
    /// The carrier's own code.
    pub code: i32,
    #[serde(deserialize_with = "instant::read")]
    pub since: DateTime<Utc>,
    /// Texts that wait.
    pub waiting: u64,
}

/// A message as the phone on screen has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhoneMessage {
    pub seq: i64,
    /// Seen from the phone: `in` came from the practice.
    pub direction: Direction,
    pub body: String,
    #[serde(deserialize_with = "instant::read")]
    pub at: DateTime<Utc>,
}

/// A phone of the simulated carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimulatedPhone {
    pub number: String,
    /// Newest last.
    pub messages: Vec<PhoneMessage>,
}

/// The phones that were written to or from, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimulatedPhones {
    pub phones: Vec<SimulatedPhone>,
}

/// What is typed on a phone of the simulated carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhoneReply {
    /// The phone that writes: a number in E.164, a short code or a name.
    pub from: String,
    pub body: String,
}
