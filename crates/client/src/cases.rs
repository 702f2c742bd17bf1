//! Cases.

use domain::{ApplicantId, CaseId};
use wire::Page;
use wire::cases::{Case, CaseChange, CaseQuery, CaseSummary, NewCase};

use crate::error::Result;
use crate::request::{Client, Path};

impl Client {
    /// A page of cases, newest first, or of those a search finds.
    pub async fn cases(&self, query: &CaseQuery) -> Result<Page<CaseSummary>> {
        let path = Path::new("cases")
            .with("q", query.q.as_deref())
            .with("stage", query.stage)
            .with("responsible", query.responsible)
            .with("limit", query.limit)
            .with("cursor", query.cursor.as_deref());
        self.page(path).await
    }

    pub async fn case(&self, id: CaseId) -> Result<Case> {
        self.get(format!("cases/{id}")).await
    }

    /// The cases an applicant is in, newest first.
    pub async fn cases_of_applicant(&self, id: ApplicantId) -> Result<Vec<CaseSummary>> {
        self.get(format!("applicants/{id}/cases")).await
    }

    /// Opens a case; the same `key` again opens none.
    pub async fn create_case(&self, key: &str, new: &NewCase) -> Result<Case> {
        self.create("cases", key, new).await
    }

    /// Writes the whole of a case, as it was at `version`.
    pub async fn change_case(&self, id: CaseId, version: i64, change: &CaseChange) -> Result<Case> {
        self.change(format!("cases/{id}"), version, change).await
    }
}
