//! The list of applicants, and the field that searches it.

use std::time::Duration;

use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use wire::people::{ApplicantQuery, ApplicantSummary};

use crate::{
    i18n::people as p,
    js::{address, timer},
    realtime::Realtime,
    records::paged::{Paged, Pages},
    session::Session,
    ui::{Avatar, AvatarSize, ButtonKind, ButtonLink, Empty, Icon, IconView, List, PaneHead, Row, Size},
    words::phone_number,
};

/// Searches after the last key by so much.
const REST: Duration = Duration::from_millis(140);

#[component]
pub fn ApplicantList() -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let query = use_query_map();
    let wanted = RwSignal::new(query.with_untracked(|query| query.get("q").unwrap_or_default()));
    keep_in_address(wanted);
    let paged = Paged::new(move |cursor| {
        let q = wanted.get();
        let client = session.client();
        async move {
            let waits = !q.is_empty() && cursor.is_none();
            let query =
                ApplicantQuery { q: Some(q).filter(|q| !q.trim().is_empty()), cursor, ..Default::default() };
            if waits {
                timer::sleep(REST).await;
            }
            session.call(client.applicants(&query)).await
        }
    });
    realtime.records.listen(move |record| {
        if matches!(record, domain::event::RecordRef::Applicant(_)) {
            paged.reload();
        }
    });
    realtime.resync.listen(move |()| paged.reload());
    let add = move || {
        session.may(Permission::ApplicantWrite).then(|| {
            view! {
                <ButtonLink href="/applicants/new" kind=ButtonKind::Primary size=Size::Small icon=Icon::Plus>
                    {p::add}
                </ButtonLink>
            }
        })
    };
    view! {
        <PaneHead title=p::title.into_any()>{add}</PaneHead>
        <div class="pane__search">
            <div class="with-affix">
                <IconView icon=Icon::Search />
                <input
                    class="input"
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=p::search
                    placeholder=p::search_hint
                    bind:value=wanted
                />
            </div>
        </div>
        <div class="grow scroll">
            <Pages
                of=paged
                view=|applicants| view! { <Rows applicants=applicants /> }
                empty=move || view! { <Nothing wanted=wanted.get() /> }
            />
        </div>
    }
}

/// The address says what is searched, so that a reload and a shared link show the same.
fn keep_in_address(wanted: RwSignal<String>) {
    let navigate = use_navigate();
    let location = use_location();
    Effect::new(move |before: Option<String>| {
        let q = wanted.get();
        if before.as_ref().is_some_and(|before| *before != q) {
            let path = location.pathname.get_untracked();
            let escaped = address::escape(&q);
            let to = if q.is_empty() { path } else { format!("{path}?q={escaped}") };
            let options =
                leptos_router::NavigateOptions { replace: true, scroll: false, ..Default::default() };
            navigate(&to, options);
        }
        q
    });
}

#[component]
fn Nothing(wanted: String) -> impl IntoView {
    if wanted.trim().is_empty() {
        view! { <Empty icon=Icon::Users title=p::empty text=p::empty_text /> }.into_any()
    } else {
        view! { <Empty icon=Icon::Search title=move || p::no_match(&wanted) text=p::no_match_text /> }
            .into_any()
    }
}

#[component]
fn Rows(applicants: Vec<ApplicantSummary>) -> impl IntoView {
    let one = |applicant: ApplicantSummary| {
        let name = full_name(&applicant.given_names, &applicant.family_names);
        let mut detail = vec![applicant.folio];
        detail.extend(Some(applicant.preferred_name).filter(|name| !name.is_empty()));
        detail.extend(applicant.phone.as_deref().map(phone_number));
        let avatar = view! { <Avatar id=applicant.id.as_uuid() name=name.clone() size=AvatarSize::Small /> };
        view! {
            <Row
                href=format!("/applicants/{}", applicant.id)
                title=name
                detail=apart(&detail)
                leading=avatar.into_any()
            />
        }
    };
    view! {
        <List label=p::title principal=true>
            {applicants.into_iter().map(one).collect_view()}
        </List>
    }
    .into_any()
}

/// Parts side by side, each in its own direction: an Arabic name must not turn the number after it round.
pub fn apart(parts: &[String]) -> String {
    let isolated: Vec<String> = parts.iter().map(|part| format!("\u{2068}{part}\u{2069}")).collect();
    isolated.join(" · ")
}

/// As in the passport: given names, then family names.
pub fn full_name(given: &str, family: &str) -> String {
    format!("{given} {family}").trim().to_owned()
}
