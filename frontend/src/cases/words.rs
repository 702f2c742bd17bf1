//! Stages, types and roles in words.

use domain::cases::{CaseRole, CaseStage, CaseType};
use leptos::prelude::*;

use crate::{
    i18n::cases as c,
    ui::{Chip, Tone},
};

pub fn stage(stage: CaseStage) -> &'static str {
    match stage {
        CaseStage::Intake => c::stage::intake(),
        CaseStage::Documentation => c::stage::documentation(),
        CaseStage::ReadyToSubmit => c::stage::ready_to_submit(),
        CaseStage::Submitted => c::stage::submitted(),
        CaseStage::UnderIrccReview => c::stage::under_ircc_review(),
        CaseStage::Approved => c::stage::approved(),
        CaseStage::Refused => c::stage::refused(),
        CaseStage::Closed => c::stage::closed(),
    }
}

/// A case as it is called: by its title, or by its type where nobody gave it one.
pub fn case_name(title: &str, case_type: CaseType) -> String {
    if title.is_empty() { type_name(case_type).to_owned() } else { title.to_owned() }
}

pub fn type_name(case_type: CaseType) -> &'static str {
    match case_type {
        CaseType::ExpressEntry => c::kind::express_entry(),
        CaseType::QuebecSkilledWorker => c::kind::quebec_skilled_worker(),
        CaseType::ProvincialNominee => c::kind::provincial_nominee(),
        CaseType::FamilySponsorship => c::kind::family_sponsorship(),
        CaseType::StudyPermit => c::kind::study_permit(),
        CaseType::WorkPermit => c::kind::work_permit(),
        CaseType::VisitorVisa => c::kind::visitor_visa(),
        CaseType::RefugeeProtection => c::kind::refugee_protection(),
        CaseType::Humanitarian => c::kind::humanitarian(),
        CaseType::PrCard => c::kind::pr_card(),
        CaseType::Citizenship => c::kind::citizenship(),
        CaseType::Appeal => c::kind::appeal(),
        CaseType::Other => c::kind::other_type(),
    }
}

pub fn role(role: CaseRole) -> &'static str {
    match role {
        CaseRole::Principal => c::role::principal(),
        CaseRole::Spouse => c::role::spouse(),
        CaseRole::Dependant => c::role::dependant(),
    }
}

/// How far a case is, as a chip.
#[component]
pub fn StageChip(stage: CaseStage) -> impl IntoView {
    let tone = match stage {
        CaseStage::Intake | CaseStage::Closed => Tone::Neutral,
        CaseStage::Documentation | CaseStage::ReadyToSubmit => Tone::Warning,
        CaseStage::Submitted | CaseStage::UnderIrccReview => Tone::Info,
        CaseStage::Approved => Tone::Success,
        CaseStage::Refused => Tone::Danger,
    };
    view! { <Chip tone=tone>{move || self::stage(stage)}</Chip> }
}
