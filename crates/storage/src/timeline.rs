//! The history of a record: every text, mail, call, comment and change, in one stream.

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event, RecordRef};
use domain::timeline::{TimelineFact, TimelineGroup, TimelineKind};
use domain::{ApplicantId, CaseId, PracticeId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

pub use crate::entity::timeline_entry::Model as TimelineEntry;
use crate::entity::timeline_entry::{ActiveModel, Column, Entity};
use crate::handles::Timeline;
use crate::stored_body::body;
use crate::{Result, Store, Tx};

/// Something to be kept in the history of an applicant, a case, or both.
#[derive(Clone, Debug)]
pub struct NewTimelineEntry {
    pub id: Uuid,
    pub practice: PracticeId,
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
    pub actor: Option<UserId>,
    pub subject: Option<Uuid>,
    pub fact: TimelineFact,
    pub at: DateTime<Utc>,
}

impl NewTimelineEntry {
    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            seq: NotSet,
            id: Set(self.id),
            practice_id: Set(self.practice),
            applicant_id: Set(self.applicant),
            case_id: Set(self.case),
            kind: Set(self.fact.kind().to_string()),
            actor_id: Set(self.actor),
            subject_id: Set(self.subject),
            body: Set(body(&self.fact)?),
            at: Set(self.at),
        })
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = RecordRef> + use<> {
        self.applicant.map(RecordRef::Applicant).into_iter().chain(self.case.map(RecordRef::Case))
    }
}

impl Tx {
    /// Adds to the history and tells those who look at it.
    pub async fn add_timeline_entry(&mut self, entry: &NewTimelineEntry) -> Result<()> {
        Entity::insert(entry.row()?).exec_without_returning(self.conn()).await?;
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
        let rows: Vec<ActiveModel> = entries.iter().map(NewTimelineEntry::row).collect::<Result<_>>()?;
        Entity::insert_many(rows).exec_without_returning(self.conn()).await?;
        for entry in entries {
            for record in entry.records() {
                self.emit(entry.practice, Audience::Record(record), Event::TimelineGrew { record });
            }
        }
        Ok(())
    }
}

impl Timeline<&Store> {
    /// A page of a record's history, newest first; what happened in cases only for those who may see cases.
    pub async fn list(
        self,
        record: RecordRef,
        with_cases: bool,
        group: Option<TimelineGroup>,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<TimelineEntry>> {
        let practice = self.practice;
        let of_record = match record {
            RecordRef::Applicant(id) => Column::ApplicantId.eq(id),
            RecordRef::Case(id) => Column::CaseId.eq(id),
        };
        let mut query = Entity::find().filter(Column::PracticeId.eq(practice)).filter(of_record);
        if !with_cases {
            query = query.filter(Column::CaseId.is_null());
        }
        if let Some(group) = group {
            query = query.filter(Column::Kind.is_in(group.kinds().map(TimelineKind::as_str)));
        }
        if let Some(before) = before {
            query = query.filter(Column::Seq.lt(before));
        }
        Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.db.reader()).await?)
    }
}
