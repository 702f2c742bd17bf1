//! Video calls: the list, scheduling, one call and who was there, the page one is in a call on, and the mailbox.

mod attendance;
mod call_page;
mod detail;
mod edit;
mod form;
mod invite;
pub mod knocks;
mod list;
mod mailbox;
mod participants;
pub mod routes;
mod schedule;
pub mod tabs;

use domain::calls::{CallPurpose, CallState};
use leptos::prelude::*;
use wire::calls::Call;

use crate::{
    i18n::calls,
    ui::{Chip, Tone},
};

/// What a call is for, in words.
pub fn purpose(purpose: CallPurpose) -> &'static str {
    match purpose {
        CallPurpose::InitialInterview => calls::purpose::initial_interview(),
        CallPurpose::DocumentReview => calls::purpose::document_review(),
        CallPurpose::ResultsPresentation => calls::purpose::results_presentation(),
        CallPurpose::Consultation => calls::purpose::consultation(),
    }
}

/// How long something took: `42 min`, `1 h`, `1 h 05 min`; under a minute in seconds.
pub fn length(seconds: i64) -> String {
    let minutes = (seconds + 30) / 60;
    match (minutes / 60, minutes % 60) {
        _ if seconds < 60 => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}

/// Where a call is, where that is not plain from the list it is in.
#[component]
fn StateChip(state: CallState) -> impl IntoView {
    let (tone, text): (Tone, crate::i18n::Text) = match state {
        CallState::Scheduled => return ().into_any(),
        CallState::Live => (Tone::Success, calls::state::live),
        CallState::Ended => (Tone::Neutral, calls::state::ended),
        CallState::Cancelled => (Tone::Warning, calls::state::cancelled),
    };
    view! { <Chip tone=tone>{text}</Chip> }.into_any()
}

/// With whom, and for how long.
fn summary(call: &Call) -> String {
    let case = call.case.as_ref().map(|case| format!(" · {}", case.folio)).unwrap_or_default();
    format!("{} · {}{case} · {}", call.applicant.name, purpose(call.purpose), length(call.minutes * 60))
}
