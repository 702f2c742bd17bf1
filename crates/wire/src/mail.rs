//! Mail to clients: what was written and how far it got.

use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::mail::{MailKind, MailState};
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
