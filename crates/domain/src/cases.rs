//! Immigration cases: how far they are, and what each applicant is in them.

use crate::string_enum::string_enum;

string_enum! {
    /// How far a case is. A practice may set any stage at any time; the order is the usual one.
    #[derive(Default)]
    "case stage": CaseStage {
        #[default]
        Intake = "intake",
        Documentation = "documentation",
        ReadyToSubmit = "ready_to_submit",
        Submitted = "submitted",
        UnderIrccReview = "under_ircc_review",
        Approved = "approved",
        Refused = "refused",
        Closed = "closed",
    }
}

impl CaseStage {
    /// Nothing more is to be done on the case itself.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Approved | Self::Refused | Self::Closed)
    }
}

string_enum! {
    /// What is applied for.
    #[derive(Default)]
    "case type": CaseType {
        ExpressEntry = "express_entry",
        QuebecSkilledWorker = "quebec_skilled_worker",
        ProvincialNominee = "provincial_nominee",
        FamilySponsorship = "family_sponsorship",
        StudyPermit = "study_permit",
        WorkPermit = "work_permit",
        VisitorVisa = "visitor_visa",
        RefugeeProtection = "refugee_protection",
        Humanitarian = "humanitarian",
        PrCard = "pr_card",
        Citizenship = "citizenship",
        Appeal = "appeal",
        #[default]
        Other = "other",
    }
}

string_enum! {
    /// What an applicant is in a case.
    #[derive(Default)]
    "case role": CaseRole {
        #[default]
        Principal = "principal",
        Spouse = "spouse",
        Dependant = "dependant",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for &stage in CaseStage::ALL {
            assert_eq!(stage.as_str().parse(), Ok(stage));
        }
        for &case_type in CaseType::ALL {
            assert_eq!(case_type.as_str().parse(), Ok(case_type));
        }
        for &role in CaseRole::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert_eq!(serde_json::to_string(&CaseStage::UnderIrccReview).unwrap(), "\"under_ircc_review\"");
    }

    #[test]
    fn a_case_is_over_once_it_is_decided_or_closed() {
        let over: Vec<&str> =
            CaseStage::ALL.iter().filter(|stage| stage.is_over()).map(|stage| stage.as_str()).collect();
        assert_eq!(over, ["approved", "refused", "closed"]);
    }
}
