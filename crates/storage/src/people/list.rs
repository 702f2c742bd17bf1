//! Lists of applicants, newest first, and the search.

use std::collections::HashMap;

use domain::folio::FolioKind;
use domain::{ApplicantId, PracticeId, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Applicant, ApplicantEmail, ApplicantPhone};
use crate::entity::applicant::{Column, Entity};
use crate::entity::{applicant_email, applicant_phone};
use crate::full_text::{self, Condition, Search};
use crate::{Result, Store, StoreError};

/// The first number and the first address of each.
pub type FirstContacts = HashMap<ApplicantId, (Option<ApplicantPhone>, Option<ApplicantEmail>)>;

/// Which applicants are wanted.
#[derive(Clone, Debug, Default)]
pub struct ApplicantFilter {
    pub search: Option<Search>,
    pub responsible: Option<UserId>,
}

impl Store {
    /// A page of applicants before `before`, newest first. The applicant whose folio was searched for
    /// stands in front of the first page and on no other.
    pub async fn applicants(
        &self,
        practice: PracticeId,
        filter: &ApplicantFilter,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<Applicant>> {
        let Some(search) = &filter.search else {
            let mut query = Entity::find().filter(Column::PracticeId.eq(practice));
            if let Some(responsible) = filter.responsible {
                query = query.filter(Column::ResponsibleId.eq(responsible));
            }
            if let Some(before) = before {
                query = query.filter(Column::Seq.lt(before));
            }
            return Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.reader()).await?);
        };
        let exact = self.applicant_called(practice, filter, search).await?;
        let conditions = filter
            .responsible
            .map(|user| Condition { sql: "r.responsible_id = ?", value: user.as_uuid().into() });
        // One more, because the one in front may be found again.
        let conditions = conditions.into_iter().collect();
        let found =
            full_text::matching(self.reader(), "applicant", practice, search, conditions, before, limit + 1)
                .await?;
        let rows = Entity::find()
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::Seq.is_in(found))
            .order_by_desc(Column::Seq)
            .all(self.reader())
            .await?;
        let front = exact.as_ref().map(|applicant| applicant.seq);
        let rest = rows.into_iter().filter(|row| Some(row.seq) != front);
        let size = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(exact.filter(|_| before.is_none()).into_iter().chain(rest).take(size).collect())
    }

    async fn applicant_called(
        &self,
        practice: PracticeId,
        filter: &ApplicantFilter,
        search: &Search,
    ) -> Result<Option<Applicant>> {
        let Some(folio) = search.folio.filter(|folio| folio.kind != Some(FolioKind::Case)) else {
            return Ok(None);
        };
        match self.applicant_by_folio(practice, folio.number).await {
            Ok(found) => {
                Ok(Some(found).filter(|row| filter.responsible.is_none_or(|user| row.responsible_id == user)))
            }
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The first number and the first address of each.
    pub async fn first_contacts(&self, practice: PracticeId, ids: &[ApplicantId]) -> Result<FirstContacts> {
        let phones = applicant_phone::Entity::find()
            .filter(applicant_phone::Column::PracticeId.eq(practice))
            .filter(applicant_phone::Column::ApplicantId.is_in(ids.iter().copied()))
            .filter(applicant_phone::Column::Position.eq(0));
        let emails = applicant_email::Entity::find()
            .filter(applicant_email::Column::PracticeId.eq(practice))
            .filter(applicant_email::Column::ApplicantId.is_in(ids.iter().copied()))
            .filter(applicant_email::Column::Position.eq(0));
        let mut contacts = FirstContacts::new();
        for phone in phones.all(self.reader()).await? {
            let owner = phone.applicant_id;
            contacts.entry(owner).or_default().0 = Some(phone);
        }
        for email in emails.all(self.reader()).await? {
            let owner = email.applicant_id;
            contacts.entry(owner).or_default().1 = Some(email);
        }
        Ok(contacts)
    }
}
