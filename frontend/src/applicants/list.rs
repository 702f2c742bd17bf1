//! The list of applicants, and the field that searches it.

use std::time::Duration;

use domain::{permission::Permission, person::full_name};
use leptos::prelude::*;
use wire::applicants::{ApplicantQuery, ApplicantSummary};

use crate::{
    i18n::applicants as p,
    js::timer,
    realtime::Realtime,
    records::{
        details,
        paged::{Paged, Pages},
        searched,
    },
    session::Session,
    ui::{Avatar, AvatarSize, ButtonKind, ButtonLink, Empty, Icon, List, PaneHead, Row, SearchField, Size},
    words::phone_number,
};

/// Searches after the last key by so much.
const REST: Duration = Duration::from_millis(140);

#[component]
pub fn ApplicantList() -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let wanted = searched::wanted();
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
            <SearchField label=p::search hint=p::search_hint wanted=wanted />
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
        detail.extend(applicant.phone.as_deref().map(phone_number).or(applicant.email));
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

/// What sets people of one name apart beneath their names: folio, date of birth, number and address, as far as known.
pub fn told_apart(applicant: &ApplicantSummary) -> String {
    let mut parts = vec![applicant.folio.clone()];
    parts.extend(applicant.date_of_birth.map(|day| p::born(&details::date(day))));
    parts.extend(applicant.phone.as_deref().map(phone_number));
    parts.extend(applicant.email.clone());
    apart(&parts)
}
