//! The module's page: what is to come, and what has been.

use std::time::Duration;

use domain::{ApplicantId, CaseId, permission::Permission};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use wire::calls::{Call, CallQuery};

use super::{StateChip, summary};
use crate::{
    i18n::calls,
    js::{address, clock::Minute, intl, timer},
    realtime::Realtime,
    records::paged::{Paged, Pages},
    session::Session,
    shell::page::{Breadcrumbs, Crumb},
    ui::{
        ButtonKind, ButtonLink, Empty, Icon, IconView, List, Row, SearchField,
        time::{Zone, exact_local},
    },
};

/// Searches after the last key by so much.
const REST: Duration = Duration::from_millis(140);

#[component]
pub fn CallsPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let query = use_query_map();
    let past = Memo::new(move |_| query.with(|query| query.get("show").as_deref() == Some("past")));
    let wanted = RwSignal::new(query.with_untracked(|query| query.get("q").unwrap_or_default()));
    keep_in_address(past, wanted);
    let href = move |of_past: bool| wanted.with(|wanted| address_of(of_past, wanted));
    // The two differ in the query alone, which the router's own links do not look at.
    let tab = move |of_past: bool, label: crate::i18n::Text| {
        view! {
            <a href=move || href(of_past) class="tab" aria-current=move || (past.get() == of_past).then_some("page")>
                {label}
            </a>
        }
    };
    view! {
        <Breadcrumbs crumbs=Signal::stored(vec![Crumb::here(calls::title)]) />
        <div class="page stack">
            <div class="cluster cluster--apart">
                <h1 class="page__title">{calls::title}</h1>
                <Show when=move || session.may(Permission::VideoSchedule)>
                    <ButtonLink href="/video/new" kind=ButtonKind::Primary icon=Icon::Plus>
                        {calls::schedule}
                    </ButtonLink>
                </Show>
            </div>
            <nav class="tabs" aria-label=calls::title>
                {tab(false, calls::upcoming)}
                {tab(true, calls::past)}
            </nav>
            <SearchField label=calls::search hint=calls::search_hint wanted=wanted />
            {move || view! {
                <Calls query=CallQuery { past: past.get(), ..CallQuery::default() } wanted=wanted principal=true />
            }}
        </div>
    }
}

/// The address says what is searched, so that a reload and a shared link show the same.
fn keep_in_address(past: Memo<bool>, wanted: RwSignal<String>) {
    let navigate = use_navigate();
    Effect::new(move |before: Option<String>| {
        let wanted = wanted.get();
        if before.as_ref().is_some_and(|before| *before != wanted) {
            let to = address_of(past.get_untracked(), &wanted);
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&to, options);
        }
        wanted
    });
}

fn address_of(past: bool, wanted: &str) -> String {
    match (past, wanted.is_empty()) {
        (false, true) => "/video".to_owned(),
        (true, true) => "/video?show=past".to_owned(),
        (false, false) => format!("/video?q={}", address::escape(wanted)),
        (true, false) => format!("/video?show=past&q={}", address::escape(wanted)),
    }
}

/// Calls, kept up to date, to the last of them.
#[component]
pub fn Calls(
    query: CallQuery,
    /// What is searched among them.
    #[prop(optional)]
    wanted: RwSignal<String>,
    #[prop(optional)] principal: bool,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let past = query.past;
    let schedule = schedule_link(query.applicant, query.case);
    let paged = Paged::new(move |cursor| {
        let q = wanted.get();
        let waits = !q.is_empty() && cursor.is_none();
        let query = CallQuery { q: Some(q).filter(|q| !q.trim().is_empty()), cursor, ..query.clone() };
        let client = session.client();
        async move {
            if waits {
                timer::sleep(REST).await;
            }
            session.call(client.calls(&query)).await
        }
    });
    realtime.calls.listen(move |_| paged.reload());
    realtime.resync.listen(move |()| paged.reload());
    let empty = move || {
        let schedule = schedule.clone();
        let wanted = wanted.get();
        if !wanted.trim().is_empty() {
            view! { <Empty icon=Icon::Search title=move || calls::no_match(&wanted) text=calls::no_match_text /> }
                .into_any()
        } else if past {
            view! { <Empty icon=Icon::History title=calls::none_past /> }.into_any()
        } else {
            view! {
                <Empty icon=Icon::Video title=calls::none_upcoming text=calls::none_upcoming_text>
                    <ButtonLink href=schedule icon=Icon::Plus>{calls::schedule}</ButtonLink>
                </Empty>
            }
            .into_any()
        }
    };
    let list = move |calls: Vec<Call>| {
        view! {
            <List label=if past { calls::past } else { calls::upcoming } principal=principal>
                {calls.into_iter().map(|call| view! { <CallRow call=call /> }).collect_view()}
            </List>
        }
    };
    view! { <Pages of=paged view=list empty=empty /> }
}

/// Where a call with these is scheduled.
pub fn schedule_link(applicant: Option<ApplicantId>, case: Option<CaseId>) -> String {
    match (applicant, case) {
        (Some(applicant), None) => format!("/video/new?applicant={applicant}"),
        (_, Some(case)) => format!("/video/new?case={case}"),
        (None, None) => "/video/new".to_owned(),
    }
}

/// Grows whenever a call has changed, or something may have been missed.
pub fn changes() -> ReadSignal<u32> {
    let realtime = expect_context::<Realtime>();
    let (count, set_count) = signal(0_u32);
    realtime.calls.listen(move |_| set_count.update(|count| *count = count.wrapping_add(1)));
    realtime.resync.listen(move |()| set_count.update(|count| *count = count.wrapping_add(1)));
    count
}

#[component]
fn CallRow(call: Call) -> impl IntoView {
    let detail = summary(&call);
    let (there, zone) = (call.applicant.local_start, call.applicant.time_zone.clone());
    // With the client's time, whenever it is another one than the reader's.
    let at = call.starts_at;
    let detail = move || {
        if intl::local(at, &Zone::get()) == there.naive_local() {
            return detail.clone();
        }
        format!("{detail} · {}", calls::client_time(&exact_local(there, &zone)))
    };
    let Call { id, title, starts_at, state, may_join, highlight_from, closes_at, .. } = call;
    let now = move || may_join && (highlight_from..closes_at).contains(&Minute::get());
    let join = may_join.then(|| view! { <JoinLink id=id loud=Signal::derive(now) /> }.into_any());
    let leading = view! { <span class="row__icon"><IconView icon=Icon::Video /></span> }.into_any();
    let beside = view! { <StateChip state=state /> }.into_any();
    let (href, after) = (format!("/video/{id}"), join.into_any());
    view! { <Row href=href title=title detail=detail leading=leading beside=beside at=starts_at after=after /> }
}

/// Goes into a call: a document of its own, because it alone may load the provider's script.
#[component]
pub fn JoinLink(id: domain::CallId, #[prop(into)] loud: Signal<bool>) -> impl IntoView {
    let class = move || {
        if loud.get() { "button button--primary" } else { "button button--secondary" }
    };
    view! {
        <a class=class href=format!("/call/{id}") rel="external">
            <span class="button__content"><IconView icon=Icon::Video /> {calls::join}</span>
        </a>
    }
}
