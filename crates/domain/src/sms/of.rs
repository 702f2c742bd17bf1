//! Whose texts are listed.

use crate::{ApplicantId, CaseId, SmsThreadId};

/// Texts that are read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmsOf {
    /// Of one conversation.
    Thread(SmsThreadId),
    /// On an applicant's record, whatever number they went to.
    Applicant(ApplicantId),
    /// About a case.
    Case(CaseId),
}
