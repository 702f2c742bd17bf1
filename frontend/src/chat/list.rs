//! The conversations, the one with the newest activity first, with what is unread.

use domain::permission::Permission;
use leptos::prelude::*;
use wire::chat::Conversation;

use super::{browse, conversation_avatar::ConversationAvatar, new_direct_message, room, state::ChatState};
use crate::{
    i18n::chat,
    session::Session,
    ui::{
        Button, ButtonKind, Dialog, Empty, ErrorState, Icon, List, Menu, MenuItem, PaneHead, PresenceMark,
        Row, Skeleton, lazy,
    },
};

#[component]
pub fn ConversationList() -> impl IntoView {
    let state = expect_context::<ChatState>();
    let session = expect_context::<Session>();
    let (making, choosing, browsing) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let may_create = move || session.may(Permission::ChatCreateRoom);
    let body = move || {
        match state.conversations() {
        None => view! { <Skeleton rows=8 /> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorState error=error on_retry=move |()| state.refresh_soon() /> }.into_any()
        }
        Some(Ok(list)) if list.is_empty() => view! {
            <Empty icon=Icon::MessagesSquare title=chat::none text=chat::none_text>
                <Button kind=ButtonKind::Primary on_press=move |()| choosing.set(true)>{chat::new_direct}</Button>
            </Empty>
        }
        .into_any(),
        Some(Ok(_)) => view! { <Conversations /> }.into_any(),
    }
    };
    // The list itself changes with every message; what is around it does not.
    let phase = Memo::new(move |_| match state.conversations() {
        None => 0,
        Some(Err(_)) => 1,
        Some(Ok(list)) if list.is_empty() => 2,
        Some(Ok(_)) => 3,
    });
    view! {
        <PaneHead title=view! { <h1 class="pane__name">{chat::title}</h1> }.into_any()>
            <Menu label=chat::new icon=Icon::Plus>
                <MenuItem icon=Icon::User on_press=move |()| choosing.set(true)>{chat::new_direct}</MenuItem>
                {move || may_create().then(|| view! {
                    <MenuItem icon=Icon::Hash on_press=move |()| making.set(true)>{chat::new_room}</MenuItem>
                })}
                <MenuItem icon=Icon::Search on_press=move |()| browsing.set(true)>{chat::browse}</MenuItem>
            </Menu>
        </PaneHead>
        <div class="scroll grow">
            {move || {
                // A memo that is only tracked is never computed, and so never tells of a change.
                phase.get();
                untrack(body)
            }}
        </div>
        <Dialog open=making title=chat::new_room steady=true>{lazy::page(room::FORM)}</Dialog>
        <Dialog open=choosing title=chat::new_direct>{lazy::page(new_direct_message::CHOOSE)}</Dialog>
        <Dialog open=browsing title=chat::browse>{lazy::page(browse::ROOMS)}</Dialog>
    }
}

#[component]
fn Conversations() -> impl IntoView {
    let state = expect_context::<ChatState>();
    let list = move || match state.conversations() {
        Some(Ok(list)) => list,
        _ => Vec::new(),
    };
    // A row is drawn again when what it shows changes, its count apart.
    let key = |one: &Conversation| (one.id, one.version, one.last.as_ref().map(|last| last.seq));
    view! {
        <List label=chat::conversations principal=true>
            <For each=list key=key let:one>
                <ConversationRow conversation=one />
            </For>
        </List>
    }
}

#[component]
fn ConversationRow(conversation: Conversation) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let id = conversation.id;
    let other = conversation.other;
    let at = conversation.last.as_ref().map_or(conversation.created_at, |last| last.at);
    let unread = Signal::derive(move || state.unread_in(id));
    let shown = conversation.clone();
    let title = move || state.title(&shown);
    let last = conversation.last.clone();
    let detail = move || match &last {
        None => chat::nothing_said().to_owned(),
        Some(last) if Some(last.author) == state.me() => chat::you_said(&last.excerpt),
        Some(last) if other.is_some() => last.excerpt.clone(),
        Some(last) => chat::said(&state.name_of(last.author), &last.excerpt),
    };
    let beside = other.map(|other| {
        view! { <PresenceMark state=Signal::derive(move || state.presence_of(other)) /> }.into_any()
    });
    let leading = view! { <ConversationAvatar other=other /> }.into_any();
    let href = format!("/chat/{id}");
    match beside {
        Some(beside) => view! {
            <Row href=href title=title detail=detail leading=leading beside=beside at=at unread=unread />
        }
        .into_any(),
        None => view! { <Row href=href title=title detail=detail leading=leading at=at unread=unread /> }
            .into_any(),
    }
}
