//! Comments on applicants and cases: for an audit they are the source. Edits keep what was said before.

use domain::event::{Audience, Event, RecordRef};
use domain::timeline::TimelineFact;
use domain::{CommentId, PracticeId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

pub use crate::entity::comment::Model as Comment;
use crate::entity::comment::{ActiveModel, Column, Entity};
use crate::entity::comment_version;
pub use crate::entity::comment_version::Model as CommentVersion;
use crate::handles::Comments;
use crate::timeline::NewTimelineEntry;
use crate::{Author, Refusal, Result, Store, StoreError, Tx};

/// How much of a comment its line in the timeline says.
const EXCERPT: usize = 300;

impl Comment {
    /// What it is about; `None` for a row that says neither.
    pub fn record(&self) -> Option<RecordRef> {
        self.case_id.map(RecordRef::Case).or(self.applicant_id.map(RecordRef::Applicant))
    }
}

impl Tx {
    /// Adds a comment to a record of the practice.
    pub async fn insert_comment(
        &mut self,
        by: Author,
        id: CommentId,
        record: RecordRef,
        body: String,
        decision: bool,
    ) -> Result<Comment> {
        let (applicant, case) = match record {
            RecordRef::Applicant(id) => {
                (Some(self.practice(by.practice).applicants().find(id).await?.id), None)
            }
            RecordRef::Case(id) => (None, Some(self.practice(by.practice).cases().find(id).await?.id)),
        };
        let excerpt: String = body.chars().take(EXCERPT).collect();
        let row = ActiveModel {
            seq: NotSet,
            id: Set(id),
            practice_id: Set(by.practice),
            applicant_id: Set(applicant),
            case_id: Set(case),
            author_id: Set(by.user),
            body: Set(body),
            decision: Set(decision),
            version: Set(1),
            created_at: Set(by.at),
            edited_at: Set(None),
        };
        let comment = row.insert(self.conn()).await?;
        self.add_timeline_entry(&NewTimelineEntry {
            id: uuid::Uuid::now_v7(),
            practice: by.practice,
            applicant,
            case,
            actor: Some(by.user),
            subject: Some(id.as_uuid()),
            fact: TimelineFact::Comment { text: excerpt, decision },
            at: by.at,
        })
        .await?;
        Ok(comment)
    }

    /// Edits your own comment at the version that was seen; what it said is kept.
    pub async fn change_comment(
        &mut self,
        by: Author,
        id: CommentId,
        version: i64,
        body: String,
        decision: bool,
    ) -> Result<Comment> {
        let before = one(self.conn(), by.practice, id).await?;
        if before.author_id != by.user {
            return Err(StoreError::Refused(Refusal::NotTheAuthor));
        }
        if before.version != version {
            return Err(StoreError::Stale { current: before.version });
        }
        if before.body == body && before.decision == decision {
            return Ok(before);
        }
        let kept = comment_version::ActiveModel {
            comment_id: Set(id),
            version: Set(before.version),
            practice_id: Set(by.practice),
            body: Set(before.body),
            decision: Set(before.decision),
            written_at: Set(before.edited_at.unwrap_or(before.created_at)),
        };
        comment_version::Entity::insert(kept).exec_without_returning(self.conn()).await?;
        let row = ActiveModel {
            seq: Set(before.seq),
            body: Set(body),
            decision: Set(decision),
            version: Set(version + 1),
            edited_at: Set(Some(by.at)),
            ..Default::default()
        };
        let comment = row.update(self.conn()).await?;
        if let Some(record) = comment.record() {
            self.emit(by.practice, Audience::Record(record), Event::TimelineGrew { record });
        }
        Ok(comment)
    }
}

async fn one(connection: &impl ConnectionTrait, practice: PracticeId, id: CommentId) -> Result<Comment> {
    let found = Entity::find().filter(Column::PracticeId.eq(practice)).filter(Column::Id.eq(id));
    found.one(connection).await?.ok_or(StoreError::NotFound)
}

impl Comments<&Store> {
    pub async fn find(self, id: CommentId) -> Result<Comment> {
        one(self.db.reader(), self.practice, id).await
    }

    /// A page of a record's comments before `before`, newest first.
    pub async fn list(self, record: RecordRef, before: Option<i64>, limit: u64) -> Result<Vec<Comment>> {
        let practice = self.practice;
        let about = match record {
            RecordRef::Applicant(id) => Column::ApplicantId.eq(id),
            RecordRef::Case(id) => Column::CaseId.eq(id),
        };
        let mut query = Entity::find().filter(Column::PracticeId.eq(practice)).filter(about);
        if let Some(before) = before {
            query = query.filter(Column::Seq.lt(before));
        }
        Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.db.reader()).await?)
    }

    /// What a comment said before each of its edits, oldest first.
    pub async fn versions(self, id: CommentId) -> Result<Vec<CommentVersion>> {
        let practice = self.practice;
        let versions = comment_version::Entity::find()
            .filter(comment_version::Column::PracticeId.eq(practice))
            .filter(comment_version::Column::CommentId.eq(id));
        Ok(versions.order_by_asc(comment_version::Column::Version).all(self.db.reader()).await?)
    }
}
