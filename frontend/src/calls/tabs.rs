//! The calls of one applicant or case, for the tab of the record.

use domain::{ApplicantId, CaseId, permission::Permission};
use leptos::prelude::*;
use wire::applicants::Applicant;
use wire::calls::CallQuery;
use wire::cases::Case;

use super::list::{Calls, schedule_link};
use crate::{
    i18n::calls,
    session::Session,
    slots::RecordTab,
    ui::{ButtonKind, ButtonLink, Icon, Size},
};

/// The tab of an applicant.
pub fn applicant_tab() -> RecordTab<ApplicantId> {
    let view = |id| view! { <ApplicantCalls id=id /> }.into_any();
    RecordTab { path: "calls", label: calls::title, needs: Some(Permission::ApplicantRead), view }
}

/// The tab of a case.
pub fn case_tab() -> RecordTab<CaseId> {
    let view = |id| view! { <CaseCalls id=id /> }.into_any();
    RecordTab { path: "calls", label: calls::title, needs: Some(Permission::ApplicantRead), view }
}

/// At the head of an applicant's record.
pub fn schedule_with(applicant: &Applicant) -> AnyView {
    schedule_button(schedule_link(Some(applicant.id), None))
}

/// At the head of a case.
pub fn schedule_about(case: &Case) -> AnyView {
    schedule_button(schedule_link(None, Some(case.id)))
}

fn schedule_button(href: String) -> AnyView {
    if !expect_context::<Session>().may(Permission::VideoSchedule) {
        return ().into_any();
    }
    view! { <ButtonLink href=href size=Size::Small icon=Icon::Video>{calls::schedule}</ButtonLink> }
        .into_any()
}

#[component]
pub fn ApplicantCalls(id: ApplicantId) -> impl IntoView {
    let query = CallQuery { applicant: Some(id), ..CallQuery::default() };
    view! { <RecordCalls query=query schedule=schedule_link(Some(id), None) /> }
}

#[component]
pub fn CaseCalls(id: CaseId) -> impl IntoView {
    let query = CallQuery { case: Some(id), ..CallQuery::default() };
    view! { <RecordCalls query=query schedule=schedule_link(None, Some(id)) /> }
}

#[component]
fn RecordCalls(query: CallQuery, schedule: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let past = CallQuery { past: true, ..query.clone() };
    let schedule = StoredValue::new(schedule);
    view! {
        <div class="stack">
            <div class="cluster cluster--apart">
                <h2>{calls::upcoming}</h2>
                <Show when=move || session.may(Permission::VideoSchedule)>
                    <ButtonLink href=schedule.get_value() kind=ButtonKind::Primary icon=Icon::Plus>
                        {calls::schedule_new}
                    </ButtonLink>
                </Show>
            </div>
            <Calls query=query />
            <h2>{calls::past}</h2>
            <Calls query=past />
        </div>
    }
}
