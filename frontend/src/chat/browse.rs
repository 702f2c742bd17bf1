//! The rooms one is not in.

use domain::ConversationId;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::chat::{OpenRoom, OpenRooms};

use super::state::ChatState;
use crate::{
    i18n::chat,
    lazy_page,
    ui::{Button, Empty, Form, FormFailure, Icon, IconView, Loaded, Size, ThisDialog},
};

lazy_page!(rest: pub ROOMS, fetch_rooms => Rooms);

/// In a dialog.
#[component]
fn Rooms() -> impl IntoView {
    let dialog = ThisDialog::here();
    let state = expect_context::<ChatState>();
    let navigate = use_navigate();
    let form = Form::new();
    let rooms = LocalResource::new(move || async move {
        let client = state.session.client();
        state.session.call(client.open_rooms()).await
    });
    let join = Callback::new(move |id: ConversationId| {
        let navigate = navigate.clone();
        let client = state.session.client();
        let call = async move { state.session.call(client.join_room(id)).await };
        form.send(call, move |room| {
            dialog.close();
            state.refresh_soon();
            navigate(&format!("/chat/{}", room.id), NavigateOptions::default());
        });
    });
    let list = move |rooms: OpenRooms| {
        if rooms.items.is_empty() {
            return view! { <Empty icon=Icon::Hash title=chat::no_rooms text=chat::no_rooms_text /> }
                .into_any();
        }
        let one = |room| view! { <Room room=room on_join=join /> };
        view! { <ul class="chat-people">{rooms.items.into_iter().map(one).collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="stack">
            <FormFailure form=form />
            <Loaded of=rooms rows=4 view=list />
        </div>
    }
}

#[component]
fn Room(room: OpenRoom, on_join: Callback<ConversationId>) -> impl IntoView {
    let OpenRoom { id, name, topic, member_count } = room;
    let shown = name.clone();
    view! {
        <li class="chat-person chat-person--still">
            <span class="chat-room-face" aria-hidden="true"><IconView icon=Icon::Hash /></span>
            <span class="chat-person__lines">
                <bdi class="chat-person__name truncate">{name}</bdi>
                <bdi class="muted truncate">
                    {move || chat::members(member_count)} {(!topic.is_empty()).then(|| format!(" · {topic}"))}
                </bdi>
            </span>
            <Button size=Size::Small on_press=move |()| on_join.run(id)>
                {chat::join} <span class="unseen">{shown}</span>
            </Button>
        </li>
    }
}
