//! What is shown of one conversation: which messages, where the list is, and what could not be read.

use domain::{ConversationId, MessageId};
use leptos::{html, prelude::*};
use wire::chat::{Conversation, HistoryQuery, Message};

use super::{
    anchors,
    message_window::{Ask, OutOfSight, Window},
    state::ChatState,
};
use crate::{
    i18n::chat,
    js::scroll,
    realtime::{MessageUpdate, Status},
    task,
};

/// Messages read at a time.
const PAGE: u64 = 50;

/// How far the messages are.
#[derive(Clone, PartialEq)]
pub enum Stage {
    Loading,
    Ready,
    Failed,
}

/// What is shown of one conversation.
#[derive(Clone, Copy)]
pub struct ConversationState {
    pub id: ConversationId,
    pub chat: ChatState,
    pub window: RwSignal<Window>,
    /// The person sees the newest message.
    pub at_end: RwSignal<bool>,
    /// The conversation as it was read here: the list may come later.
    own: RwSignal<Option<Conversation>>,
    /// What came after this was new when the conversation was opened.
    pub line: RwSignal<Option<i64>>,
    pub stage: RwSignal<Stage>,
    pub failure: RwSignal<Option<client::Error>>,
    /// Where the list is to stand once it is in the page.
    place: StoredValue<Option<Place>>,
    pub list: NodeRef<html::Div>,
    /// The newest message of someone else, for screen readers.
    pub heard: RwSignal<String>,
}

/// Where the list is after messages were put into it.
#[derive(Clone, Debug)]
enum Place {
    End,
    NewLine,
    /// Where it stood: what is read stays before the eyes.
    Kept(scroll::Anchor),
}

impl ConversationState {
    pub fn new(id: ConversationId, chat: ChatState) -> Self {
        let thread = Self {
            id,
            chat,
            window: RwSignal::new(Window::default()),
            at_end: RwSignal::new(false),
            own: RwSignal::new(None),
            line: RwSignal::new(None),
            stage: RwSignal::new(Stage::Loading),
            failure: RwSignal::new(None),
            place: StoredValue::new(None),
            list: NodeRef::new(),
            heard: RwSignal::new(String::new()),
        };
        chat.realtime().messages.listen(move |news| thread.on_message(news));
        chat.realtime().resync.listen(move |()| thread.read_anew());
        // Once the connection is back, what could not be read is tried once more.
        Effect::new(move |_| {
            if chat.realtime().status() == Status::Connected {
                thread.retry();
            }
        });
        // The list comes into the page after the messages, or before them.
        Effect::new(move |_| {
            if thread.list.get().is_some() {
                thread.once_drawn();
            }
        });
        thread.open();
        thread
    }

    /// The conversation: as the list knows it, or as it was read here. Subscribes the caller.
    pub fn conversation(self) -> Option<Conversation> {
        match self.chat.conversation(self.id) {
            Some(known) => Some(known),
            None if self.chat.is_known() => None,
            None => self.own.get(),
        }
    }

    /// Reads the conversation from where the person stopped reading, or from its end.
    pub fn open(self) {
        // Detached, like every question of the window: an answer that never arrives would leave it waiting.
        task::detached(async move {
            let session = self.chat.session;
            let conversation = session.call(session.client().conversation(self.id)).await;
            match conversation {
                Ok(conversation) => {
                    let ask = Ask::opening(conversation.unread, conversation.read_seq);
                    let (line, place) = match ask {
                        Ask::Around(read) => (Some(read), Place::NewLine),
                        _ => (None, Place::End),
                    };
                    self.line.set(line);
                    self.own.set(Some(conversation));
                    self.ask(ask, place);
                }
                Err(error) => self.fail(error),
            }
        });
    }

    /// Something may have been missed: reads again what is before the eyes, and stays there.
    fn read_anew(self) {
        if self.stage.try_get_untracked() != Some(Stage::Ready) {
            return self.open();
        }
        let anchor = self.anchor().filter(|_| !self.at_end.get_untracked());
        match anchor.and_then(|anchor| Some((anchors::seq(anchor.id())?, anchor))) {
            Some((seq, anchor)) => self.ask(Ask::Around(seq), Place::Kept(anchor)),
            None => self.ask(Ask::Newest, Place::End),
        }
    }

    /// Reads the newest messages and goes there.
    pub fn jump(self) {
        if self.window.with_untracked(|window| window.more_after) {
            self.ask(Ask::Newest, Place::End);
        } else {
            self.put_at(Place::End);
        }
    }

    /// What you write yourself ends what was new, and is seen.
    pub fn sent(self) {
        self.line.set(None);
        self.jump();
    }

