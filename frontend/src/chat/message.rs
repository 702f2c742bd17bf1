//! One message, and one that is still on its way.

use leptos::prelude::*;

use super::{
    outbox::{self, Fate, Pending},
    state::ChatState,
    text::{Piece, pieces},
    thread::NEW_LINE,
    window::Item,
};
use crate::{
    i18n::{chat, ui},
    ui::{Avatar, Button, ButtonKind, DaySeparator, Icon, IconView, PresenceMark, Said, Size, Time},
};

#[component]
pub fn MessageView(item: Item) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let Item { message, leads, new_day, first_new } = item;
    let (author, at) = (message.author, message.created_at);
    let name = Signal::derive(move || state.name_of(author));
    let head = leads.then(|| {
        view! {
            <header class="message__head">
                <bdi class="message__author">{name}</bdi>
                <PresenceMark state=Signal::derive(move || state.presence_of(author)) />
                <span class="message__time"><Time at=at said=Said::Clock /></span>
            </header>
        }
    });
    let side = if leads {
        view! { <Avatar id=author.as_uuid() name=name /> }.into_any()
    } else {
        view! { <span class="message__later"><Time at=at said=Said::Clock /></span> }.into_any()
    };
    let body = if message.deleted_at.is_some() {
        view! { <p class="message__body muted">{chat::deleted}</p> }.into_any()
    } else {
        view! {
            <p class="message__body" dir="auto">
                <Body text=message.body />
                {message.edited_at.map(|_| view! { " " <span class="message__edited">{chat::edited}</span> })}
            </p>
        }
        .into_any()
    };
    view! {
        {new_day.then(|| view! { <DaySeparator at=at /> })}
        {first_new.then(|| view! {
            <div class="chat-new" id=NEW_LINE role="separator"><span>{chat::new_messages}</span></div>
        })}
        <article
            class=if leads { "message message--leads" } else { "message" }
            id=format!("message-{}", message.seq)
            aria-label=move || chat::message_by(&name.get())
        >
            <div class="message__side">{side}</div>
            <div class="message__main">{head} {body}</div>
        </article>
    }
}

/// Text as text: nothing in it is ever markup.
#[component]
fn Body(#[prop(into)] text: String) -> impl IntoView {
    let one = |piece| match piece {
        Piece::Text(text) => text.into_any(),
        Piece::Folio(folio) => {
            let href = format!("/folios/{}", folio.to_ascii_uppercase());
            view! { <a class="folio" href=href>{folio}</a> }.into_any()
        }
        Piece::Address(address) => {
            let href = address.clone();
            view! { <a href=href target="_blank" rel="noopener noreferrer">{address}</a> }.into_any()
        }
    };
    pieces(&text).into_iter().map(one).collect_view()
}

#[component]
pub fn PendingView(pending: Pending) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let Pending { nonce, body, fate, .. } = pending;
    let name = Signal::derive(move || state.me().map(|me| state.name_of(me)).unwrap_or_default());
    let refused = matches!(fate, Fate::Refused(_));
    let note = match fate {
        Fate::Sending => view! { <span class="muted">{chat::sending}</span> }.into_any(),
        Fate::Waiting => {
            view! { <span class="muted"><IconView icon=Icon::WifiOff size="small" /> {chat::waiting}</span> }
                .into_any()
        }
        Fate::Refused(why) => {
            let (again, gone) = (nonce.clone(), nonce.clone());
            view! {
                <span class="message__refused" role="alert">
                    <IconView icon=Icon::CircleAlert size="small" /> {chat::not_sent} " " {why}
                </span>
                <Button size=Size::Small icon=Icon::RotateCcw on_press=move |()| outbox::retry(state, &again)>
                    {ui::retry}
                </Button>
                <Button kind=ButtonKind::Quiet size=Size::Small on_press=move |()| outbox::discard(state, &gone)>
                    {chat::discard}
                </Button>
            }
            .into_any()
        }
    };
    let avatar = state.me().map(|me| view! { <Avatar id=me.as_uuid() name=name /> });
    view! {
        <article
            class="message message--leads message--pending"
            class:message--failed=refused
            aria-label=move || chat::message_by(&name.get())
        >
            <div class="message__side">{avatar}</div>
            <div class="message__main">
                <header class="message__head"><bdi class="message__author">{name}</bdi></header>
                <p class="message__body" dir="auto"><Body text=body /></p>
                <p class="message__note">{note}</p>
            </div>
        </article>
    }
}
