//! Lists of calls: what is to come, soonest first, and what has been, latest first.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::calls::CallState;
use domain::folio::FolioKind;
use domain::{ApplicantId, CallId, CaseId, PracticeId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::Call;
use crate::entity::call::{Column, Entity};
use crate::entity::case_file;
use crate::full_text::Search;
use crate::handles::Calls;
use crate::{Result, Store};

/// Where a page begins.
pub type CallPlace = (DateTime<Utc>, CallId);

/// Which calls are wanted.
#[derive(Clone, Debug, Default)]
pub struct CallFilter {
    /// Those that are over, latest first; otherwise those that are not, soonest first.
    pub past: bool,
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
    /// Words of the title, the client or a folio.
    pub search: Option<Search>,
}

/// A call that nobody came to is past so long after it should have begun: the longest call, and its margin.
const FORGOTTEN: chrono::TimeDelta = chrono::TimeDelta::hours(10);

/// Rows that are looked through at a time.
const CHUNK: u64 = 500;

impl Calls<&Store> {
    /// Up to `limit` calls after `after`.
    pub async fn list(
        self,
        filter: &CallFilter,
        after: Option<CallPlace>,
        limit: u64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Call>> {
        let practice = self.practice;
        let Some(search) = &filter.search else {
            return self.db.calls_in_order(practice, filter, after, limit, now).await;
        };
        // The words may be spread over the call, its client and its case, so the rows are looked through in their order
        // until the page is full.
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let (mut found, mut after) = (Vec::new(), after);
        while found.len() < wanted {
            let rows = self.db.calls_in_order(practice, filter, after, CHUNK, now).await?;
            after = rows.last().map(|call| (call.starts_at, call.id));
            let last = rows.len() < usize::try_from(CHUNK).unwrap_or(usize::MAX);
            found.extend(self.db.calls_that_match(practice, search, rows).await?);
            if last {
                break;
            }
        }
        found.truncate(wanted);
        Ok(found)
    }
}

impl Store {
    async fn calls_that_match(
        &self,
        practice: PracticeId,
        search: &Search,
        calls: Vec<Call>,
    ) -> Result<Vec<Call>> {
        let people: HashMap<_, _> = self
            .practice(practice)
            .applicants()
            .with_ids(calls.iter().map(|call| call.applicant_id))
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let cases: HashMap<_, _> = case_file::Entity::find()
            .filter(case_file::Column::PracticeId.eq(practice))
            .filter(case_file::Column::Id.is_in(calls.iter().filter_map(|call| call.case_id)))
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let matches = |call: &Call| {
            let person = people.get(&call.applicant_id);
            let case = call.case_id.and_then(|id| cases.get(&id));
            let called = search.folio.is_some_and(|folio| {
                let is = |kind: FolioKind, number: Option<i32>| {
                    folio.kind.is_none_or(|wanted| wanted == kind)
                        && number.and_then(|number| u32::try_from(number).ok()) == Some(folio.number)
                };
                is(FolioKind::Applicant, person.map(|row| row.folio_number))
                    || is(FolioKind::Case, case.map(|row| row.folio_number))
            });
            let title = domain::search::index(&call.title);
            let words = title.iter().map(String::as_str);
            let words = words.chain(person.iter().flat_map(|row| row.search.split(' ')));
            let words: Vec<&str> = words.chain(case.iter().flat_map(|row| row.search.split(' '))).collect();
            called || search.is_found_in(&words)
        };
        Ok(calls.into_iter().filter(matches).collect())
    }

    async fn calls_in_order(
        &self,
        practice: PracticeId,
        filter: &CallFilter,
        after: Option<CallPlace>,
        limit: u64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Call>> {
        let over = Column::State
            .is_in([CallState::Ended, CallState::Cancelled])
            .or(Column::State.eq(CallState::Scheduled).and(Column::StartsAt.lt(now - FORGOTTEN)));
        let mut query = Entity::find().filter(Column::PracticeId.eq(practice)).filter(if filter.past {
            over
        } else {
            over.not()
        });
        if let Some(applicant) = filter.applicant {
            query = query.filter(Column::ApplicantId.eq(applicant));
        }
        if let Some(case) = filter.case {
            query = query.filter(Column::CaseId.eq(case));
        }
        if let Some((at, id)) = after {
            let beyond = if filter.past {
                Condition::any()
                    .add(Column::StartsAt.lt(at))
                    .add(Column::StartsAt.eq(at).and(Column::Id.lt(id)))
            } else {
                Condition::any()
                    .add(Column::StartsAt.gt(at))
                    .add(Column::StartsAt.eq(at).and(Column::Id.gt(id)))
            };
            query = query.filter(beyond);
        }
        let order = if filter.past { Order::Desc } else { Order::Asc };
        query = query.order_by(Column::StartsAt, order.clone()).order_by(Column::Id, order);
        Ok(query.limit(limit).all(self.reader()).await?)
    }
}