    fn on_message(self, news: &MessageUpdate) {
        match news {
            MessageUpdate::Posted(message) if message.conversation == self.id => self.posted(message),
            MessageUpdate::Changed { conversation, message } if *conversation == self.id => {
                let seq = self.window.try_update_untracked(|window| window.change(*message)).flatten();
                if let Some(seq) = seq {
                    self.read_again(*message, seq);
                }
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
            self.put_at(Place::End);
        }
    }

    /// Edited or deleted: read again as it is now.
    fn read_again(self, id: MessageId, seq: i64) {
        task::detached(async move {
            let query = HistoryQuery { around: Some(seq), limit: Some(1), ..HistoryQuery::default() };
            let client = self.chat.session.client();
            let read = self.chat.session.call(client.messages(self.id, query)).await;
            match read {
                Ok(history) => {
                    let found = history.items.into_iter().find(|message| message.id == id);
                    if let Some(message) = found {
                        self.window.update(|window| window.put(message));
                    }
                }
                Err(_) => drop(self.window.try_update_untracked(|window| window.leave_stale(id))),
            }
        });
    }

    /// Where the list is: loads what comes near, and notices when the end is in sight.
    pub fn scrolled(self) {
        let Some(list) = self.list.try_get_untracked().flatten() else { return };
        let hidden = OutOfSight { above: list.scroll_top(), below: scroll::below(&list) };
        let Some((at_end, wanted)) =
            self.window.try_with_untracked(|window| (window.at_end(hidden), window.wanted(hidden)))
        else {
            return;
        };
        let at_end = at_end && self.stage.get_untracked() == Stage::Ready;
        if self.at_end.get_untracked() != at_end {
            self.at_end.set(at_end);
        }
        if let Some(ask) = wanted {
            self.ask_here(ask);
        }
    }

    /// Asks, and leaves the list where it is.
    fn ask_here(self, ask: Ask) {
        // The place is looked at when the answer has come: one reads on meanwhile.
        self.load(ask, None);
    }

    fn ask(self, ask: Ask, place: Place) {
        self.load(ask, Some(place));
    }

    /// What could not be read while the rest is shown.
    fn failed(self) -> Option<Ask> {
        self.window.try_with_untracked(|window| window.failed).flatten()
    }

    /// Asks once more for what could not be read.
    pub fn retry(self) {
        let failed = self.failed();
        match (failed, self.stage.try_get_untracked()) {
            (_, Some(Stage::Failed)) => self.open(),
            (Some(Ask::Newest), _) => self.ask(Ask::Newest, Place::End),
            (Some(ask), _) => self.ask_here(ask),
            (None, _) => {}
        }
        let stale = self.window.try_update_untracked(Window::take_stale).unwrap_or_default();
        for (id, seq) in stale {
            self.read_again(id, seq);
        }
    }

    fn load(self, ask: Ask, place: Option<Place>) {
        let had_failed = self.failed();
        let asked = self.window.try_update_untracked(|window| window.ask(ask)).flatten();
        let Some(asked) = asked else { return };
        if had_failed.is_some() {
            self.window.notify();
        }
        task::detached(async move {
            let page = HistoryQuery { limit: Some(PAGE), ..HistoryQuery::default() };
            let query = match ask {
                Ask::Newest => page,
                Ask::Around(seq) => HistoryQuery { around: Some(seq), ..page },
                Ask::Before(seq) => HistoryQuery { before: Some(seq), ..page },
                Ask::After(seq) => HistoryQuery { after: Some(seq), ..page },
            };
            let client = self.chat.session.client();
            let result = self.chat.session.call(client.messages(self.id, query)).await;
            match result {
                Ok(history) => {
                    let place = place.or_else(|| self.anchor().map(Place::Kept));
                    let changed = self.window.try_update(|window| window.answered(asked, history)).flatten();
                    let Some(changed) = changed else { return };
                    self.stage.set(Stage::Ready);
                    if let Some(place) = place {
                        self.put_at(place);
                    }
                    for id in changed {
                        let seq = self.window.try_with_untracked(|window| window.seq_of(id)).flatten();
                        if let Some(seq) = seq {
                            self.read_again(id, seq);
                        }
                    }
                }
                Err(error) => {
                    if self.window.try_update(|window| window.unanswered(asked)) == Some(true) {
                        self.fail(error);
                    }
                }
            }
        });
    }

    /// Where something is shown already it stays, with a word where more should be.
    fn fail(self, error: client::Error) {
        if self.stage.try_get_untracked() != Some(Stage::Ready) {
            self.failure.set(Some(error));
            self.stage.set(Stage::Failed);
        }
    }

    fn anchor(self) -> Option<scroll::Anchor> {
        self.list.try_get_untracked().flatten().and_then(|list| scroll::anchor(&list, anchors::MESSAGES))
    }

    fn put_at(self, place: Place) {
        self.place.set_value(Some(place));
        self.once_drawn();
    }

    /// Puts the list where it is to stand after it has been drawn again, and looks where it then is.
    fn once_drawn(self) {
        request_animation_frame(move || {
            let Some(list) = self.list.try_get_untracked().flatten() else { return };
            match self.place.try_update_value(Option::take).flatten() {
                Some(Place::End) => scroll::to_end(&list),
                Some(Place::NewLine) => {
                    scroll::to_end(&list);
                    scroll::show(&list, anchors::NEW_LINE);
                }
                Some(Place::Kept(anchor)) => scroll::restore(&list, &anchor),
                None => {}
            }
            self.scrolled();
        });
    }
}
