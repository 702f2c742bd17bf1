//! Lists of cases, newest first, and the search.

use domain::cases::CaseStage;
use domain::folio::FolioKind;
use domain::{ApplicantId, PracticeId, UserId};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Case;
use crate::entity::case_applicant;
use crate::entity::case_file::{Column, Entity};
use crate::full_text::{self, Condition, Search};
use crate::handles::Cases;
use crate::{Result, Store, StoreError};

/// Which cases are wanted.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    pub search: Option<Search>,
    pub stage: Option<CaseStage>,
    pub responsible: Option<UserId>,
}

impl CaseFilter {
    fn holds(&self, case: &Case) -> bool {
        self.stage.is_none_or(|stage| case.stage == stage)
            && self.responsible.is_none_or(|user| case.responsible_id == user)
    }
}

impl Cases<&Store> {
    /// A page of cases before `before`, newest first. The case whose folio was searched for is in
    /// front of the first page and on no other.
    pub async fn list(self, filter: &CaseFilter, before: Option<i64>, limit: u64) -> Result<Vec<Case>> {
        let practice = self.practice;
        let Some(search) = &filter.search else {
            let mut query = Entity::find().filter(Column::PracticeId.eq(practice));
            if let Some(stage) = filter.stage {
                query = query.filter(Column::Stage.eq(stage));
            }
            if let Some(responsible) = filter.responsible {
                query = query.filter(Column::ResponsibleId.eq(responsible));
            }
            if let Some(before) = before {
                query = query.filter(Column::Seq.lt(before));
            }
            return Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.db.reader()).await?);
        };
        let exact = self.db.case_called(practice, filter, search).await?;
        let stage = filter
            .stage
            .map(|stage| Condition { sql: "r.stage = ?", value: stage.as_str().to_owned().into() });
        let responsible = filter
            .responsible
            .map(|user| Condition { sql: "r.responsible_id = ?", value: user.as_uuid().into() });
        let conditions = stage.into_iter().chain(responsible).collect();
        let found = full_text::matching(
            self.db.reader(),
            "case_file",
            practice,
            search,
            conditions,
            before,
            limit + 1,
        )
        .await?;
        let rows = Entity::find()
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::Seq.is_in(found))
            .order_by_desc(Column::Seq)
            .all(self.db.reader())
            .await?;
        let front = exact.as_ref().map(|case| case.seq);
        let rest = rows.into_iter().filter(|row| Some(row.seq) != front);
        let size = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(exact.filter(|_| before.is_none()).into_iter().chain(rest).take(size).collect())
    }

    /// The cases an applicant is in, newest first.
    pub async fn of_applicant(self, applicant: ApplicantId) -> Result<Vec<Case>> {
        let practice = self.practice;
        let theirs = Query::select()
            .column(case_applicant::Column::CaseId)
            .from(case_applicant::Entity)
            .and_where(case_applicant::Column::ApplicantId.eq(applicant))
            .and_where(case_applicant::Column::PracticeId.eq(practice))
            .to_owned();
        Ok(Entity::find()
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::Id.in_subquery(theirs))
            .order_by_desc(Column::Seq)
            .all(self.db.reader())
            .await?)
    }
}

impl Store {
    async fn case_called(
        &self,
        practice: PracticeId,
        filter: &CaseFilter,
        search: &Search,
    ) -> Result<Option<Case>> {
        let Some(folio) = search.folio.filter(|folio| folio.kind != Some(FolioKind::Applicant)) else {
            return Ok(None);
        };
        match self.practice(practice).cases().by_folio(folio.number).await {
            Ok(found) => Ok(Some(found).filter(|case| filter.holds(case))),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
