//! The list of cases: searched by folio and name, narrowed by stage.

use std::time::Duration;

use domain::cases::CaseStage;
use domain::permission::Permission;
use leptos::prelude::*;
use wire::cases::{CaseQuery, CaseSummary};

use super::words::{StageChip, stage, type_name};
use crate::{
    i18n::{cases as c, records as r},
    js::timer,
    realtime::Realtime,
    records::{
        details,
        paged::{Paged, Pages},
        searched,
    },
    session::Session,
    ui::{ButtonKind, ButtonLink, Empty, Icon, IconView, List, PaneHead, Row, SearchField, Size},
};

const REST: Duration = Duration::from_millis(140);

#[component]
pub fn CaseList() -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let wanted = searched::wanted();
    let at_stage = RwSignal::new(String::new());
    let paged = Paged::new(move |cursor| {
        let (q, stage) = (wanted.get(), at_stage.get());
        let client = session.client();
        async move {
            let waits = !q.is_empty() && cursor.is_none();
            let query = CaseQuery {
                q: Some(q).filter(|q| !q.trim().is_empty()),
                stage: stage.parse().ok(),
                cursor,
                ..Default::default()
            };
            if waits {
                timer::sleep(REST).await;
            }
            session.call(client.cases(&query)).await
        }
    });
    realtime.records.listen(move |record| {
        if matches!(record, domain::event::RecordRef::Case(_)) {
            paged.reload();
        }
    });
    realtime.resync.listen(move |()| paged.reload());
    let add = move || {
        session.may(Permission::CaseWrite).then(|| {
            view! {
                <ButtonLink href="/cases/new" kind=ButtonKind::Primary size=Size::Small icon=Icon::Plus>
                    {c::add}
                </ButtonLink>
            }
        })
    };
    let stages = move || {
        let one = |known: &CaseStage| {
            let known = *known;
            view! { <option value=known.as_str() selected=move || at_stage.get() == known.as_str()>{move || stage(known)}</option> }
        };
        CaseStage::ALL.iter().map(one).collect_view()
    };
    view! {
        <PaneHead title=c::title.into_any()>{add}</PaneHead>
        <div class="pane__search">
            <SearchField label=c::search hint=c::search_hint wanted=wanted />
            <div class="select">
                <select class="input" aria-label=c::stage_label on:change=move |event| at_stage.set(event_target_value(&event))>
                    <option value="">{c::all_stages}</option>
                    {stages}
                </select>
                <IconView icon=Icon::ChevronDown />
            </div>
        </div>
        <div class="grow scroll">
            <Pages
                of=paged
                view=|cases| view! { <CaseRows cases=cases principal=true /> }
                empty=move || {
                    let filtered = !wanted.with(|q| q.trim().is_empty()) || !at_stage.with(String::is_empty);
                    if filtered {
                        view! { <Empty icon=Icon::Search title=c::no_match text=c::no_match_text /> }.into_any()
                    } else {
                        view! { <Empty icon=Icon::Briefcase title=r::no_case text=c::empty_text /> }.into_any()
                    }
                }
            />
        </div>
    }
}

/// Cases as rows; `principal` for the list the page is about.
#[component]
pub fn CaseRows(cases: Vec<CaseSummary>, principal: bool) -> impl IntoView {
    let one = |case: CaseSummary| {
        let names: Vec<String> = case.people.iter().map(|person| person.applicant.name.clone()).collect();
        let first = names.first().cloned().unwrap_or_default();
        let title = match names.len() {
            0 | 1 => first,
            more => format!("{first} +{}", more - 1),
        };
        let (folio, case_type, named, deadline) =
            (case.folio, case.case_type, case.title, case.ircc_deadline);
        let detail = move || {
            let mut parts = vec![folio.clone(), type_name(case_type).to_owned()];
            parts.extend(Some(named.clone()).filter(|title| !title.is_empty()));
            parts.extend(deadline.map(|day| r::due(&details::date(day))));
            parts.join(" · ")
        };
        view! {
            <Row
                href=format!("/cases/{}", case.id)
                title=title
                detail=detail
                beside=view! { <StageChip stage=case.stage /> }.into_any()
            />
        }
    };
    view! {
        <List label=c::title principal=principal>
            {cases.into_iter().map(one).collect_view()}
        </List>
    }
    .into_any()
}
