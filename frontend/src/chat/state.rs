//! What the application knows of chat on every page: conversations, colleagues, and what waits to be sent.
//!
//! Counts are never added up here: they are the server's, absolute, and asked for again when something happened
//! that may have changed them.

use std::collections::HashMap;
use std::time::Duration;

use domain::chat::ConversationKind;
use domain::{ConversationId, UserId};
use futures_channel::mpsc;
use leptos::prelude::*;
use wire::chat::{Colleague, Conversation, LastMessage, Message, ReadMark, UnreadCount};

use super::outbox::{self, Pending};
use crate::{
    i18n::chat,
    js::letters,
    realtime::{ConversationNews, MessageNews, Realtime},
    session::Session,
    task,
    ui::PresenceState,
};

/// Several events in one moment are one question to the server.
const SOON: Duration = Duration::from_millis(120);

/// In context of the frame.
#[derive(Clone, Copy)]
pub struct ChatState {
    pub(super) session: Session,
    realtime: StoredValue<Realtime>,
    list: RwSignal<Option<client::Result<Vec<Conversation>>>>,
    colleagues: RwSignal<HashMap<UserId, Colleague>>,
    pub(super) pending: RwSignal<Vec<Pending>>,
    pub(super) wake: StoredValue<mpsc::UnboundedSender<()>>,
    /// Grows whenever a count became known by itself; an answer asked for before is then out of date.
    epoch: StoredValue<u32>,
    counting: StoredValue<bool>,
    refreshing: StoredValue<bool>,
}

impl ChatState {
    /// Puts it in context and keeps it right for as long as the caller's owner lives.
    pub fn provide(session: Session, realtime: Realtime) -> Self {
        let (wake, wakes) = mpsc::unbounded();
        let state = Self {
            session,
            realtime: StoredValue::new(realtime),
            list: RwSignal::new(None),
            colleagues: RwSignal::new(HashMap::new()),
            pending: RwSignal::new(outbox::restored()),
            wake: StoredValue::new(wake),
            epoch: StoredValue::new(0),
            counting: StoredValue::new(false),
            refreshing: StoredValue::new(false),
        };
        provide_context(state);
        realtime.messages.listen(move |news| state.said(news));
        realtime.conversations.listen(move |news| state.happened(*news));
        realtime.users.listen(move |_| state.read_colleagues());
        realtime.resync.listen(move |()| {
            state.refresh_soon();
            state.read_colleagues();
        });
        state.refresh_soon();
        state.read_colleagues();
        task::spawn(outbox::send_all(state, wakes));
        state
    }

    pub fn realtime(self) -> Realtime {
        self.realtime.get_value()
    }

    /// The conversations, the one with the newest activity first; `None` before the first answer.
    pub fn conversations(self) -> Option<client::Result<Vec<Conversation>>> {
        self.list.get()
    }

    /// One of the conversations; subscribes the caller.
    pub fn conversation(self, id: ConversationId) -> Option<Conversation> {
        self.list.with(|list| list.as_ref()?.as_ref().ok()?.iter().find(|one| one.id == id).cloned())
    }

    /// Whether the conversations are known; subscribes the caller.
    pub fn is_known(self) -> bool {
        self.list.with(|list| matches!(list, Some(Ok(_))))
    }

    /// How much is unread in all of them; subscribes the caller.
    pub fn unread(self) -> u64 {
        self.list.with(|list| match list {
            Some(Ok(list)) => list.iter().map(|one| one.unread).sum(),
            _ => 0,
        })
    }

    pub fn unread_in(self, id: ConversationId) -> u64 {
        self.conversation(id).map_or(0, |one| one.unread)
    }

    /// What a conversation is called: a direct message by the other's name.
    pub fn title(self, conversation: &Conversation) -> String {
        match (conversation.kind, conversation.other) {
            (ConversationKind::Direct, Some(other)) => self.name_of(other),
            _ => conversation.name.clone(),
        }
    }

    /// A colleague's name; subscribes the caller.
    pub fn name_of(self, user: UserId) -> String {
        self.colleagues.with(|known| {
            known.get(&user).map_or_else(|| chat::somebody().to_owned(), |known| known.name.clone())
        })
    }

    /// Everybody who still works here but oneself, by name.
    pub fn others(self) -> Vec<Colleague> {
        let me = self.session.me().map(|me| me.id);
        let mut others: Vec<_> = self
            .colleagues
            .with(|known| known.values().filter(|one| one.active && Some(one.id) != me).cloned().collect());
        others.sort_by_cached_key(|one| letters::lower(&one.name));
        others
    }

    pub fn presence_of(self, user: UserId) -> PresenceState {
        self.realtime().presence_of(user)
    }

    /// Oneself, without subscribing.
    pub fn me(self) -> Option<UserId> {
        self.session.me_now().map(|me| me.id)
    }

