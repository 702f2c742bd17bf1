//! Who someone to be added may be already.

use domain::{PracticeId, person, search};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Applicant, ApplicantFields, record};
use crate::entity::applicant::{Column, Entity};
use crate::full_text::{self, Search};
use crate::handles::Applicants;
use crate::{Result, Store, Tx};

/// More people of one name than this are not compared.
const MOST: u64 = 100;

impl Applicants<&mut Tx> {
    /// As [`Store::applicants_like`], inside a write.
    pub async fn like(&self, wanted: &ApplicantFields) -> Result<Vec<Applicant>> {
        alike(self.db.conn(), self.practice, wanted).await
    }
}

impl Applicants<&Store> {
    /// Applicants of the same names with the same date of birth, or a number or an address in common. Where only the
    /// names of the new one are known, everyone of these names; never anyone with another date of birth.
    pub async fn like(self, wanted: &ApplicantFields) -> Result<Vec<Applicant>> {
        alike(self.db.reader(), self.practice, wanted).await
    }
}

async fn alike(
    connection: &impl ConnectionTrait,
    practice: PracticeId,
    wanted: &ApplicantFields,
) -> Result<Vec<Applicant>> {
    let name = person::full_name(&wanted.given_names, &wanted.family_names);
    let Some(by_name) = Search::parse(&name) else { return Ok(Vec::new()) };
    let found =
        full_text::matching(connection, "applicant", practice, &by_name, Vec::new(), None, MOST).await?;
    let rows = Entity::find()
        .filter(Column::PracticeId.eq(practice))
        .filter(Column::Seq.is_in(found))
        .order_by_desc(Column::Seq)
        .all(connection)
        .await?;
    let folded = search::fold(&name);
    let mut alike = Vec::new();
    for row in rows {
        let (known, born) = (row.date_of_birth, wanted.date_of_birth);
        let contradicts = known.zip(born).is_some_and(|(known, born)| known != born);
        if contradicts || search::fold(&row.full_name()) != folded {
            continue;
        }
        let nothing_else = born.is_none() && wanted.phones.is_empty() && wanted.emails.is_empty();
        let same_day = known.is_some() && known == born;
        if same_day || nothing_else || shares_a_contact(connection, &row, wanted).await? {
            alike.push(row);
        }
    }
    Ok(alike)
}

async fn shares_a_contact(
    connection: &impl ConnectionTrait,
    known: &Applicant,
    wanted: &ApplicantFields,
) -> Result<bool> {
    let known = record(connection, known.clone()).await?;
    let number = wanted.phones.iter().any(|wanted| {
        let forms = wanted.number.equivalents();
        known.phones.iter().any(|phone| forms.iter().any(|form| form.as_str() == phone.e164))
    });
    let address = wanted
        .emails
        .iter()
        .any(|(address, _)| known.emails.iter().any(|email| email.email.to_lowercase() == address.key()));
    Ok(number || address)
}
