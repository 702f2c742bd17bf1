//! Whom to write to: people with similar names are set apart by what they do and whether they are there.

use domain::UserId;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::chat::Colleague;

use super::state::ChatState;
use crate::{
    i18n::chat,
    js::casing,
    lazy_page,
    ui::{Avatar, ErrorState, Form, FormFailure, Icon, PresenceMark, TextField, ThisDialog},
};

/// Colleagues whose name or work holds every word of `query`.
pub fn matching(colleagues: Vec<Colleague>, query: &str) -> Vec<Colleague> {
    let mut found = colleagues;
    found.retain(|one| casing::finds(query, &format!("{} {}", one.name, one.title)));
    found
}

lazy_page!(rest: pub CHOOSE, fetch_choose => Choose);

/// In a dialog.
#[component]
fn Choose() -> impl IntoView {
    let dialog = ThisDialog::here();
    let state = expect_context::<ChatState>();
    let navigate = use_navigate();
    let query = RwSignal::new(String::new());
    let form = Form::new();
    let pick = Callback::new(move |user: UserId| {
        let navigate = navigate.clone();
        let client = state.session.client();
        let call = async move { state.session.call(client.open_direct(user)).await };
        form.send(call, move |conversation| {
            dialog.close();
            state.refresh_soon();
            navigate(&format!("/chat/{}", conversation.id), NavigateOptions::default());
        });
    });
    let found = Memo::new(move |_| query.with(|query| matching(state.others(), query)));
    view! {
        <div class="stack">
            <TextField label=chat::colleague value=query kind="search" autofocus=true icon=Icon::Search />
            <FormFailure form=form />
            <ul class="chat-people">
                <For each=move || found.get() key=|one| one.id let:one>
                    <Person colleague=one on_pick=pick />
                </For>
            </ul>
            {move || match state.nobody_known() {
                Some(error) => {
                    view! { <ErrorState error=error on_retry=move |()| state.read_colleagues() /> }.into_any()
                }
                None if found.with(Vec::is_empty) => view! { <p class="muted">{chat::nobody}</p> }.into_any(),
                None => ().into_any(),
            }}
        </div>
    }
}

#[component]
fn Person(colleague: Colleague, on_pick: Callback<UserId>) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let Colleague { id, name, title, .. } = colleague;
    view! {
        <li>
            <button type="button" class="chat-person" on:click=move |_| on_pick.run(id)>
                <Avatar id=id.as_uuid() name=name.clone() />
                <span class="chat-person__lines">
                    <span class="chat-person__name">
                        <bdi class="truncate">{name}</bdi>
                        <PresenceMark state=Signal::derive(move || state.presence_of(id)) />
                    </span>
                    <bdi class="muted truncate">{title}</bdi>
                </span>
            </button>
        </li>
    }
}