    /// Reads the conversations anew, in a moment.
    pub fn refresh_soon(self) {
        if self.refreshing.get_value() {
            return;
        }
        self.refreshing.set_value(true);
        set_timeout(move || self.refresh(), SOON);
    }

    fn refresh(self) {
        task::spawn(async move {
            let epoch = self.epoch.get_value();
            let result = self.session.call(self.session.client().conversations()).await;
            self.refreshing.set_value(false);
            match result {
                Ok(_) if self.epoch.get_value() != epoch => self.refresh_soon(),
                Ok(answer) => self.list.set(Some(Ok(answer.items))),
                // A failure does not replace what is known.
                Err(error) if !self.list.with_untracked(|list| matches!(list, Some(Ok(_)))) => {
                    self.list.set(Some(Err(error)));
                }
                Err(_) => {}
            }
        });
    }

    fn read_colleagues(self) {
        task::spawn(async move {
            if let Ok(answer) = self.session.call(self.session.client().colleagues()).await {
                self.colleagues.set(answer.items.into_iter().map(|one| (one.id, one)).collect());
            }
        });
    }

    fn said(self, news: &MessageNews) {
        match news {
            MessageNews::Posted(message) => self.posted(message),
            MessageNews::Changed { .. } => self.refresh_soon(),
        }
    }

    fn posted(self, message: &Message) {
        outbox::arrived(self, &message.nonce);
        let known = self.list.try_update(|list| {
            let Some(Ok(list)) = list else { return false };
            let Some(index) = list.iter().position(|one| one.id == message.conversation) else {
                return false;
            };
            let mut conversation = list.remove(index);
            if conversation.last.as_ref().is_none_or(|last| last.seq < message.seq) {
                conversation.last = Some(LastMessage {
                    seq: message.seq,
                    author: message.author,
                    excerpt: message.body.chars().take(200).collect(),
                    at: message.created_at,
                });
                list.insert(0, conversation);
            } else {
                list.insert(index, conversation);
            }
            true
        });
        if known != Some(true) {
            self.refresh_soon();
        } else if Some(message.author) != self.me() {
            self.count_soon();
        }
    }

    fn happened(self, news: ConversationNews) {
        match news {
            ConversationNews::Read { conversation, user, read_seq, unread: Some(unread) }
                if Some(user) == self.me() =>
            {
                self.counted(UnreadCount { conversation, read_seq, unread });
            }
            ConversationNews::Read { .. } => self.count_soon(),
            ConversationNews::Left { conversation, user } if Some(user) == self.me() => {
                self.forget(conversation);
            }
            ConversationNews::Changed(_)
            | ConversationNews::Joined { .. }
            | ConversationNews::Left { .. } => {
                self.refresh_soon();
            }
        }
    }

    fn forget(self, id: ConversationId) {
        self.list.update(|list| {
            if let Some(Ok(list)) = list {
                list.retain(|one| one.id != id);
            }
        });
    }

    /// A count that the server said.
    fn counted(self, count: UnreadCount) {
        self.epoch.update_value(|epoch| *epoch = epoch.wrapping_add(1));
        self.set_count(count);
    }

    fn set_count(self, count: UnreadCount) {
        let before = self.list.with_untracked(|list| {
            let one = list.as_ref()?.as_ref().ok()?.iter().find(|one| one.id == count.conversation)?;
            Some((one.unread, one.read_seq))
        });
        if before.is_none_or(|before| before == (count.unread, count.read_seq)) {
            return;
        }
        self.list.update(|list| {
            let found = list.as_mut().and_then(|list| list.as_mut().ok());
            if let Some(one) = found.and_then(|list| list.iter_mut().find(|one| one.id == count.conversation))
            {
                one.unread = count.unread;
                one.read_seq = count.read_seq;
            }
        });
    }

    fn count_soon(self) {
        if self.counting.get_value() {
            return;
        }
        self.counting.set_value(true);
        set_timeout(move || self.count(), SOON);
    }

    fn count(self) {
        task::spawn(async move {
            let epoch = self.epoch.get_value();
            // Whatever is posted from here on asks again.
            self.counting.set_value(false);
            let Ok(counts) = self.session.call(self.session.client().unread_counts()).await else { return };
            if self.epoch.get_value() != epoch {
                return self.count_soon();
            }
            counts.items.into_iter().for_each(|count| self.set_count(count));
        });
    }

    /// Says that the person has read up to `seq`. True when the server knows.
    pub async fn mark_read(self, id: ConversationId, seq: i64) -> bool {
        let mark = ReadMark { read_seq: seq, back: false };
        let result = self.session.call(self.session.client().move_read_mark(id, mark)).await;
        if let Ok(count) = result {
            self.counted(count);
        }
        result.is_ok()
    }
}
