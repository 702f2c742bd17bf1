//! One message, and one that is still on its way.

use leptos::prelude::*;

use super::{
    anchors,
    linked::Linked,
    message_window::Item,
    outbox::{Obstacle, Pending, Reason, SendStatus},
    state::ChatState,
};
use crate::{
    i18n::{chat, ui},
    ui::{
        Avatar, Button, ButtonKind, CopyButton, DaySeparator, Icon, IconView, PresenceMark, Size, Time,
        TimeFormat,
    },
};

#[component]
pub fn MessageView(item: Item) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let Item { message, leads, new_day, first_new } = item;
    let (author, at) = (message.author, message.created_at);
    let name = Signal::derive(move || state.name_of(author));
    let head = leads.then(|| {
        view! {
            <header class="chat-message__head">
                <bdi class="chat-message__author">{name}</bdi>
                <PresenceMark state=Signal::derive(move || state.presence_of(author)) />
                <span class="chat-message__time"><Time at=at format=TimeFormat::Clock /></span>
            </header>
        }
    });
    let side = if leads {
        view! { <Avatar id=author.as_uuid() name=name /> }.into_any()
    } else {
        view! { <span class="chat-message__later"><Time at=at format=TimeFormat::Clock /></span> }.into_any()
    };
    let body = if message.deleted_at.is_some() {
        view! { <p class="chat-message__body muted">{chat::deleted}</p> }.into_any()
    } else {
        view! {
            <p class="chat-message__body" dir="auto">
                <Linked text=message.body />
                {message.edited_at.map(|_| view! { " " <span class="chat-message__edited">{chat::edited}</span> })}
            </p>
        }
        .into_any()
    };
    view! {
        {new_day.then(|| view! { <DaySeparator at=at /> })}
        {first_new.then(|| view! {
            <div class="chat-new" id=anchors::NEW_LINE role="separator"><span>{chat::new_messages}</span></div>
        })}
        <article
            class=if leads { "chat-message chat-message--leads" } else { "chat-message" }
            id=anchors::of(message.seq)
            aria-label=move || chat::message_by(&name.get())
        >
            <div class="chat-message__side">{side}</div>
            <div class="chat-message__main">{head} {body}</div>
        </article>
    }
}

#[component]
pub fn PendingView(pending: Pending) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let Pending { nonce, body, fate, .. } = pending;
    let name = Signal::derive(move || state.me().map(|me| state.name_of(me)).unwrap_or_default());
    let held = matches!(fate, SendStatus::Held(_));
    let note = match fate {
        SendStatus::Sending => view! { <span class="muted">{chat::sending}</span> }.into_any(),
        SendStatus::Waiting(obstacle) => {
            let (icon, why) = match obstacle {
                Obstacle::Connection => (Icon::WifiOff, chat::waiting),
                Obstacle::Pace => (Icon::Clock, chat::waiting_pace),
                Obstacle::Server => (Icon::Clock, chat::waiting_server),
            };
            view! { <span class="muted"><IconView icon=icon size="small" /> {why}</span> }.into_any()
        }
        SendStatus::Held(reason) => {
            let why = match reason {
                Reason::Refused(why) => why,
                Reason::CutOff => chat::cut_off().to_owned(),
                Reason::Old => chat::left_over().to_owned(),
            };
            let (again, gone) = (nonce.clone(), nonce.clone());
            view! {
                <span class="chat-message__refused" role="alert">
                    <IconView icon=Icon::CircleAlert size="small" /> {chat::not_sent} " " {why}
                </span>
                <Button size=Size::Small icon=Icon::RotateCcw on_press=move |()| state.outbox().retry(&again)>
                    {ui::retry}
                </Button>
                <CopyButton text=body.clone() />
                <Button kind=ButtonKind::Quiet size=Size::Small on_press=move |()| state.outbox().discard(&gone)>
                    {chat::discard}
                </Button>
            }
            .into_any()
        }
    };
    let avatar = state.me().map(|me| view! { <Avatar id=me.as_uuid() name=name /> });
    view! {
        <article
            class="chat-message chat-message--leads chat-message--pending"
            class:chat-message--failed=held
            aria-label=move || chat::message_by(&name.get())
        >
            <div class="chat-message__side">{avatar}</div>
            <div class="chat-message__main">
                <header class="chat-message__head"><bdi class="chat-message__author">{name}</bdi></header>
                <p class="chat-message__body" dir="auto"><Linked text=body /></p>
                <p class="chat-message__note">{note}</p>
            </div>
        </article>
    }
}
