//! Applicants: the people the practice works for.

use chrono::{DateTime, NaiveDate, Utc};
use domain::person::Channel;
use domain::{ApplicantId, PhoneId, UserId};
use serde::{Deserialize, Serialize};

use crate::instant;

/// A name and a folio that lead to an applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicantLink {
    pub id: ApplicantId,
    /// `CON251`.
    pub folio: String,
    /// As in the passport: given names, then family names.
    pub name: String,
}

/// An applicant in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicantSummary {
    pub id: ApplicantId,
    pub folio: String,
    pub given_names: String,
    pub family_names: String,
    /// What the person is called, in any script; empty when not known.
    pub preferred_name: String,
    /// Tells people of one name apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<NaiveDate>,
    pub language: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    pub responsible: UserId,
    /// The number to use first, in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(deserialize_with = "instant::read")]
    pub updated_at: DateTime<Utc>,
}

/// A number on an applicant's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicantPhone {
    pub id: PhoneId,
    /// E.164: `+15145550123`.
    pub number: String,
    /// What is dialled once the call is answered. A number with an extension takes no texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Whose or which phone it is, in the practice's words.
    pub label: String,
    /// Other applicants with the same number on their record; families share phones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_of: Vec<ApplicantLink>,
}

impl ApplicantPhone {
    /// The number as it is typed, with its extension: what is not touched is saved as it was.
    pub fn dialled(&self) -> String {
        match &self.extension {
            Some(extension) => format!("{} x{extension}", self.number),
            None => self.number.clone(),
        }
    }
}

/// An address on an applicant's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicantEmail {
    pub address: String,
    pub label: String,
}

/// An applicant's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Applicant {
    pub id: ApplicantId,
    /// Given once, never changed.
    pub folio: String,
    pub given_names: String,
    pub family_names: String,
    pub preferred_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<NaiveDate>,
    /// ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// The native or preferred language, a BCP 47 tag: `fa`, `zh-Hant`, `pt-BR`.
    pub language: String,
    /// An IANA name: `America/Toronto`.
    pub time_zone: String,
    /// ISO 3166-1 alpha-2: where the person lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_channel: Option<Channel>,
    pub address: String,
    pub notes: String,
    pub responsible: UserId,
    /// The one to use first in front.
    pub phones: Vec<ApplicantPhone>,
    pub emails: Vec<ApplicantEmail>,
    pub version: i64,
    #[serde(deserialize_with = "instant::read")]
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A number as it was typed, with its country code; an extension may follow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPhone {
    pub number: String,
    #[serde(default)]
    pub label: String,
}

/// An e-mail address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewEmail {
    pub address: String,
    #[serde(default)]
    pub label: String,
}

/// An applicant to be added, or the whole of a changed one: what is left out becomes empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewApplicant {
    /// As in the passport. A person may have only one of the two; IRCC writes a single name as the family name.
    #[serde(default)]
    pub given_names: String,
    #[serde(default)]
    pub family_names: String,
    #[serde(default)]
    pub preferred_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// The practice's language when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The practice's zone when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_channel: Option<Channel>,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub notes: String,
    /// The one who adds the applicant when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<UserId>,
    /// The one to use first in front; none where there is none.
    #[serde(default)]
    pub phones: Vec<NewPhone>,
    #[serde(default)]
    pub emails: Vec<NewEmail>,
    /// Adds the applicant although someone of the same names with the same date of birth, number or address is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub allow_duplicate: bool,
}

/// The whole of a changed applicant.
pub type ApplicantChange = NewApplicant;

impl From<Applicant> for NewApplicant {
    fn from(applicant: Applicant) -> Self {
        let phone = |phone: ApplicantPhone| NewPhone { number: phone.dialled(), label: phone.label };
        let email = |email: ApplicantEmail| NewEmail { address: email.address, label: email.label };
        Self {
            given_names: applicant.given_names,
            family_names: applicant.family_names,
            preferred_name: applicant.preferred_name,
            date_of_birth: applicant.date_of_birth,
            nationality: applicant.nationality,
            language: Some(applicant.language),
            time_zone: Some(applicant.time_zone),
            country: applicant.country,
            preferred_channel: applicant.preferred_channel,
            address: applicant.address,
            notes: applicant.notes,
            responsible: Some(applicant.responsible),
            phones: applicant.phones.into_iter().map(phone).collect(),
            emails: applicant.emails.into_iter().map(email).collect(),
            allow_duplicate: false,
        }
    }
}

/// Who an applicant to be added may be already: `current` of a `possible_duplicate` problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PossibleDuplicates {
    pub items: Vec<ApplicantSummary>,
}

/// Which applicants are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct ApplicantQuery {
    /// Names, preferred name, folio (digits alone work), phone or e-mail; accents do not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<UserId>,
    /// Items on the page, 1 to 100; 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
