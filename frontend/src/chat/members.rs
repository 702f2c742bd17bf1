//! Who is in a room: adding colleagues, taking someone out, leaving.

use domain::chat::MemberRole;
use domain::{ConversationId, UserId};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::chat::{Conversation, ConversationMember, ConversationMembers};

use super::{
    room::{choices, picked},
    state::ChatState,
};
use crate::{
    i18n::chat,
    lazy_page,
    realtime::ConversationUpdate,
    ui::{
        Avatar, Button, ButtonKind, Choice, Form, FormFailure, Icon, IconButton, Loaded, PickMany,
        PresenceMark, Size, ThisDialog,
    },
};

lazy_page!(rest: pub MEMBERS, fetch_members => WhoReads);

/// The conversation whose people are shown; in context where the dialog is.
#[derive(Clone, Copy)]
pub struct Shown(pub Signal<Option<Conversation>>);

/// In a dialog.
#[component]
fn WhoReads() -> impl IntoView {
    let Shown(conversation) = expect_context();
    move || conversation.get().map(|one| view! { <Members id=one.id role=one.role /> })
}

#[component]
fn Members(id: ConversationId, role: MemberRole) -> impl IntoView {
    let dialog = ThisDialog::here();
    let state = expect_context::<ChatState>();
    let navigate = use_navigate();
    let form = Form::new();
    let members = LocalResource::new(move || async move {
        let client = state.session.client();
        state.session.call(client.conversation_members(id)).await
    });
    state.realtime().conversations.listen(move |news| {
        if let ConversationUpdate::Joined { conversation, .. }
        | ConversationUpdate::Left { conversation, .. }
        | ConversationUpdate::Changed(conversation) = news
            && *conversation == id
        {
            members.refetch();
        }
    });
    let remove = Callback::new(move |user: UserId| {
        let navigate = navigate.clone();
        let client = state.session.client();
        let call = async move { state.session.call(client.remove_member(id, user)).await };
        form.send_through(call, move |()| {
            if Some(user) == state.me() {
                dialog.close();
                navigate("/chat", NavigateOptions::default());
            }
        });
    });
    let list = move |members: ConversationMembers| {
        let inside = members.items.iter().map(|one| one.user).collect();
        let one = |member| view! { <Member member=member own_role=role on_remove=remove /> };
        view! {
            <ul class="chat-people">{members.items.into_iter().map(one).collect_view()}</ul>
            <Add id=id inside=inside form=form />
        }
    };
    let leave = move |()| {
        if let Some(me) = state.me() {
            remove.run(me);
        }
    };
    view! {
        <div class="stack">
            <FormFailure form=form />
            <Loaded of=members rows=4 view=list />
            <div class="cluster cluster--end">
                <Button kind=ButtonKind::Danger icon=Icon::LogOut busy=form.busy() on_press=leave>
                    {chat::leave}
                </Button>
            </div>
        </div>
    }
}

#[component]
fn Member(member: ConversationMember, own_role: MemberRole, on_remove: Callback<UserId>) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let ConversationMember { user, name, title, role, active } = member;
    let removable = own_role == MemberRole::Owner && Some(user) != state.me();
    let shown = name.clone();
    view! {
        <li class="chat-person chat-person--still">
            <Avatar id=user.as_uuid() name=name.clone() />
            <span class="chat-person__lines">
                <span class="chat-person__name">
                    <bdi class="truncate">{name}</bdi>
                    {active.then(|| view! { <PresenceMark state=Signal::derive(move || state.presence_of(user)) /> })}
                    {(role == MemberRole::Owner).then(|| view! { <span class="chip">{chat::owner}</span> })}
                    {(!active).then(|| view! { <span class="chip">{chat::has_left}</span> })}
                </span>
                <bdi class="muted truncate">{title}</bdi>
            </span>
            {removable.then(|| view! {
                <IconButton
                    icon=Icon::UserX
                    size=Size::Small
                    label=move || chat::take_out(&shown)
                    on_press=move |()| on_remove.run(user)
                />
            })}
        </li>
    }
}

#[component]
fn Add(id: ConversationId, inside: Vec<UserId>, form: Form) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let chosen = RwSignal::new(Vec::<Choice>::new());
    let query = RwSignal::new(String::new());
    let offered = Signal::derive(move || Some(query.with(|query| choices(state, query, &inside))));
    let add = move |()| {
        let users = chosen.with_untracked(|chosen| picked(chosen));
        let client = state.session.client();
        let call = async move { state.session.call(client.add_members(id, &users)).await };
        form.send(call, move |_| chosen.set(Vec::new()));
    };
    view! {
        <PickMany
            label=chat::add_people
            chosen=chosen
            query=query
            choices=offered
            error=form.error("users")
            people=true
            failed=Signal::derive(move || state.nobody_known())
            on_retry=Some(Callback::new(move |()| state.read_colleagues()))
        />
        {move || chosen.with(|chosen| !chosen.is_empty()).then(|| view! {
            <Button icon=Icon::UserPlus busy=form.busy() on_press=add>{chat::add}</Button>
        })}
    }
}
