//! The module's page: what is to come, and what has been.

use domain::{ApplicantId, CaseId, permission::Permission};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::Page;
use wire::video::{Call, CallQuery};

use super::{StateChip, summary};
use crate::{
    i18n::video,
    js::clock::Minute,
    realtime::Realtime,
    session::Session,
    shell::page::{Crumb, Here},
    ui::{Button, ButtonKind, ButtonLink, Empty, Icon, IconView, List, Loaded, Row},
};

#[component]
pub fn CallsPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let query = use_query_map();
    let past = Memo::new(move |_| query.with(|query| query.get("show").as_deref() == Some("past")));
    // The two differ in the query alone, which the router's own links do not look at.
    let tab = move |href: &'static str, of_past: bool, label: crate::i18n::Text| {
        view! { <a href=href class="tab" aria-current=move || (past.get() == of_past).then_some("page")>{label}</a> }
    };
    view! {
        <Here crumbs=Signal::stored(vec![Crumb::here(video::title)]) />
        <div class="page stack">
            <div class="cluster cluster--apart">
                <h1 class="page__title">{video::title}</h1>
                <Show when=move || session.may(Permission::VideoSchedule)>
                    <ButtonLink href="/video/new" kind=ButtonKind::Primary icon=Icon::Plus>
                        {video::schedule}
                    </ButtonLink>
                </Show>
            </div>
            <nav class="tabs" aria-label=video::title>
                {tab("/video", false, video::upcoming)}
                {tab("/video?show=past", true, video::past)}
            </nav>
            {move || view! { <Calls query=CallQuery { past: past.get(), ..CallQuery::default() } principal=true /> }}
        </div>
    }
}

/// Calls, kept up to date.
#[component]
pub fn Calls(query: CallQuery, #[prop(optional)] principal: bool) -> impl IntoView {
    let session = expect_context::<Session>();
    let changed = changes();
    let past = query.past;
    let schedule = schedule_link(query.applicant, query.case);
    let limit = RwSignal::new(50_u64);
    let calls = LocalResource::new(move || {
        changed.track();
        let query = CallQuery { limit: Some(limit.get()), ..query.clone() };
        async move { session.call(session.client().calls(&query)).await }
    });
    let list = move |page: Page<Call>| {
        if page.items.is_empty() {
            let schedule = schedule.clone();
            return if past {
                view! { <Empty icon=Icon::History title=video::none_past /> }.into_any()
            } else {
                view! {
                    <Empty icon=Icon::Video title=video::none_upcoming text=video::none_upcoming_text>
                        <ButtonLink href=schedule icon=Icon::Plus>{video::schedule}</ButtonLink>
                    </Empty>
                }
                .into_any()
            };
        }
        let more = page.next_cursor.is_some();
        view! {
            <List label=if past { video::past } else { video::upcoming } principal=principal>
                {page.items.into_iter().map(|call| view! { <CallRow call=call /> }).collect_view()}
            </List>
            {(more && limit.get_untracked() < 100)
                .then(|| view! { <Button on_press=move |()| limit.set(100)>{video::more}</Button> })}
        }
        .into_any()
    };
    view! { <Loaded of=calls view=list /> }
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
            <span class="button__content"><IconView icon=Icon::Video /> {video::join}</span>
        </a>
    }
}
