//! Cases: what is applied for, how far it is, and who is in it.

pub(crate) mod change;
mod list;

use chrono::NaiveDate;
use domain::cases::{CaseRole, CaseStage, CaseType};
use domain::folio::FolioKind;
use domain::{ApplicantId, CaseId, PracticeId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub use self::list::CaseFilter;
use crate::applicants::Applicant;
pub use crate::entity::case_applicant::Model as CaseApplicant;
pub use crate::entity::case_file::Model as Case;
use crate::entity::{applicant, case_applicant, case_file};
use crate::handles::Cases;
use crate::{Result, Store, StoreError, Tx, folios};

/// Someone in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasePerson {
    pub case: CaseId,
    pub role: CaseRole,
    pub applicant: Applicant,
}

/// A case with its people, the principal applicant first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRecord {
    pub case: Case,
    pub people: Vec<CasePerson>,
}

/// What staff may write of a case. All of it is written at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFields {
    pub case_type: CaseType,
    pub title: String,
    pub stage: CaseStage,
    pub responsible: UserId,
    pub ircc_number: String,
    pub ircc_deadline: Option<NaiveDate>,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub outcome: String,
    /// In the order they are shown.
    pub people: Vec<(ApplicantId, CaseRole)>,
}

impl Case {
    /// `CAS118`.
    pub fn folio(&self) -> String {
        folios::written(FolioKind::Case, self.folio_number)
    }
}

async fn one(connection: &impl ConnectionTrait, practice: PracticeId, id: CaseId) -> Result<Case> {
    let found = case_file::Entity::find()
        .filter(case_file::Column::PracticeId.eq(practice))
        .filter(case_file::Column::Id.eq(id));
    found.one(connection).await?.ok_or(StoreError::NotFound)
}

/// Everyone in these cases, in the order of each case.
async fn people_of(
    connection: &impl ConnectionTrait,
    practice: PracticeId,
    cases: &[CaseId],
) -> Result<Vec<CasePerson>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let links = case_applicant::Entity::find()
        .filter(case_applicant::Column::PracticeId.eq(practice))
        .filter(case_applicant::Column::CaseId.is_in(cases.iter().copied()))
        .order_by_asc(case_applicant::Column::Position)
        .all(connection)
        .await?;
    let applicants = applicant::Entity::find()
        .filter(applicant::Column::PracticeId.eq(practice))
        .filter(applicant::Column::Id.is_in(links.iter().map(|link| link.applicant_id)))
        .all(connection)
        .await?;
    let person = |link: CaseApplicant| {
        let applicant = applicants.iter().find(|applicant| applicant.id == link.applicant_id)?.clone();
        Some(CasePerson { case: link.case_id, role: link.role, applicant })
    };
    Ok(links.into_iter().filter_map(person).collect())
}

async fn record(connection: &impl ConnectionTrait, case: Case) -> Result<CaseRecord> {
    let people = people_of(connection, case.practice_id, &[case.id]).await?;
    Ok(CaseRecord { case, people })
}

impl Cases<&mut Tx> {
    pub async fn find(&self, id: CaseId) -> Result<Case> {
        one(self.db.conn(), self.practice, id).await
    }

    /// Everyone in a case, the principal applicant first.
    pub async fn applicants(&self, id: CaseId) -> Result<Vec<CasePerson>> {
        people_of(self.db.conn(), self.practice, &[id]).await
    }
}

impl Cases<&Store> {
    pub async fn find(self, id: CaseId) -> Result<CaseRecord> {
        record(self.db.reader(), one(self.db.reader(), self.practice, id).await?).await
    }

    /// Everyone in a case, the principal applicant first.
    pub async fn applicants(self, id: CaseId) -> Result<Vec<CasePerson>> {
        people_of(self.db.reader(), self.practice, &[id]).await
    }

    /// Everyone in any of these cases.
    pub async fn people(self, ids: &[CaseId]) -> Result<Vec<CasePerson>> {
        people_of(self.db.reader(), self.practice, ids).await
    }

    /// The case that is called so: `CAS118` without its prefix.
    pub async fn by_folio(self, number: u32) -> Result<Case> {
        let practice = self.practice;
        let number = i32::try_from(number).map_err(|_| StoreError::NotFound)?;
        let found = case_file::Entity::find()
            .filter(case_file::Column::PracticeId.eq(practice))
            .filter(case_file::Column::FolioNumber.eq(number));
        found.one(self.db.reader()).await?.ok_or(StoreError::NotFound)
    }
}
