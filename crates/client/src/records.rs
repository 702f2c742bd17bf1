//! What applicants and cases have in common: folios, comments, history.

use domain::CommentId;
use domain::event::RecordRef;
use wire::records::{
    Comment, CommentChange, CommentVersion, NewComment, RecordLink, TimelineEntry, TimelineQuery,
};
use wire::{Page, PageQuery};

use crate::error::Result;
use crate::request::{Client, Path};

fn path(record: RecordRef, below: &str) -> String {
    match record {
        RecordRef::Applicant(id) => format!("applicants/{id}/{below}"),
        RecordRef::Case(id) => format!("cases/{id}/{below}"),
    }
}

impl Client {
    /// The record that is called by a folio, written as people write it.
    pub async fn find_folio(&self, folio: &str) -> Result<RecordLink> {
        let plain: String = folio.chars().filter(char::is_ascii_alphanumeric).collect();
        self.get(format!("folios/{plain}")).await
    }

    /// A page of a record's history, newest first.
    pub async fn timeline(&self, record: RecordRef, query: &TimelineQuery) -> Result<Page<TimelineEntry>> {
        let path = Path::new(path(record, "timeline"))
            .with("group", query.group)
            .with("limit", query.limit)
            .with("cursor", query.cursor.as_deref());
        self.page(path).await
    }

    /// A page of the comments on a record, newest first.
    pub async fn comments(&self, record: RecordRef, query: &PageQuery) -> Result<Page<Comment>> {
        self.page(paged(path(record, "comments"), query)).await
    }

    /// Adds a comment; the same `key` again adds none.
    pub async fn add_comment(&self, record: RecordRef, key: &str, new: &NewComment) -> Result<Comment> {
        self.create(path(record, "comments"), key, new).await
    }

    /// Edits your own comment, as it was at `version`.
    pub async fn change_comment(
        &self,
        id: CommentId,
        version: i64,
        change: &CommentChange,
    ) -> Result<Comment> {
        self.change(format!("comments/{id}"), version, change).await
    }

    /// What a comment said before each of its edits, oldest first.
    pub async fn comment_versions(&self, id: CommentId) -> Result<Vec<CommentVersion>> {
        self.get(format!("comments/{id}/versions")).await
    }
}

fn paged(path: String, query: &PageQuery) -> Path {
    Path::new(path).with("limit", query.limit).with("cursor", query.cursor.as_deref())
}
