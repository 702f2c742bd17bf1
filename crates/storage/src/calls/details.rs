//! Whom a call is with, and whether applicant and case belong together.

use std::collections::HashMap;

use domain::{ApplicantId, CallId, CaseId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Call, Participant};
use crate::entity::{
    applicant, applicant_email, applicant_phone, call_participant, case_applicant, case_file,
};
use crate::handles::Calls;
use crate::{Result, Store};

/// A call with the rows that stand around it.
#[derive(Clone, Debug)]
pub struct CallFacts {
    pub call: Call,
    pub applicant: applicant::Model,
    /// The first of each.
    pub email: Option<String>,
    pub phone: Option<String>,
    pub case: Option<case_file::Model>,
    pub participants: Vec<Participant>,
}

/// Why a call cannot be about these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectFault {
    /// Neither an applicant nor a case.
    Missing,
    UnknownApplicant,
    UnknownCase,
    /// The case has nobody in it.
    EmptyCase,
    /// The applicant is not one of the case's.
    NotInCase,
}

impl Calls<&Store> {
    /// Whom a call is with: a case implies its principal applicant.
    pub async fn subject(
        self,
        applicant: Option<ApplicantId>,
        case: Option<CaseId>,
    ) -> Result<std::result::Result<(ApplicantId, Option<CaseId>), SubjectFault>> {
        let practice = self.practice;
        if let Some(id) = applicant {
            let known = applicant::Entity::find()
                .filter(applicant::Column::Id.eq(id))
                .filter(applicant::Column::PracticeId.eq(practice));
            if known.one(self.db.reader()).await?.is_none() {
                return Ok(Err(SubjectFault::UnknownApplicant));
            }
        }
        let Some(case) = case else {
            return Ok(applicant.map(|id| (id, None)).ok_or(SubjectFault::Missing));
        };
        let known = case_file::Entity::find()
            .filter(case_file::Column::Id.eq(case))
            .filter(case_file::Column::PracticeId.eq(practice));
        if known.one(self.db.reader()).await?.is_none() {
            return Ok(Err(SubjectFault::UnknownCase));
        }
        let members = case_applicant::Entity::find()
            .filter(case_applicant::Column::CaseId.eq(case))
            .order_by_asc(case_applicant::Column::Position)
            .all(self.db.reader())
            .await?;
        Ok(match applicant {
            Some(id) if members.iter().any(|member| member.applicant_id == id) => Ok((id, Some(case))),
            Some(_) => Err(SubjectFault::NotInCase),
            None => {
                let principal =
                    members.iter().find(|member| member.role == domain::cases::CaseRole::Principal);
                let first = principal.or(members.first());
                first.map(|member| (member.applicant_id, Some(case))).ok_or(SubjectFault::EmptyCase)
            }
        })
    }
}

impl Store {
    /// The rows around some calls of one practice, in the order of the calls.
    pub async fn call_facts(&self, calls: Vec<Call>) -> Result<Vec<CallFacts>> {
        let applicants: Vec<ApplicantId> = calls.iter().map(|call| call.applicant_id).collect();
        let cases: Vec<CaseId> = calls.iter().filter_map(|call| call.case_id).collect();
        let ids: Vec<CallId> = calls.iter().map(|call| call.id).collect();
        let people: HashMap<_, _> = applicant::Entity::find()
            .filter(applicant::Column::Id.is_in(applicants.iter().copied()))
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let emails = applicant_email::Entity::find()
            .filter(applicant_email::Column::ApplicantId.is_in(applicants.iter().copied()))
            .order_by_desc(applicant_email::Column::Position)
            .all(self.reader())
            .await?;
        let phones = applicant_phone::Entity::find()
            .filter(applicant_phone::Column::ApplicantId.is_in(applicants))
            .order_by_desc(applicant_phone::Column::Position)
            .all(self.reader())
            .await?;
        let files: HashMap<_, _> = case_file::Entity::find()
            .filter(case_file::Column::Id.is_in(cases))
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let asked = call_participant::Entity::find()
            .filter(call_participant::Column::CallId.is_in(ids))
            .all(self.reader())
            .await?;
        // From last to first, so that the first is what stays.
        let emails: HashMap<_, _> = emails.into_iter().map(|row| (row.applicant_id, row.email)).collect();
        let phones: HashMap<_, _> = phones.into_iter().map(|row| (row.applicant_id, row.e164)).collect();
        Ok(calls
            .into_iter()
            .filter_map(|call| {
                let applicant = people.get(&call.applicant_id)?.clone();
                Some(CallFacts {
                    email: emails.get(&applicant.id).cloned(),
                    phone: phones.get(&applicant.id).cloned(),
                    case: call.case_id.and_then(|id| files.get(&id).cloned()),
                    participants: asked.iter().filter(|one| one.call_id == call.id).cloned().collect(),
                    applicant,
                    call,
                })
            })
            .collect())
    }
}
