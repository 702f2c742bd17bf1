//! Where one writes: Enter sends, Shift+Enter begins a new line, and a text being composed is never sent.

use domain::chat::{ConversationKind, MessageBody};
use leptos::{ev, html, prelude::*};
use wire::chat::Conversation;

use super::{outbox, state::ChatState, thread::ThreadState};
use crate::{
    i18n::chat,
    js::{dom, scroll},
    ui::{ButtonKind, Draft, Icon, IconButton, IconView, id},
};

/// What browsers report for a key that an input method has taken.
const COMPOSING_KEY: u32 = 229;

#[component]
pub fn Composer(thread: ThreadState, conversation: Signal<Option<Conversation>>) -> impl IntoView {
    let state = expect_context::<ChatState>();
    let draft = Draft::new(&format!("chat.{}", thread.id));
    let text = draft.text;
    let area = NodeRef::<html::Textarea>::new();
    let error = RwSignal::new(false);
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
                error.set(false);
                outbox::send(state, thread.id, body.into_string());
                thread.sent();
            }
            // An empty field has nothing to send; only too much is worth saying.
            Err(_) => error.set(!given.trim().is_empty()),
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
            class="composer"
            on:submit=move |event| {
                event.prevent_default();
                send.run(());
            }
        >
            <label class="unseen" for=labelled>{chat::message}</label>
            <div class="composer__box">
                <textarea
                    node_ref=area
                    id=id
                    class="composer__text"
                    rows="1"
                    dir="auto"
                    placeholder=chat::message
                    aria-describedby=hint.clone()
                    aria-invalid=move || error.get().then_some("true")
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
            <p class="composer__hint" id=hint>
                {move || error.get().then(|| view! {
                    <span class="composer__error" role="alert">
                        <IconView icon=Icon::CircleAlert size="small" /> {chat::too_long}
                    </span>
                })}
                <bdi class="composer__to truncate">{to}</bdi>
                <span class="composer__keys">{chat::keys}</span>
            </p>
        </form>
    }
}
