//! Lists of applicants, newest first, and the search.
//!
//! What a list shows is read by one statement and nothing else is: each row and each column of it crosses from the
//! thread that reads to the one that answers, which costs more than finding it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::folio::FolioKind;
use domain::{ApplicantId, PracticeId, UserId};
use sea_orm::{DbBackend, FromQueryResult};

use crate::full_text::{self, Condition, Search, Sql};
use crate::handles::Applicants;
use crate::{Result, Store, folios};

/// Which applicants are wanted.
#[derive(Clone, Debug, Default)]
pub struct ApplicantFilter {
    pub search: Option<Search>,
    pub responsible: Option<UserId>,
}

/// An applicant as lists show them.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ListedApplicant {
    pub seq: i64,
    pub id: ApplicantId,
    pub folio_number: i32,
    pub given_names: String,
    pub family_names: String,
    pub preferred_name: String,
    pub date_of_birth: Option<NaiveDate>,
    pub language: String,
    pub country: Option<String>,
    pub responsible_id: UserId,
    pub updated_at: DateTime<Utc>,
    /// The first number.
    pub phone: Option<String>,
    /// What is dialled after it.
    pub extension: Option<String>,
    /// The first address.
    pub email: Option<String>,
}

impl ListedApplicant {
    /// `CON251`.
    pub fn folio(&self) -> String {
        folios::written(FolioKind::Applicant, self.folio_number)
    }
}

impl Applicants<&Store> {
    /// A page of applicants before `before`, newest first. The applicant whose folio was searched for
    /// is in front of the first page and on no other.
    pub async fn list(
        self,
        filter: &ApplicantFilter,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<ListedApplicant>> {
        let practice = self.practice;
        let Some(search) = &filter.search else {
            let mut sql = of_practice(practice);
            if let Some(user) = filter.responsible {
                sql.and(" AND r.responsible_id = ?", user.as_uuid());
            }
            if let Some(before) = before {
                sql.and(" AND r.seq < ?", before);
            }
            sql.and(" ORDER BY r.seq DESC LIMIT ?", i64::try_from(limit).unwrap_or(i64::MAX));
            return self.db.listed(sql).await;
        };
        let exact = self.db.applicant_called(practice, filter, search).await?;
        let conditions = filter
            .responsible
            .map(|user| Condition { sql: "r.responsible_id = ?", value: user.as_uuid().into() });
        let conditions = conditions.into_iter().collect();
        // One more, because the one in front may be found again.
        let most = limit + 1;
        let found = full_text::matching_sql(
            self.db.backend(),
            "applicant",
            practice,
            search,
            conditions,
            before,
            most,
        );
        let rows = match found {
            Some(found) => self.db.listed(found).await?,
            None => Vec::new(),
        };
        let front = exact.as_ref().map(|applicant| applicant.seq);
        let rest = rows.into_iter().filter(|row| Some(row.seq) != front);
        let size = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(exact.filter(|_| before.is_none()).into_iter().chain(rest).take(size).collect())
    }

    /// Those of `ids` that are the practice's as lists show them, newest first.
    pub async fn listed(self, ids: &[ApplicantId]) -> Result<Vec<ListedApplicant>> {
        let practice = self.practice;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = of_practice(practice);
        sql.text.push_str(" AND r.id IN (");
        sql.text.push_str(&vec!["?"; ids.len()].join(", "));
        sql.text.push(')');
        sql.values.extend(ids.iter().map(|id| id.as_uuid().into()));
        self.db.listed(sql).await
    }
}

impl Store {
    async fn applicant_called(
        &self,
        practice: PracticeId,
        filter: &ApplicantFilter,
        search: &Search,
    ) -> Result<Option<ListedApplicant>> {
        let Some(folio) = search.folio.filter(|folio| folio.kind != Some(FolioKind::Case)) else {
            return Ok(None);
        };
        let Ok(number) = i32::try_from(folio.number) else { return Ok(None) };
        let mut sql = of_practice(practice);
        sql.and(" AND r.folio_number = ?", number);
        let found = self.listed(sql).await?.into_iter().next();
        Ok(found.filter(|row| filter.responsible.is_none_or(|user| row.responsible_id == user)))
    }

    /// What is shown of the applicants whose `seq` are found.
    async fn listed(&self, found: Sql) -> Result<Vec<ListedApplicant>> {
        // Who is found is known before anything else is read; CROSS JOIN says so to SQLite's planner.
        let join = if self.backend() == DbBackend::Sqlite { "CROSS JOIN" } else { "JOIN" };
        let text = format!(
            "SELECT r.seq, r.id, r.folio_number, r.given_names, r.family_names, r.preferred_name, r.date_of_birth, \
             r.language, r.country, r.responsible_id, r.updated_at, p.e164 AS phone, p.extension, e.email \
             FROM ({}) f {join} applicant r ON r.seq = f.seq \
             LEFT JOIN applicant_phone p ON p.applicant_id = r.id AND p.position = 0 \
             LEFT JOIN applicant_email e ON e.applicant_id = r.id AND e.position = 0 \
             ORDER BY r.seq DESC",
            found.text
        );
        let statement = Sql { text, values: found.values }.into_statement(self.backend());
        Ok(ListedApplicant::find_by_statement(statement).all(self.reader()).await?)
    }
}

/// A query of applicants' `seq`, to which conditions are added.
fn of_practice(practice: PracticeId) -> Sql {
    Sql {
        text: "SELECT r.seq FROM applicant r WHERE r.practice_id = ?".to_owned(),
        values: vec![practice.as_uuid().into()],
    }
}
