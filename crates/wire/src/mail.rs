//! Mail to clients: what was written and how far it got.

use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::mail::{MailFault, MailKind, MailState, Obsolete};
use domain::{ApplicantId, CallId, CaseId, MailId, UserId};
use serde::{Deserialize, Serialize};

use crate::instant;

/// A mail that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mail {
    pub id: MailId,
    pub kind: MailKind,
    pub from: MailAddress,
    pub to: MailAddress,
    pub subject: String,
    pub text: String,
    pub language: Language,
    pub state: MailState,
    /// What the mail server said, when it did not take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Why it was not sent, when it is obsolete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obsolete: Option<Obsolete>,
    /// It went to the mailbox page and to nobody else.
    pub kept_in_mailbox: bool,
    /// Who sent it; nobody when the program did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
    #[serde(deserialize_with = "instant::read")]
    pub written_at: DateTime<Utc>,
    #[serde(default, deserialize_with = "instant::read_option", skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
}

/// A letter as the line in a history shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailStanding {
    pub id: MailId,
    pub subject: String,
    pub to: String,
    pub state: MailState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obsolete: Option<Obsolete>,
    /// It went to the mailbox page and to nobody else.
    pub kept_in_mailbox: bool,
}

/// Sending a letter again that failed, or of which nobody knows whether it left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MailRepeat {
    /// Must be said of a letter that is `unknown`.
    #[serde(default)]
    pub may_arrive_twice: bool,
}

/// How the practice's mail leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailSetup {
    /// The sender's address.
    pub from: String,
    /// `mailbox` or `smtp`.
    pub provider: String,
    /// Nothing leaves this machine; what is sent can be read on the mailbox page.
    pub simulated: bool,
    /// Why nothing leaves at present; absent while mail leaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<MailStop>,
}

/// The mail server takes nothing from the practice until someone has mended it. What is written meanwhile waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailStop {
    pub fault: MailFault,
    /// The server's own code, where it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
    /// What the server or the connection said, for those who manage the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    #[serde(deserialize_with = "instant::read")]
    pub since: DateTime<Utc>,
    /// When one letter tries again.
    #[serde(deserialize_with = "instant::read")]
    pub try_at: DateTime<Utc>,
    /// Letters that wait.
    pub waiting: u64,
}

/// What of the mailbox is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default, deny_unknown_fields)]
pub struct MailboxQuery {
    /// Words that subject, names, addresses or text hold.
    pub q: Option<String>,
    /// 1 to 100; 50 when absent.
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A name, empty where it is not known, and an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailAddress {
    pub name: String,
    pub address: String,
}

/// Which mails are wanted; without any of them, all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default, deny_unknown_fields)]
pub struct MailQuery {
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
    pub call: Option<CallId>,
    pub limit: Option<u64>,
    pub cursor: Option<String>,
}

/// A mail to be sent to an applicant. It is filed on the applicant, and on the case and call it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewMail {
    /// `invitation` or `message`; the others are written by the program.
    pub kind: String,
    /// Left out where `call` says whom it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
    /// The call's version that an invitation was written from, as its draft says; an invitation needs it. Where the call is
    /// another one by now, the letter's date or link may be wrong, and it is not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_version: Option<i64>,
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// What the mailbox page shows: mails that would have been sent, had a mail server been set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mailbox {
    /// Whether new mail goes here. False once a mail server is set up.
    pub in_use: bool,
    /// Newest first.
    pub items: Vec<Mail>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}
