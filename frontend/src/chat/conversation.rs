//! One conversation: its messages in a list that loads as one scrolls, and the composer at its foot.

use domain::ConversationId;
use domain::chat::ConversationKind;
use leptos::prelude::*;
use wire::chat::Conversation;

use super::{
    composer::Composer,
    conversation_avatar::ConversationAvatar,
    conversation_state::{ConversationState, Stage},
    gone::{LeftRoom, UnknownRoom},
    members::{self, Shown},
    message::{MessageView, PendingView},
    message_window::{Ask, items},
    read_receipts,
    state::ChatState,
};
use crate::{
    i18n::{chat, ui},
    js::intl,
    ui::{
        Button, ButtonKind, Dialog, Empty, ErrorState, Icon, IconView, PaneHead, PresenceMark, Size,
        Skeleton, UnreadMark, lazy, time::Zone,
    },
};

/// A conversation, by its id.
#[component]
pub fn Thread(id: ConversationId) -> impl IntoView {
    let chat_state = expect_context::<ChatState>();
    let thread = ConversationState::new(id, chat_state);
    read_receipts::follow(thread);
    let conversation = Memo::new(move |_| thread.conversation());
    // As it was while one was in it. One that has just been made is not in the list yet, and not gone.
    let was = Memo::new(move |before: Option<&Option<Conversation>>| {
        conversation.get().or_else(|| before.cloned().flatten())
    });
    // A memo is computed when it is read, and this one has to know before it is wanted.
    Effect::new(move |_| was.with(|_| ()));
    let gone = Memo::new(move |_| chat_state.is_known() && conversation.with(Option::is_none));
    let shown = Memo::new(move |_| conversation.with(Option::is_some));
    let content = move || {
        if gone.get() {
            if let Some(room) = was.get() {
                return view! { <LeftRoom room=room /> }.into_any();
            }
            if let Some(error) = thread.failure.get().filter(|_| thread.stage.get() == Stage::Failed) {
                return if error.code() == Some(wire::Code::NotFound) {
                    view! { <UnknownRoom id=id /> }.into_any()
                } else {
                    view! { <ErrorState error=error on_retry=move |()| thread.open() /> }.into_any()
                };
            }
        }
        if !shown.get() {
            return view! { <Skeleton shape="message" /> }.into_any();
        }
        let conversation = Signal::derive(move || conversation.get());
        view! {
            <Head conversation=conversation />
            <Messages thread=thread />
            <Composer thread=thread conversation=conversation />
        }
        .into_any()
    };
    view! { <div class="chat-thread">{content}</div> }
}

#[component]
fn Head(conversation: Signal<Option<Conversation>>) -> impl IntoView {
    let state = expect_context::<ChatState>();
    provide_context(Shown(conversation));
    let asking = RwSignal::new(false);
    let room = Memo::new(move |_| {
        conversation.with(|one| one.as_ref().is_some_and(|one| one.kind == ConversationKind::Room))
    });
    let title = view! {
        {move || conversation.get().map(|one| view! { <ConversationAvatar other=one.other /> })}
        <span class="chat-thread__names">
            <h1 class="chat-thread__name">
                <bdi class="truncate">{move || conversation.get().map(|one| state.title(&one))}</bdi>
                {move || conversation.get().and_then(|one| one.other).map(|other| {
                    view! { <PresenceMark state=Signal::derive(move || state.presence_of(other)) /> }
                })}
            </h1>
            <bdi class="chat-thread__topic truncate">{move || conversation.get().map(|one| one.topic)}</bdi>
        </span>
    };
    let people = move || {
        room.get().then(|| {
            let count = move || conversation.with(|one| one.as_ref().map_or(0, |one| one.member_count));
            view! {
                <Button
                    kind=ButtonKind::Quiet
                    size=Size::Small
                    icon=Icon::Users
                    on_press=move |()| asking.set(true)
                >
                    <span aria-hidden="true">{count}</span>
                    <span class="unseen">{move || chat::members(count())}</span>
                </Button>
                <Dialog open=asking title=chat::who_reads>{lazy::page(members::MEMBERS)}</Dialog>
            }
        })
    };
    view! { <PaneHead back="/chat" title=title.into_any()>{people}</PaneHead> }
}

#[component]
fn Messages(thread: ConversationState) -> impl IntoView {
    let me = thread.chat.me();
    let laid = Memo::new(move |_| {
        let zone = Zone::get();
        let Some(me) = me else { return Vec::new() };
        thread.window.with(|window| items(&window.messages, me, thread.line.get(), |at| intl::day(at, &zone)))
    });
    let pending = Memo::new(move |_| thread.chat.outbox().of(thread.id));
    let empty = Memo::new(move |_| laid.with(Vec::is_empty) && pending.with(Vec::is_empty));
    let below = move || !thread.at_end.get() && !laid.with(Vec::is_empty);
    let unread = Memo::new(move |_| thread.chat.unread_in(thread.id));
    let body = move || {
        match thread.stage.get() {
        Stage::Loading => view! { <Skeleton shape="message" /> }.into_any(),
        Stage::Failed => thread
            .failure
            .get()
            .map(|error| view! { <ErrorState error=error on_retry=move |()| thread.open() /> })
            .into_any(),
        Stage::Ready => view! {
            <div
                node_ref=thread.list
                class="chat-messages scroll"
                role="log"
                aria-live="off"
                aria-label=chat::messages
                tabindex="0"
                on:scroll=move |_| thread.scrolled()
            >
                <div class="chat-messages__inner">
                    <NotRead thread=thread before=true />
                    {move || empty.get().then(|| view! {
                        <Empty icon=Icon::MessagesSquare title=chat::nothing_said text=chat::nothing_said_text />
                    })}
                    <For
                        each=move || laid.get()
                        key=|item| (item.message.id, item.message.version, item.leads, item.new_day, item.first_new)
                        let:item
                    >
                        <MessageView item=item />
                    </For>
                    <For each=move || pending.get() key=|one| (one.nonce.clone(), format!("{:?}", one.fate)) let:one>
                        <PendingView pending=one />
                    </For>
                    <NotRead thread=thread before=false />
                </div>
            </div>
            {move || below().then(|| view! {
                <button type="button" class="chat-jump" on:click=move |_| thread.jump()>
                    <IconView icon=Icon::ArrowDown size="small" />
                    {chat::to_newest}
                    {move || (unread.get() > 0).then(|| view! { <UnreadMark count=unread.get() /> })}
                </button>
            })}
            <p class="unseen" aria-live="polite">{move || thread.heard.get()}</p>
        }
        .into_any(),
    }
    };
    view! { <div class="chat-thread__messages">{body}</div> }
}

/// At the end of the messages where more should be: that it could not be read, and a way to try again.
#[component]
fn NotRead(thread: ConversationState, before: bool) -> impl IntoView {
    let failed = Memo::new(move |_| {
        thread.stage.get() == Stage::Ready
            && thread
                .window
                .with(|window| window.failed.is_some_and(|ask| matches!(ask, Ask::Before(_)) == before))
    });
    move || {
        failed.get().then(|| {
            view! {
                <div class="chat-messages__failed" role="alert">
                    <p>{if before { chat::older_failed } else { chat::newer_failed }}</p>
                    <Button size=Size::Small icon=Icon::RotateCcw on_press=move |()| thread.retry()>{ui::retry}</Button>
                </div>
            }
        })
    }
}
