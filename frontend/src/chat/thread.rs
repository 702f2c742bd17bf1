//! One conversation: its messages in a list that loads as one scrolls, and the composer at its foot.

use domain::ConversationId;
use domain::chat::ConversationKind;
use leptos::{html, prelude::*};
use wire::chat::{Conversation, History, HistoryQuery, Message};

use super::{
    composer::Composer,
    face::Face,
    members::{self, Shown},
    message::{MessageView, PendingView},
    reading,
    state::ChatState,
    window::{Window, items},
};
use crate::{
    i18n::chat,
    js::{intl, scroll},
    realtime::MessageNews,
    task,
    ui::{
        Button, ButtonKind, Dialog, Empty, ErrorState, Icon, IconView, NotFound, PaneHead, PresenceMark,
        Size, Skeleton, UnreadMark, lazy, time::Zone,
    },
};

/// Messages read at a time.
const PAGE: u64 = 50;
/// Pixels from an end at which more is loaded.
const NEAR: i32 = 400;
/// Pixels from the end that still count as being there.
const AT_END: i32 = 48;

/// The line above what is new.
pub(super) const NEW_LINE: &str = "chat-new";

#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Ready,
    Failed,
}

/// What is shown of one conversation.
#[derive(Clone, Copy)]
pub(super) struct ThreadState {
    pub id: ConversationId,
    pub chat: ChatState,
    pub window: RwSignal<Window>,
    /// The person sees the newest message.
    pub at_end: RwSignal<bool>,
    /// What came after this was new when the conversation was opened.
    line: RwSignal<Option<i64>>,
    stage: RwSignal<Stage>,
    failure: RwSignal<Option<client::Error>>,
    loading: StoredValue<bool>,
    list: NodeRef<html::Div>,
    /// The newest message of somebody else, for screen readers.
    heard: RwSignal<String>,
}

impl ThreadState {
    fn new(id: ConversationId, chat: ChatState) -> Self {
        let thread = Self {
            id,
            chat,
            window: RwSignal::new(Window::default()),
            at_end: RwSignal::new(false),
            line: RwSignal::new(None),
            stage: RwSignal::new(Stage::Loading),
            failure: RwSignal::new(None),
            loading: StoredValue::new(false),
            list: NodeRef::new(),
            heard: RwSignal::new(String::new()),
        };
        chat.realtime().messages.listen(move |news| thread.said(news));
        chat.realtime().resync.listen(move |()| thread.open());
        thread.open();
        thread
    }

    /// Reads the conversation from where the person stopped reading, or from its end.
    fn open(self) {
        task::spawn(async move {
            let client = self.chat.session.client();
            let opened = async {
                let conversation = client.conversation(self.id).await?;
                let around = (conversation.unread > 0).then_some(conversation.read_seq);
                let query = HistoryQuery { around, limit: Some(PAGE), ..HistoryQuery::default() };
                Ok((conversation, client.messages(self.id, query).await?))
            };
            match self.chat.session.call(opened).await {
                Ok((conversation, history)) => {
                    let unread = conversation.unread > 0;
                    self.line.set(unread.then_some(conversation.read_seq));
                    self.show(history, unread);
                }
                Err(error) => {
                    self.failure.set(Some(error));
                    self.stage.set(Stage::Failed);
                }
            }
        });
    }

    fn show(self, history: History, at_line: bool) {
        self.window.set(history.into());
        self.stage.set(Stage::Ready);
        self.once_drawn(move |list| {
            scroll::to_end(list);
            if at_line {
                scroll::show(list, NEW_LINE);
            }
        });
    }

    /// Reads the newest messages and goes there.
    pub fn jump(self) {
        if !self.window.with_untracked(|window| window.more_after) {
            return self.once_drawn(scroll::to_end);
        }
        self.load(HistoryQuery::default(), |window, history| *window = history.into(), true);
    }

    /// What one writes oneself ends what was new, and is seen.
    pub fn sent(self) {
        self.line.set(None);
        self.jump();
    }

    fn said(self, news: &MessageNews) {
        match news {
            MessageNews::Posted(message) if message.conversation == self.id => self.posted(message),
            MessageNews::Changed { conversation, message } if *conversation == self.id => {
                self.changed(*message);
            }
            _ => {}
        }
    }

    fn posted(self, message: &Message) {
        let stay = self.at_end.get_untracked();
        if Some(message.author) != self.chat.me() {
            let name = untrack(|| self.chat.name_of(message.author));
            self.heard.set(chat::said(&name, &message.body));
        }
        self.window.update(|window| window.put(message.clone()));
        if stay {
            self.once_drawn(scroll::to_end);
        }
    }

