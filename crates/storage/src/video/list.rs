//! Lists of calls: what is to come, soonest first, and what has been, latest first.

use chrono::{DateTime, Utc};
use domain::call::CallState;
use domain::{ApplicantId, CallId, CaseId, PracticeId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::Call;
use crate::entity::call::{Column, Entity};
use crate::{Result, Store};

/// Where a page begins.
pub type CallPlace = (DateTime<Utc>, CallId);

/// Which calls are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct CallFilter {
    /// Those that are over, latest first; otherwise those that are not, soonest first.
    pub past: bool,
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
}

/// A call that nobody came to is past so long after it should have begun: the longest call, and its margin.
const FORGOTTEN: chrono::TimeDelta = chrono::TimeDelta::hours(10);

impl Store {
    /// Up to `limit` calls after `after`.
    pub async fn calls(
        &self,
        practice: PracticeId,
        filter: CallFilter,
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
