//! The history of a record: every text, mail, call, comment and change, in one stream.

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event, RecordRef};
use domain::{ApplicantId, CaseId, PracticeId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

pub use crate::entity::timeline_entry::Model as TimelineEntry;
use crate::entity::timeline_entry::{ActiveModel, Column, Entity};
use crate::{Result, Store, Tx};

/// Something to be kept in the history of an applicant, a case, or both.
#[derive(Clone, Debug)]
pub struct NewTimelineEntry {
    pub id: Uuid,
    pub practice: PracticeId,
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
    pub kind: &'static str,
    pub actor: Option<UserId>,
    pub subject: Option<Uuid>,
    /// What the reader is shown, as facts; the browser words it.
    pub body: serde_json::Value,
    pub at: DateTime<Utc>,
}

impl From<&NewTimelineEntry> for ActiveModel {
    fn from(new: &NewTimelineEntry) -> Self {
        Self {
            seq: NotSet,
            id: Set(new.id),
            practice_id: Set(new.practice),
            applicant_id: Set(new.applicant),
            case_id: Set(new.case),
            kind: Set(new.kind.to_owned()),
            actor_id: Set(new.actor),
            subject_id: Set(new.subject),
            body: Set(new.body.to_string()),
            at: Set(new.at),
        }
    }
}

impl NewTimelineEntry {
    fn records(&self) -> impl Iterator<Item = RecordRef> + use<> {
        self.applicant.map(RecordRef::Applicant).into_iter().chain(self.case.map(RecordRef::Case))
    }
}

impl Tx {
    /// Adds to the history and tells those who look at it.
    pub async fn log(&mut self, entry: &NewTimelineEntry) -> Result<()> {
        Entity::insert(ActiveModel::from(entry)).exec_without_returning(self.conn()).await?;
        for record in entry.records() {
            self.emit(entry.practice, Audience::Record(record), Event::TimelineGrew { record });
        }
        Ok(())
    }

    /// As [`Tx::log`], for many entries in one statement.
    pub async fn log_many(&mut self, entries: &[NewTimelineEntry]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        Entity::insert_many(entries.iter().map(ActiveModel::from))
            .exec_without_returning(self.conn())
            .await?;
        for entry in entries {
            for record in entry.records() {
                self.emit(entry.practice, Audience::Record(record), Event::TimelineGrew { record });
            }
        }
        Ok(())
    }
}

impl Store {
    /// A page of a record's history, newest first.
    pub async fn timeline(
        &self,
        practice: PracticeId,
        record: RecordRef,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<TimelineEntry>> {
        let of_record = match record {
            RecordRef::Applicant(id) => Column::ApplicantId.eq(id),
            RecordRef::Case(id) => Column::CaseId.eq(id),
        };
        let mut query = Entity::find().filter(Column::PracticeId.eq(practice)).filter(of_record);
        if let Some(before) = before {
            query = query.filter(Column::Seq.lt(before));
        }
        Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.reader()).await?)
    }
}
