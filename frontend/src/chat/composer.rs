//! Where one writes: Enter sends, Shift+Enter begins a new line, and a text being composed is never sent.

use domain::TextError;
use domain::chat::{ConversationKind, MessageBody};
use leptos::{ev, html, prelude::*};
use wire::chat::Conversation;

use super::{conversation_state::ConversationState, gone::Closed, state::ChatState};
use crate::{
    i18n::{Text, chat},
    js::{dom, scroll},
    ui::{ButtonKind, Draft, Icon, IconButton, IconView, id},
};

/// What browsers report for a key that an input method has taken.
const COMPOSING_KEY: u32 = 229;

/// The field, or why there is none: the other of a direct message has left the team.
#[component]
pub fn Composer(thread: ConversationState, conversation: Signal<Option<Conversation>>) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let departed = Memo::new(move |_| {
        conversation.with(|one| one.as_ref().and_then(|one| one.other)).filter(|other| state.has_left(*other))
    });
    move || match departed.get() {
        Some(other) => {
            let name = Signal::derive(move || state.name_of(other));
            view! { <Closed id=thread.id name=name /> }.into_any()
        }
        None => view! { <Writing thread=thread conversation=conversation /> }.into_any(),
    }
}

#[component]
fn Writing(thread: ConversationState, conversation: Signal<Option<Conversation>>) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let draft = Draft::shared(&format!("chat.{}", thread.id));
    let text = draft.text;
    let area = NodeRef::<html::Textarea>::new();
    let error = RwSignal::new(None::<Text>);
    let (id, hint) = (id::unique("composer"), id::unique("composer-hint"));

    Effect::new(move |_| {
        text.track();
        if let Some(area) = area.get() {
            // After the value has reached the page.
            request_animation_frame(move || scroll::fit(&area));
        }
    });
    area.on_load(|area| {
        // On a phone the keyboard would cover what one came to read.
        if !dom::matches_media("(pointer: coarse)") {
            request_animation_frame(move || drop(area.focus()));
        }
    });

    let send = Callback::new(move |()| {
        let given = text.get_untracked();
        match MessageBody::parse(&given) {
            Ok(body) => {
                draft.finish();
                error.set(None);
                state.outbox().send(thread.id, body.into_string());
                thread.sent();
            }
            Err(TextError::TooLong { .. }) => error.set(Some(chat::too_long)),
            // An empty field has nothing to send; one that only looks empty is worth a word.
            Err(TextError::Blank) => error.set(None),
            Err(TextError::Invisible) => error.set(Some(chat::nothing_to_see)),
        }
        if let Some(area) = area.get_untracked() {
            let _ = area.focus();
        }
    });
    let key = move |event: ev::KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == COMPOSING_KEY;
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            send.run(());
        }
    };
    let to = move || {
        let one = conversation.get()?;
        let title = state.title(&one);
        Some(match one.kind {
            ConversationKind::Direct => chat::to_person(&title),
            ConversationKind::Room => chat::to_room(one.member_count, &title),
        })
    };
    let blank = Signal::derive(move || text.with(|text| text.trim().is_empty()));
    let labelled = id.clone();
    view! {
        <form
            class="chat-composer"
            on:submit=move |event| {
                event.prevent_default();
                send.run(());
            }
        >
            <label class="unseen" for=labelled>{chat::message}</label>
            <div class="chat-composer__box">
                <textarea
                    node_ref=area
                    id=id
                    class="chat-composer__text"
                    rows="1"
                    dir="auto"
                    placeholder=chat::message
                    aria-describedby=hint.clone()
                    aria-invalid=move || error.get().map(|_| "true")
                    enterkeyhint="send"
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                    on:keydown=key
                ></textarea>
                <IconButton
                    icon=Icon::Send
                    label=chat::send
                    kind=ButtonKind::Primary
                    disabled=blank
                    on_press=send
                />
            </div>
            <p class="chat-composer__hint" id=hint>
                {move || error.get().map(|text| view! {
                    <span class="chat-composer__error" role="alert">
                        <IconView icon=Icon::CircleAlert size="small" /> {text}
                    </span>
                })}
                <bdi class="chat-composer__to truncate">{to}</bdi>
                <span class="chat-composer__keys">{chat::keys}</span>
            </p>
        </form>
    }
}
