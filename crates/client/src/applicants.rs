//! Applicants.

use domain::ApplicantId;
use wire::Page;
use wire::applicants::{Applicant, ApplicantChange, ApplicantQuery, ApplicantSummary, NewApplicant};

use crate::error::Result;
use crate::request::{Client, Path};

impl Client {
    /// A page of applicants, newest first, or of those a search finds.
    pub async fn applicants(&self, query: &ApplicantQuery) -> Result<Page<ApplicantSummary>> {
        let path = Path::new("applicants")
            .with("q", query.q.as_deref())
            .with("responsible", query.responsible)
            .with("limit", query.limit)
            .with("cursor", query.cursor.as_deref());
        self.page(path).await
    }

    pub async fn applicant(&self, id: ApplicantId) -> Result<Applicant> {
        self.get(format!("applicants/{id}")).await
    }

    /// Adds an applicant; the same `key` again adds nobody.
    pub async fn create_applicant(&self, key: &str, new: &NewApplicant) -> Result<Applicant> {
        self.create("applicants", key, new).await
    }

    /// Writes the whole of an applicant, as it was at `version`.
    pub async fn change_applicant(
        &self,
        id: ApplicantId,
        version: i64,
        change: &ApplicantChange,
    ) -> Result<Applicant> {
        self.change(format!("applicants/{id}"), version, change).await
    }
}
