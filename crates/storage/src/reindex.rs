//! Makes the words by which records are found again, after the program has learnt to split texts another way.

use domain::search;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::applicants::Applicant;
use crate::entity::{applicant, applicant_email, applicant_phone, case_file, search_index};
use crate::{Result, Store, Tx, applicants, cases};

/// Records read at a time.
const ROWS: u64 = 500;
/// There is one row.
const ID: i32 = 1;

impl Store {
    /// Does nothing where the words are of the present version.
    pub(crate) async fn refresh_search(&self) -> Result<()> {
        let known = search_index::Entity::find_by_id(ID).one(self.reader()).await?;
        if known.is_some_and(|known| known.version == search::VERSION) {
            return Ok(());
        }
        self.write(async |tx| {
            tx.refresh_applicants().await?;
            tx.refresh_cases().await?;
            let row = search_index::ActiveModel { id: Set(ID), version: Set(search::VERSION) };
            let again = OnConflict::column(search_index::Column::Id)
                .update_column(search_index::Column::Version)
                .to_owned();
            search_index::Entity::insert(row).on_conflict(again).exec_without_returning(tx.conn()).await?;
            Ok(())
        })
        .await
    }
}

impl Tx {
    async fn refresh_applicants(&self) -> Result<()> {
        let mut after = 0;
        loop {
            let rows = applicant::Entity::find()
                .filter(applicant::Column::Seq.gt(after))
                .order_by_asc(applicant::Column::Seq)
                .limit(ROWS)
                .all(self.conn())
                .await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.seq;
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            let phones = applicant_phone::Entity::find()
                .filter(applicant_phone::Column::ApplicantId.is_in(ids.iter().copied()))
                .order_by_asc(applicant_phone::Column::Position)
                .all(self.conn())
                .await?;
            let emails = applicant_email::Entity::find()
                .filter(applicant_email::Column::ApplicantId.is_in(ids))
                .order_by_asc(applicant_email::Column::Position)
                .all(self.conn())
                .await?;
            for row in rows {
                let names = [&row.given_names, &row.family_names, &row.preferred_name].map(String::as_str);
                let numbers = phones.iter().filter(|phone| phone.applicant_id == row.id);
                let addresses = emails.iter().filter(|email| email.applicant_id == row.id);
                let words = applicants::change::words(
                    names,
                    row.folio_number,
                    numbers.map(|phone| phone.e164.as_str()),
                    addresses.map(|email| email.email.as_str()),
                );
                if words != row.search {
                    let row = applicant::ActiveModel {
                        seq: Set(row.seq),
                        search: Set(words),
                        ..Default::default()
                    };
                    row.update(self.conn()).await?;
                }
            }
        }
    }

    async fn refresh_cases(&mut self) -> Result<()> {
        let mut after = 0;
        loop {
            let rows = case_file::Entity::find()
                .filter(case_file::Column::Seq.gt(after))
                .order_by_asc(case_file::Column::Seq)
                .limit(ROWS)
                .all(self.conn())
                .await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.seq;
            for case in rows {
                let people = self.practice(case.practice_id).cases().applicants(case.id).await?;
                let people: Vec<Applicant> = people.into_iter().map(|person| person.applicant).collect();
                let words = cases::change::words(&case, &people);
                if words != case.search {
                    let row = case_file::ActiveModel {
                        seq: Set(case.seq),
                        search: Set(words),
                        ..Default::default()
                    };
                    row.update(self.conn()).await?;
                }
            }
        }
    }
}
