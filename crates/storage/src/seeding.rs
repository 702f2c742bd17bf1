//! Filling a database with what would have grown over months: for the demo practice and for measurements.

use domain::ApplicantId;
use domain::folio::FolioKind;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::applicants::ApplicantFields;
use crate::applicants::change::{columns, contacts};
use crate::entity::{applicant, applicant_email, applicant_phone, timeline_entry};
use crate::handles::Timeline;
use crate::{Author, Result, Tx};

/// Rows of one statement: SQLite binds 32,766 values at most.
const ROWS: usize = 500;

impl Timeline<&mut Tx> {
    /// Numbers a practice's history again in the order of time: what was seeded feature by feature reads
    /// as if it had happened side by side.
    pub async fn order(&mut self) -> Result<()> {
        let practice = self.practice;
        let of_practice = timeline_entry::Column::PracticeId.eq(practice);
        let all = timeline_entry::Entity::find()
            .filter(of_practice.clone())
            .order_by_asc(timeline_entry::Column::At)
            .order_by_asc(timeline_entry::Column::Seq)
            .all(self.db.conn())
            .await?;
        timeline_entry::Entity::delete_many().filter(of_practice).exec(self.db.conn()).await?;
        for chunk in all.chunks(ROWS) {
            let rows = chunk.iter().cloned().map(|entry| {
                let mut row = entry.into_active_model().reset_all();
                row.seq = NotSet;
                row
            });
            timeline_entry::Entity::insert_many(rows).exec_without_returning(self.db.conn()).await?;
        }
        Ok(())
    }
}

impl Tx {
    /// Makes the next folio of a kind `after + 1`.
    pub async fn begin_folios_after(&mut self, by: Author, kind: FolioKind, after: i32) -> Result<()> {
        self.take_folios(by.practice, kind, after).await.map(drop)
    }

    /// Adds many applicants with a few statements, without a history.
    pub async fn insert_applicants(&mut self, by: Author, all: &[ApplicantFields]) -> Result<()> {
        for chunk in all.chunks(ROWS) {
            let count = i32::try_from(chunk.len()).unwrap_or(i32::MAX);
            let first = self.take_folios(by.practice, FolioKind::Applicant, count).await?;
            let (mut rows, mut phones, mut emails) = (Vec::new(), Vec::new(), Vec::new());
            for (fields, folio) in chunk.iter().zip(first..) {
                let id = ApplicantId::new(Uuid::now_v7());
                let mut row = columns(fields, folio);
                row.id = Set(id);
                row.practice_id = Set(by.practice);
                row.folio_number = Set(folio);
                row.version = Set(1);
                row.created_at = Set(by.at);
                row.updated_at = Set(by.at);
                rows.push(row);
                let (theirs, addresses) = contacts(by.practice, id, fields);
                phones.extend(theirs);
                emails.extend(addresses);
            }
            applicant::Entity::insert_many(rows).exec_without_returning(self.conn()).await?;
            applicant_phone::Entity::insert_many(phones).exec_without_returning(self.conn()).await?;
            applicant_email::Entity::insert_many(emails).exec_without_returning(self.conn()).await?;
        }
        Ok(())
    }
}
