//! Choosing who is in a case, and as what.

use std::time::Duration;

use domain::{cases::CaseRole, person::full_name};
use leptos::prelude::*;
use wire::applicants::{ApplicantLink, ApplicantQuery};
use wire::cases::NewCase;

use super::{fields::PersonField, words::role};
use crate::{
    applicants::list::told_apart,
    i18n::{cases as c, records::field as f, ui},
    js::timer,
    records::editing::Editing,
    session::Session,
    ui::{Avatar, AvatarSize, Choice, Combobox, Icon, IconButton},
};

/// An applicant as a choice.
pub fn choice(link: &ApplicantLink) -> Choice {
    Choice::new(link.id.to_string(), link.name.clone()).detail(link.folio.clone())
}

#[component]
pub fn People(list: RwSignal<Vec<PersonField>>, editing: Editing<NewCase>) -> impl IntoView {
    let session = expect_context::<Session>();
    let query = RwSignal::new(String::new());
    let found = LocalResource::new(move || {
        let (q, client) = (query.get(), session.client());
        async move {
            timer::sleep(Duration::from_millis(140)).await;
            let wanted =
                ApplicantQuery { q: Some(q).filter(|q| !q.is_empty()), limit: Some(8), ..Default::default() };
            session.call(client.applicants(&wanted)).await
        }
    });
    let more = Signal::derive(move || matches!(found.get(), Some(Ok(page)) if page.next_cursor.is_some()));
    let choices = Signal::derive(move || {
        let chosen = list.get();
        let items = found.get()?.ok()?.items.into_iter().map(|one| {
            Choice::new(one.id.to_string(), full_name(&one.given_names, &one.family_names))
                .detail(told_apart(&one))
        });
        Some(items.filter(|one| !chosen.iter().any(|known| known.who.value == one.value)).collect::<Vec<_>>())
    });
    let pick = move |who: Choice| {
        list.update(|all| {
            let role = if all.is_empty() { CaseRole::Principal } else { CaseRole::Dependant };
            all.push(PersonField::new(who, role));
        });
        query.set(String::new());
    };
    let row = move |field: PersonField| {
        let id = field.who.value.clone();
        let (name, chosen) = (field.who.label.clone(), RwSignal::from(field.role));
        let label = name.clone();
        let options = CaseRole::ALL.iter().map(|known| {
            let known = *known;
            view! { <option value=known.as_str() selected=move || chosen.get() == known.as_str()>{move || role(known)}</option> }
        });
        let options = options.collect_view();
        let gone = id.clone();
        let remove = move |()| list.update(|all| all.retain(|one| one.who.value != gone));
        view! {
            <li class="record-contact record-contact--person">
                <Avatar id=id.parse().unwrap_or_default() name=name.clone() size=AvatarSize::Small />
                <bdi class="grow truncate">{name}</bdi>
                <div class="select">
                    <select class="input" aria-label=c::role_of on:change=move |event| chosen.set(event_target_value(&event))>
                        {options}
                    </select>
                    <crate::ui::IconView icon=Icon::ChevronDown />
                </div>
                <IconButton icon=Icon::Trash2 label=move || ui::remove_item(&label) on_press=remove />
            </li>
        }
    };
    view! {
        <div class="stack stack--tight">
            <Combobox
                label=f::people
                query=query
                choices=choices
                on_pick=pick
                placeholder=c::people_hint
                more=more
                error=editing.wrong(|| "people".to_owned())
                people=true
                failed=Signal::derive(move || found.get().and_then(Result::err))
                on_retry=Some(Callback::new(move |()| found.refetch()))
            />
            <ul class="stack stack--tight">
                <For each=move || list.get() key=|field| field.key.clone() children=row />
            </ul>
        </div>
    }
    .into_any()
}
