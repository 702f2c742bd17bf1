//! Applicants: the people the practice works for.

pub(crate) mod change;
mod duplicates;
mod list;

use chrono::NaiveDate;
use domain::folio::FolioKind;
use domain::person::{self, Channel, EmailAddress};
use domain::phone::PhoneNumber;
use domain::{ApplicantId, PracticeId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub use self::list::{ApplicantFilter, ListedApplicant};
pub use crate::entity::applicant::Model as Applicant;
pub use crate::entity::applicant_email::Model as ApplicantEmail;
pub use crate::entity::applicant_phone::Model as ApplicantPhone;
use crate::entity::{applicant, applicant_email, applicant_phone};
use crate::handles::Applicants;
use crate::{Result, Store, StoreError, Tx, folios};

/// An applicant with all numbers and addresses, in the order they were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicantRecord {
    pub applicant: Applicant,
    pub phones: Vec<ApplicantPhone>,
    pub emails: Vec<ApplicantEmail>,
}

/// What staff may write of an applicant. All of it is written at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicantFields {
    pub given_names: String,
    pub family_names: String,
    pub preferred_name: String,
    pub date_of_birth: Option<NaiveDate>,
    pub nationality: Option<String>,
    pub language: String,
    pub time_zone: String,
    pub country: Option<String>,
    pub preferred_channel: Option<Channel>,
    pub address: String,
    pub notes: String,
    pub responsible: UserId,
    /// The one to use first in front.
    pub phones: Vec<PhoneFields>,
    pub emails: Vec<(EmailAddress, String)>,
}

/// A number of an applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneFields {
    pub number: PhoneNumber,
    /// What is dialled once the call is answered; digits, or nothing.
    pub extension: String,
    pub label: String,
}

impl PhoneFields {
    /// A number without an extension.
    pub fn new(number: PhoneNumber, label: impl Into<String>) -> Self {
        Self { number, extension: String::new(), label: label.into() }
    }
}

impl Applicant {
    /// `CON251`.
    pub fn folio(&self) -> String {
        folios::written(FolioKind::Applicant, self.folio_number)
    }

    /// As in the passport: given names, then family names, where there are both.
    pub fn full_name(&self) -> String {
        person::full_name(&self.given_names, &self.family_names)
    }
}

/// The applicants on whose records the number is, in any of the ways networks write it.
async fn by_phone(
    connection: &impl ConnectionTrait,
    practice: PracticeId,
    number: &PhoneNumber,
) -> Result<Vec<Applicant>> {
    let forms: Vec<String> = number.equivalents().into_iter().map(PhoneNumber::into_string).collect();
    let owners = applicant_phone::Entity::find()
        .filter(applicant_phone::Column::PracticeId.eq(practice))
        .filter(applicant_phone::Column::E164.is_in(forms))
        .all(connection)
        .await?;
    by_ids(connection, practice, owners.into_iter().map(|phone| phone.applicant_id)).await
}

async fn by_ids(
    connection: &impl ConnectionTrait,
    practice: PracticeId,
    ids: impl IntoIterator<Item = ApplicantId>,
) -> Result<Vec<Applicant>> {
    let mut ids: Vec<ApplicantId> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(applicant::Entity::find()
        .filter(applicant::Column::PracticeId.eq(practice))
        .filter(applicant::Column::Id.is_in(ids))
        .order_by_asc(applicant::Column::Seq)
        .all(connection)
        .await?)
}

async fn one(connection: &impl ConnectionTrait, practice: PracticeId, id: ApplicantId) -> Result<Applicant> {
    let found = applicant::Entity::find()
        .filter(applicant::Column::PracticeId.eq(practice))
        .filter(applicant::Column::Id.eq(id));
    found.one(connection).await?.ok_or(StoreError::NotFound)
}

async fn record(connection: &impl ConnectionTrait, applicant: Applicant) -> Result<ApplicantRecord> {
    let phones = applicant_phone::Entity::find()
        .filter(applicant_phone::Column::ApplicantId.eq(applicant.id))
        .order_by_asc(applicant_phone::Column::Position)
        .all(connection)
        .await?;
    let emails = applicant_email::Entity::find()
        .filter(applicant_email::Column::ApplicantId.eq(applicant.id))
        .order_by_asc(applicant_email::Column::Position)
        .all(connection)
        .await?;
    Ok(ApplicantRecord { applicant, phones, emails })
}

impl Applicants<&mut Tx> {
    pub async fn find(&self, id: ApplicantId) -> Result<Applicant> {
        one(self.db.conn(), self.practice, id).await
    }

    /// As [`Store::applicants_by_phone`], inside a write.
    pub async fn with_phone(&self, number: &PhoneNumber) -> Result<Vec<Applicant>> {
        by_phone(self.db.conn(), self.practice, number).await
    }
}

impl Applicants<&Store> {
    pub async fn find(self, id: ApplicantId) -> Result<ApplicantRecord> {
        record(self.db.reader(), one(self.db.reader(), self.practice, id).await?).await
    }

    /// Those of `ids` that are the practice's, oldest first.
    pub async fn with_ids(self, ids: impl IntoIterator<Item = ApplicantId>) -> Result<Vec<Applicant>> {
        by_ids(self.db.reader(), self.practice, ids).await
    }

    /// Everyone whose record has the number: a family may share it, so this is no proof of who is there.
    pub async fn with_phone(self, number: &PhoneNumber) -> Result<Vec<Applicant>> {
        by_phone(self.db.reader(), self.practice, number).await
    }

    /// Who is called so: `CON251` without its prefix.
    pub async fn by_folio(self, number: u32) -> Result<Applicant> {
        let practice = self.practice;
        let number = i32::try_from(number).map_err(|_| StoreError::NotFound)?;
        let found = applicant::Entity::find()
            .filter(applicant::Column::PracticeId.eq(practice))
            .filter(applicant::Column::FolioNumber.eq(number));
        found.one(self.db.reader()).await?.ok_or(StoreError::NotFound)
    }

    /// Which other applicants have one of these numbers on their record: number and applicant.
    pub async fn sharing_phones(
        self,
        besides: ApplicantId,
        numbers: &[String],
    ) -> Result<Vec<(String, Applicant)>> {
        let practice = self.practice;
        let phones = applicant_phone::Entity::find()
            .filter(applicant_phone::Column::PracticeId.eq(practice))
            .filter(applicant_phone::Column::E164.is_in(numbers.iter().cloned()))
            .filter(applicant_phone::Column::ApplicantId.ne(besides))
            .all(self.db.reader())
            .await?;
        let owners = self.with_ids(phones.iter().map(|phone| phone.applicant_id)).await?;
        let mut sharing = Vec::new();
        for owner in owners {
            for phone in phones.iter().filter(|phone| phone.applicant_id == owner.id) {
                sharing.push((phone.e164.clone(), owner.clone()));
            }
        }
        Ok(sharing)
    }
}
