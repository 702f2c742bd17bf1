//! Where other features put their tabs and actions on records: one line each.

use domain::permission::Permission;
use domain::{ApplicantId, CaseId};
use leptos::prelude::*;
use wire::applicants::Applicant;
use wire::cases::Case;

use crate::slots::RecordTab;

/// Tabs of an applicant besides the record's own. One line per feature.
pub fn applicant_tabs() -> Vec<RecordTab<ApplicantId>> {
    vec![
        crate::calls::tabs::applicant_tab(),
        RecordTab {
            path: "sms",
            label: crate::i18n::sms::tab::title,
            needs: Some(Permission::ApplicantRead),
            view: crate::sms::applicant_tab,
        },
    ]
}

/// Tabs of a case besides the record's own. One line per feature.
pub fn case_tabs() -> Vec<RecordTab<CaseId>> {
    vec![
        crate::calls::tabs::case_tab(),
        RecordTab {
            path: "sms",
            label: crate::i18n::sms::tab::title,
            needs: Some(Permission::ApplicantRead),
            view: crate::sms::case_tab,
        },
    ]
}

/// What can be done at the head of an applicant's record, such as texting. One line per feature.
pub fn applicant_actions() -> Vec<fn(&Applicant) -> AnyView> {
    vec![crate::calls::tabs::schedule_with, crate::sms::text_action]
}

/// What can be done at the head of a case, such as scheduling a call. One line per feature.
pub fn case_actions() -> Vec<fn(&Case) -> AnyView> {
    vec![crate::calls::tabs::schedule_about]
}
