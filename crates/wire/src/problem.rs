//! What every answer other than success is: `application/problem+json` (RFC 9457) with a code of a
//! closed list that the browser translates.

use std::fmt;

use domain::permission::Permission;
use serde::de::{IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::FieldCode;

/// The media type of a [`Problem`].
pub const PROBLEM_JSON: &str = "application/problem+json";

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal $status:literal),+ $(,)?) => {
        /// What went wrong, from a closed list. Unknown codes of a newer server read as `internal`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])* $variant),+ }

        impl Code {
            /// Every code: each has a sentence in every language.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The HTTP status it travels with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status),+ }
            }
        }
    };
}

codes! {
    /// The request cannot be read: broken UTF-8, a bad cursor, a bad header.
    BadRequest = "bad_request" 400,
    /// The body is no JSON, or not an object.
    MalformedBody = "malformed_body" 400,
    /// Nobody is signed in, or the session has ended.
    Unauthenticated = "unauthenticated" 401,
    /// E-mail address and password do not belong together.
    WrongCredentials = "wrong_credentials" 401,
    /// The permission named in `permission` is missing.
    Forbidden = "forbidden" 403,
    /// Only the owner may make or change an owner; `ask` names the owners.
    OwnerOnly = "owner_only" 403,
    /// The request came from another web site.
    OriginRefused = "origin_refused" 403,
    /// A webhook's signature does not fit.
    SignatureRefused = "signature_refused" 403,
    NotFound = "not_found" 404,
    MethodNotAllowed = "method_not_allowed" 405,
    /// The body did not arrive in time.
    RequestTimeout = "request_timeout" 408,
    /// It contradicts something that exists.
    Conflict = "conflict" 409,
    /// The idempotency key was used for something else.
    KeyReused = "key_reused" 409,
    /// Someone with this e-mail address exists.
    EmailTaken = "email_taken" 409,
    /// The practice is set up already.
    AlreadySetUp = "already_set_up" 409,
    /// The last person who may manage users cannot lose that.
    LastManager = "last_manager" 409,
    /// The call is over.
    CallEnded = "call_ended" 409,
    /// The call was cancelled.
    CallCancelled = "call_cancelled" 409,
    /// The call cannot be entered yet.
    CallNotOpen = "call_not_open" 409,
    /// Staff have not let this client in yet.
    NotAdmitted = "not_admitted" 409,
    /// The host took this person out of the call.
    RemovedFromCall = "removed_from_call" 409,
    /// The call has as many people as it can carry.
    CallFull = "call_full" 409,
    /// The browser's cookie is another person's than the one whom the page shows.
    OtherPerson = "other_person" 409,
    /// The colleague it is meant for has left the team.
    ColleagueLeft = "colleague_left" 409,
    /// Someone very like the one to be added is known; `current` holds who that may be.
    PossibleDuplicate = "possible_duplicate" 409,
    /// The message is not in a state that allows it.
    WrongState = "wrong_state" 409,
    /// Nobody knows whether the letter left: say that it may arrive twice.
    MayArriveTwice = "may_arrive_twice" 409,
    /// What the letter says is no longer so.
    MailObsolete = "mail_obsolete" 409,
    /// A link that was revoked, replaced, used or is past its time.
    LinkExpired = "link_expired" 410,
    /// Someone changed it since it was read; `current` holds what it is now.
    Stale = "stale" 412,
    PayloadTooLarge = "payload_too_large" 413,
    UnsupportedMediaType = "unsupported_media_type" 415,
    /// Fields named in `errors` are not acceptable.
    Invalid = "invalid" 422,
    /// `If-Match` is missing.
    PreconditionRequired = "precondition_required" 428,
    /// Too many requests; `retry_after` says how many seconds to wait.
    RateLimited = "rate_limited" 429,
    /// As many texts or mails were sent in a day as one person may; `retry_after` says when the next may go.
    DailyLimit = "daily_limit" 429,
    /// As many texts or mails were sent in a day as the practice may; `retry_after` says when the next may go.
    PracticeDailyLimit = "practice_daily_limit" 429,
    Internal = "internal" 500,
    /// An outside service (mail server, SMS provider) did not do its part.
    ProviderFailed = "provider_failed" 502,
    Unavailable = "unavailable" 503,
    /// The database cannot be reached, or does not do its work now.
    DatabaseUnavailable = "database_unavailable" 503,
    /// The server's disk takes no more: nothing was saved.
    InsufficientStorage = "insufficient_storage" 507,
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Code;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a code")
            }

            fn visit_str<E>(self, text: &str) -> Result<Code, E> {
                Ok(Code::ALL.iter().copied().find(|code| code.as_str() == text).unwrap_or(Code::Internal))
            }
        }

        from.deserialize_str(Text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field's name in the request, dotted and indexed where it is nested: `phones[1].number`.
    pub field: String,
    /// Why, by its name in [`FieldCode`](crate::FieldCode): `required`, `too_long`, `unknown_zone` …
    pub code: String,
    /// The same for people who read the API's answers.
    pub message: String,
    /// What was probably meant, for a person to confirm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: FieldCode, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            code: code.as_str().to_owned(),
            message: message.into(),
            suggestion: None,
        }
    }

    #[must_use]
    pub fn suggesting(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

/// The body of every answer other than success.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI of the kind of problem; it documents `code`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub code: Code,
    /// What happened and what to do, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What to quote when asking for help; the log has it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The permission that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<Permission>,
    /// Names of those who can give it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ask: Vec<String>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// The resource as it is now, with a `stale` problem.
    // Anyone who wrote the request knows its type and reads it by that: `client::Error::current`.
    #[serde(default, deserialize_with = "unread", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub current: Option<Box<RawValue>>,
}

fn unread<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Box<RawValue>>, D::Error> {
    IgnoredAny::deserialize(from).map(|_| None)
}

impl Problem {
    pub fn new(code: Code) -> Self {
        Self {
            kind: format!("urn:liaison:problem:{code}"),
            title: code.as_str().replace('_', " "),
            status: code.status(),
            code,
            detail: None,
            reference: None,
            errors: Vec::new(),
            permission: None,
            ask: Vec::new(),
            retry_after: None,
            current: None,
        }
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}
