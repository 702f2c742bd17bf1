//! Who has a number, and who in the team looks after whom.

use std::collections::{BTreeSet, HashSet};

use domain::cases::CaseStage;
use domain::permission::Permission;
use domain::{ApplicantId, CaseId, PracticeId, UserId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::{app_user, applicant, applicant_phone, case_applicant, case_file};
use crate::handles::Sms;
use crate::{Result, Store, Tx};

/// An applicant as a conversation names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: ApplicantId,
    pub folio_number: i32,
    pub name: String,
}

/// The applicants who have one of these numbers, oldest record first, nobody twice.
pub(super) async fn with_phone(
    tx: &Tx,
    practice: PracticeId,
    numbers: Vec<String>,
) -> Result<Vec<ApplicantId>> {
    let rows: Vec<ApplicantId> = phone_owners(practice, numbers).into_tuple().all(tx.conn()).await?;
    Ok(distinct(rows))
}

fn phone_owners(practice: PracticeId, numbers: Vec<String>) -> sea_orm::Select<applicant_phone::Entity> {
    applicant_phone::Entity::find()
        .select_only()
        .column(applicant_phone::Column::ApplicantId)
        .filter(applicant_phone::Column::PracticeId.eq(practice))
        .filter(applicant_phone::Column::E164.is_in(numbers))
        .order_by_asc(applicant_phone::Column::Id)
}

fn distinct(rows: Vec<ApplicantId>) -> Vec<ApplicantId> {
    let mut seen = BTreeSet::new();
    rows.into_iter().filter(|id| seen.insert(*id)).collect()
}

/// Which of these applicants there are, each with its practice.
pub(super) async fn known(
    tx: &Tx,
    ids: impl Iterator<Item = ApplicantId>,
) -> Result<HashSet<(PracticeId, ApplicantId)>> {
    let ids: BTreeSet<ApplicantId> = ids.collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<(PracticeId, ApplicantId)> = applicant::Entity::find()
        .select_only()
        .column(applicant::Column::PracticeId)
        .column(applicant::Column::Id)
        .filter(applicant::Column::Id.is_in(ids))
        .into_tuple()
        .all(tx.conn())
        .await?;
    Ok(found.into_iter().collect())
}

/// Who is responsible for the case the message is about, or for the open cases of those it may concern.
pub(super) async fn responsible_for(
    tx: &Tx,
    practice: PracticeId,
    applicants: &[ApplicantId],
    case: Option<CaseId>,
) -> Result<Vec<UserId>> {
    let mut ids: Vec<CaseId> = case.into_iter().collect();
    if ids.is_empty() {
        ids = case_applicant::Entity::find()
            .select_only()
            .column(case_applicant::Column::CaseId)
            .filter(case_applicant::Column::PracticeId.eq(practice))
            .filter(case_applicant::Column::ApplicantId.is_in(applicants.iter().copied()))
            .into_tuple()
            .all(tx.conn())
            .await?;
    }
    let cases = case_file::Entity::find()
        .filter(case_file::Column::PracticeId.eq(practice))
        .filter(case_file::Column::Id.is_in(ids))
        .order_by_desc(case_file::Column::Seq)
        .all(tx.conn())
        .await?;
    let counts = |file: &case_file::Model| Some(file.id) == case || file.stage != CaseStage::Closed;
    Ok(cases.into_iter().filter(counts).map(|file| file.responsible_id).collect())
}

/// Who looks after these applicants.
pub(super) async fn looking_after(
    tx: &Tx,
    practice: PracticeId,
    applicants: &[ApplicantId],
) -> Result<Vec<UserId>> {
    Ok(applicant::Entity::find()
        .select_only()
        .column(applicant::Column::ResponsibleId)
        .filter(applicant::Column::PracticeId.eq(practice))
        .filter(applicant::Column::Id.is_in(applicants.iter().copied()))
        .order_by_asc(applicant::Column::Seq)
        .into_tuple()
        .all(tx.conn())
        .await?)
}

/// Everyone still in the team, and those of them who have `permission`.
pub(super) async fn team(
    tx: &Tx,
    practice: PracticeId,
    permission: Permission,
) -> Result<(Vec<UserId>, Vec<UserId>)> {
    let active = app_user::Entity::find()
        .filter(app_user::Column::PracticeId.eq(practice))
        .filter(app_user::Column::DeactivatedAt.is_null())
        .order_by_asc(app_user::Column::Name)
        .all(tx.conn())
        .await?;
    let mut permitted = Vec::new();
    for user in &active {
        if user.permission_set()?.contains(permission) {
            permitted.push(user.id);
        }
    }
    Ok((active.into_iter().map(|user| user.id).collect(), permitted))
}

/// The applicant's name; `None` for one of another practice.
pub(super) async fn name(tx: &Tx, practice: PracticeId, id: ApplicantId) -> Result<Option<String>> {
    let found = applicant::Entity::find()
        .filter(applicant::Column::PracticeId.eq(practice))
        .filter(applicant::Column::Id.eq(id));
    Ok(found.one(tx.conn()).await?.map(|row| person(&row).name))
}

fn person(row: &applicant::Model) -> Person {
    Person { id: row.id, folio_number: row.folio_number, name: row.full_name() }
}

impl Sms<&Store> {
    /// The names of these applicants.
    pub async fn people(self, ids: Vec<ApplicantId>) -> Result<Vec<Person>> {
        let practice = self.practice;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = applicant::Entity::find()
            .filter(applicant::Column::PracticeId.eq(practice))
            .filter(applicant::Column::Id.is_in(ids));
        Ok(found.all(self.db.reader()).await?.iter().map(person).collect())
    }

    /// The applicants who have one of these numbers.
    pub async fn candidates(self, numbers: Vec<String>) -> Result<Vec<ApplicantId>> {
        Ok(distinct(phone_owners(self.practice, numbers).into_tuple().all(self.db.reader()).await?))
    }

    /// Whether the case is the practice's and, where an applicant is given, that one is in it.
    pub async fn is_case_of(self, case: CaseId, applicant: Option<ApplicantId>) -> Result<bool> {
        let practice = self.practice;
        let mut of = Condition::all()
            .add(case_applicant::Column::PracticeId.eq(practice))
            .add(case_applicant::Column::CaseId.eq(case));
        if let Some(applicant) = applicant {
            of = of.add(case_applicant::Column::ApplicantId.eq(applicant));
        }
        Ok(case_applicant::Entity::find().filter(of).one(self.db.reader()).await?.is_some())
    }
}
