//! A conversation that one cannot write in any more: why, and what was typed in it, to be taken along.

use domain::ConversationId;
use leptos::prelude::*;
use wire::chat::Conversation;

use super::state::ChatState;
use crate::{
    i18n::chat,
    ui::{
        Banner, Button, ButtonKind, ButtonLink, Copyable, Draft, Empty, Icon, NotFound, PaneHead, Size, Tone,
    },
};

/// A room that one was taken out of or has left. The list beside it stays.
#[component]
pub fn LeftRoom(room: Conversation) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let title = state.title(&room);
    let head = view! { <h1 class="chat-thread__name"><bdi class="truncate">{title}</bdi></h1> }.into_any();
    view! {
        <PaneHead back="/chat" title=head />
        <div class="scroll grow">
            <Empty icon=Icon::Hash title=chat::gone::title text=chat::gone::text>
                <ButtonLink href="/chat" kind=ButtonKind::Primary>{chat::gone::others}</ButtonLink>
            </Empty>
            <Unsent id=room.id />
        </div>
    }
}

/// There is no such conversation, or one is not in it.
#[component]
pub fn UnknownRoom(id: ConversationId) -> impl IntoView {
    view! {
        <div class="scroll grow">
            <NotFound />
            <Unsent id=id />
        </div>
    }
}

/// Instead of the composer: the colleague has left the team, and nobody would read what is written here.
#[component]
pub fn Closed(id: ConversationId, #[prop(into)] name: Signal<String>) -> impl IntoView {
    view! {
        <div class="chat-composer">
            <Banner tone=Tone::Info icon=Icon::UserX>
                <strong>{move || chat::gone::colleague(&name.get())}</strong>
                <p>{chat::gone::colleague_text}</p>
            </Banner>
            <Unsent id=id />
        </div>
    }
}

/// What was typed in a conversation and not sent: it can be copied until it is given up.
#[component]
fn Unsent(id: ConversationId) -> impl IntoView {
    let key = format!("chat.{id}");
    let kept = RwSignal::new(Draft::kept(&key).filter(|text| !text.trim().is_empty()));
    let discard = move |()| {
        Draft::new(&key).finish();
        kept.set(None);
    };
    let discard = Callback::new(discard);
    move || {
        kept.get().map(|text| {
            let copied = text.clone();
            view! {
                <section class="chat-unsent" aria-label=chat::gone::typed>
                    <h2 class="chat-unsent__title">{chat::gone::typed}</h2>
                    <p class="chat-unsent__text" dir="auto">{text}</p>
                    <div class="cluster">
                        <Copyable text=copied label=crate::i18n::ui::copy />
                        <Button kind=ButtonKind::Quiet size=Size::Small on_press=move |()| discard.run(())>
                            {chat::discard}
                        </Button>
                    </div>
                </section>
            }
        })
    }
}
