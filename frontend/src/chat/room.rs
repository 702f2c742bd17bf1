//! A new room: its name, what it is for, and who is in it from the start.

use domain::UserId;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::chat::NewRoom;

use super::{new_direct_message::matching, state::ChatState};
use crate::{
    i18n::{chat, ui},
    lazy_page,
    ui::{Button, ButtonKind, Choice, Form, FormFailure, PickMany, SendKey, TextField, ThisDialog},
};

lazy_page!(rest: pub FORM, fetch_form => RoomForm);

/// Colleagues as a picker offers them.
pub fn choices(state: ChatState, query: &str, without: &[UserId]) -> Vec<Choice> {
    matching(state.others(), query)
        .into_iter()
        .filter(|one| !without.contains(&one.id))
        .map(|one| Choice::new(one.id.to_string(), one.name).detail(one.title))
        .collect()
}

/// The people that were picked.
pub fn picked(chosen: &[Choice]) -> Vec<UserId> {
    chosen.iter().filter_map(|choice| choice.value.parse().ok()).collect()
}

/// In a dialog.
#[component]
fn RoomForm() -> impl IntoView {
    let dialog = ThisDialog::here();
    let state = expect_context::<ChatState>();
    let navigate = use_navigate();
    let (name, topic) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let chosen = RwSignal::new(Vec::<Choice>::new());
    let query = RwSignal::new(String::new());
    let offered = Signal::derive(move || Some(query.with(|query| choices(state, query, &[]))));
    let form = Form::new();
    let key = SendKey::default();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let new = NewRoom {
            name: name.get_untracked(),
            topic: topic.get_untracked(),
            members: chosen.with_untracked(|chosen| picked(chosen)),
        };
        let navigate = navigate.clone();
        let client = state.session.client();
        let sent = key.of(&new);
        let call = async move { state.session.call(client.create_room(&sent, &new)).await };
        form.send(call, move |room| {
            dialog.close();
            state.refresh_soon();
            navigate(&format!("/chat/{}", room.id), NavigateOptions::default());
        });
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <TextField label=chat::room_name value=name error=form.error("name") autofocus=true />
            <TextField label=chat::room_topic value=topic error=form.error("topic") optional=true />
            <PickMany
                label=chat::room_members
                chosen=chosen
                query=query
                choices=offered
                error=form.error("members")
                optional=true
                people=true
                failed=Signal::derive(move || state.nobody_known())
                on_retry=Some(Callback::new(move |()| state.read_colleagues()))
            />
            <FormFailure form=form />
            <div class="cluster cluster--end">
                <Button on_press=move |()| dialog.close()>{ui::cancel}</Button>
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{chat::create_room}</Button>
            </div>
        </form>
    }
}