    /// Edited or deleted: read again as it is now.
    fn changed(self, id: domain::MessageId) {
        let seq = self.window.with_untracked(|window| {
            window.messages.iter().find(|message| message.id == id).map(|message| message.seq)
        });
        let Some(seq) = seq else { return };
        task::spawn(async move {
            let query = HistoryQuery { around: Some(seq), limit: Some(1), ..HistoryQuery::default() };
            let client = self.chat.session.client();
            if let Ok(history) = client.messages(self.id, query).await {
                let found = history.items.into_iter().find(|message| message.id == id);
                if let Some(message) = found {
                    self.window.update(|window| window.put(message));
                }
            }
        });
    }

    /// Where the list stands: loads what comes near, and notices when the end is in sight.
    fn scrolled(self) {
        let Some(list) = self.list.get_untracked() else { return };
        let (more_before, more_after) =
            self.window.with_untracked(|window| (window.more_before, window.more_after));
        let below = scroll::below(&list);
        let at_end = below < AT_END && !more_after;
        if self.at_end.get_untracked() != at_end {
            self.at_end.set(at_end);
        }
        if more_before && list.scroll_top() < NEAR {
            let before = self.window.with_untracked(Window::first_seq);
            self.load(HistoryQuery { before, ..HistoryQuery::default() }, Window::put_before, false);
        } else if more_after && below < NEAR {
            let after = self.window.with_untracked(Window::last_seq);
            self.load(HistoryQuery { after, ..HistoryQuery::default() }, Window::put_after, false);
        }
    }

    fn load(self, query: HistoryQuery, put: impl FnOnce(&mut Window, History) + 'static, to_end: bool) {
        if self.loading.get_value() {
            return;
        }
        self.loading.set_value(true);
        task::spawn(async move {
            let query = HistoryQuery { limit: Some(PAGE), ..query };
            let client = self.chat.session.client();
            let result = self.chat.session.call(client.messages(self.id, query)).await;
            self.loading.set_value(false);
            let Ok(history) = result else { return };
            let anchor = self.list.get_untracked().and_then(|list| scroll::anchor(&list, ".message"));
            self.window.update(|window| put(window, history));
            self.once_drawn(move |list| match anchor {
                Some(anchor) if !to_end => scroll::restore(list, &anchor),
                _ => scroll::to_end(list),
            });
        });
    }

    /// Runs after the list has been drawn anew, and looks where it then stands.
    fn once_drawn(self, then: impl FnOnce(&web_sys::HtmlElement) + 'static) {
        request_animation_frame(move || {
            if let Some(list) = self.list.try_get_untracked().flatten() {
                then(&list);
                self.scrolled();
            }
        });
    }
}

/// A conversation, by its id.
#[component]
pub fn Thread(id: ConversationId) -> impl IntoView {
    let chat_state = expect_context::<ChatState>();
    let thread = ThreadState::new(id, chat_state);
    reading::follow(thread);
    let conversation = Memo::new(move |_| chat_state.conversation(id));
    let gone = Memo::new(move |_| chat_state.is_known() && conversation.with(Option::is_none));
    let shown = Memo::new(move |_| conversation.with(Option::is_some));
    let content = move || {
        if gone.get() && thread.stage.get() == Stage::Failed {
            return view! { <NotFound /> }.into_any();
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
    view! { <div class="thread">{content}</div> }
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
        {move || conversation.get().map(|one| view! { <Face other=one.other /> })}
        <span class="thread__names">
            <h1 class="thread__name">
                <bdi class="truncate">{move || conversation.get().map(|one| state.title(&one))}</bdi>
                {move || conversation.get().and_then(|one| one.other).map(|other| {
                    view! { <PresenceMark state=Signal::derive(move || state.presence_of(other)) /> }
                })}
            </h1>
            <bdi class="thread__topic truncate">{move || conversation.get().map(|one| one.topic)}</bdi>
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
fn Messages(thread: ThreadState) -> impl IntoView {
    let me = thread.chat.me();
    let laid = Memo::new(move |_| {
        let zone = Zone::get();
        let Some(me) = me else { return Vec::new() };
        thread.window.with(|window| items(&window.messages, me, thread.line.get(), |at| intl::day(at, &zone)))
    });
    let pending = Memo::new(move |_| {
        thread
            .chat
            .pending
            .with(|list| list.iter().filter(|one| one.conversation == thread.id).cloned().collect::<Vec<_>>())
    });
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
                class="messages scroll"
                role="log"
                aria-live="off"
                aria-label=chat::messages
                tabindex="0"
                on:scroll=move |_| thread.scrolled()
            >
                <div class="messages__inner">
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
                </div>
            </div>
            {move || below().then(|| view! {
                <button type="button" class="jump" on:click=move |_| thread.jump()>
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
    view! { <div class="thread__messages">{body}</div> }
}
