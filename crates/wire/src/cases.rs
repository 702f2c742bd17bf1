//! Cases: what is applied for, how far it is, and who is in it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::cases::{CaseRole, CaseStage, CaseType};
use domain::{ApplicantId, CaseId, UserId};
use serde::{Deserialize, Serialize};

use crate::applicants::ApplicantLink;
use crate::instant;

/// Someone in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CasePerson {
    pub applicant: ApplicantLink,
    pub role: CaseRole,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseSummary {
    pub id: CaseId,
    /// `CAS118`.
    pub folio: String,
    pub case_type: CaseType,
    pub title: String,
    pub stage: CaseStage,
    pub responsible: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ircc_deadline: Option<NaiveDate>,
    pub opened_on: NaiveDate,
    /// The principal applicant first.
    pub people: Vec<CasePerson>,
    #[serde(deserialize_with = "instant::read")]
    pub updated_at: DateTime<Utc>,
}

/// A case's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Case {
    pub id: CaseId,
    /// Given once, never changed.
    pub folio: String,
    pub case_type: CaseType,
    /// Empty: the type says enough.
    pub title: String,
    pub stage: CaseStage,
    pub responsible: UserId,
    /// The file number that IRCC gave; empty until then.
    pub ircc_number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ircc_deadline: Option<NaiveDate>,
    pub opened_on: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<NaiveDate>,
    pub outcome: String,
    pub people: Vec<CasePerson>,
    pub version: i64,
    #[serde(deserialize_with = "instant::read")]
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Who is to be in a case, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCasePerson {
    pub applicant: ApplicantId,
    #[serde(default)]
    pub role: CaseRole,
}

/// A case to be opened, or the whole of a changed one: what is left out becomes empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    pub case_type: CaseType,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub stage: CaseStage,
    /// The one who opens the case when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<UserId>,
    #[serde(default)]
    pub ircc_number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ircc_deadline: Option<NaiveDate>,
    /// Today in the practice's zone when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<NaiveDate>,
    #[serde(default)]
    pub outcome: String,
    /// At least one; exactly one of them is the principal applicant.
    pub people: Vec<NewCasePerson>,
}

/// The whole of a changed case.
pub type CaseChange = NewCase;

impl From<Case> for NewCase {
    fn from(case: Case) -> Self {
        let person = |person: CasePerson| NewCasePerson { applicant: person.applicant.id, role: person.role };
        Self {
            case_type: case.case_type,
            title: case.title,
            stage: case.stage,
            responsible: Some(case.responsible),
            ircc_number: case.ircc_number,
            ircc_deadline: case.ircc_deadline,
            opened_on: Some(case.opened_on),
            closed_on: case.closed_on,
            outcome: case.outcome,
            people: case.people.into_iter().map(person).collect(),
        }
    }
}

/// Which cases are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct CaseQuery {
    /// Folio (digits alone work), names of its people, IRCC file number or title; accents do not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub stage: Option<CaseStage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<UserId>,
    /// Items on the page, 1 to 100; 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
