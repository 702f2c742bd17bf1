//! What the application knows of chat on every page: conversations, colleagues, and what waits to be sent.
//!
//! Counts are never added up here: they are the server's, absolute, and asked for again when something happened
//! that may have changed them.

use std::collections::HashMap;
use std::time::Duration;

use domain::chat::ConversationKind;
use domain::{ConversationId, UserId};
use leptos::prelude::*;
use wire::chat::{Colleague, Conversation, Message, ReadMark, UnreadCount};

use super::{conversations::Conversations, outbox::OutboxState};
use crate::{
    i18n::{self, chat},
    js::timer,
    realtime::{ConversationUpdate, MessageUpdate, Realtime, Status},
    session::Session,
    task::Refresher,
    ui::PresenceState,
};

/// Several events in one moment are one question to the server.
const SOON: Duration = Duration::from_millis(120);

/// In context of the frame.
#[derive(Clone, Copy)]
pub struct ChatState {
    pub(super) session: Session,
    realtime: StoredValue<Realtime>,
    known: RwSignal<Conversations>,
    colleagues: RwSignal<HashMap<UserId, Colleague>>,
    failures: RwSignal<Failures>,
    outbox: StoredValue<OutboxState>,
    reads: StoredValue<Reads>,
}

/// Why something is not known, or not as it is now; shown only where nothing is known.
#[derive(Clone, Debug, Default)]
struct Failures {
    list: Option<client::Error>,
    colleagues: Option<client::Error>,
}

/// What is asked of the server again and again, each one answer at a time.
#[derive(Clone, Copy, Default)]
struct Reads {
    list: Refresher,
    counts: Refresher,
    colleagues: Refresher,
}

impl ChatState {
    /// Puts it in context and keeps it right for as long as the caller's owner lives.
    pub fn provide(session: Session, realtime: Realtime) -> Self {
        let state = Self {
            session,
            realtime: StoredValue::new(realtime),
            known: RwSignal::new(Conversations::default()),
            colleagues: RwSignal::new(HashMap::new()),
            failures: RwSignal::new(Failures::default()),
            outbox: StoredValue::new(OutboxState::new(session, realtime)),
            reads: StoredValue::new(Reads::default()),
        };
        provide_context(state);
        realtime.messages.listen(move |news| state.on_message(news));
        realtime.conversations.listen(move |news| state.happened(*news));
        realtime.users.listen(move |_| state.read_colleagues());
        realtime.resync.listen(move |()| {
            state.refresh_soon();
            state.read_colleagues();
        });
        // What could not be read is read once the connection is back.
        Effect::new(move |_| {
            if realtime.status() != Status::Connected {
                return;
            }
            let (list, colleagues) = state
                .failures
                .with_untracked(|failures| (failures.list.is_some(), failures.colleagues.is_some()));
            if list {
                state.refresh_soon();
            }
            if colleagues {
                state.read_colleagues();
            }
        });
        state.refresh_soon();
        state.read_colleagues();
        state
    }

    pub fn realtime(self) -> Realtime {
        self.realtime.get_value()
    }

    pub fn outbox(self) -> OutboxState {
        self.outbox.get_value()
    }

    /// The conversations, the one with the newest activity first; `None` before the first answer.
    pub fn conversations(self) -> Option<client::Result<Vec<Conversation>>> {
        let known = self.known.with(|known| known.list().map(<[_]>::to_vec));
        known.map(Ok).or_else(|| self.failures.with(|failures| failures.list.clone()).map(Err))
    }

    /// One of the conversations; subscribes the caller.
    pub fn conversation(self, id: ConversationId) -> Option<Conversation> {
        self.known.with(|known| known.get(id).cloned())
    }

    /// Whether the conversations are known; subscribes the caller.
    pub fn is_known(self) -> bool {
        self.known.with(|known| known.list().is_some())
    }

    /// How much is unread in all of them; subscribes the caller.
    pub fn unread(self) -> u64 {
        self.known.with(Conversations::unread)
    }

    pub fn unread_in(self, id: ConversationId) -> u64 {
        self.known.with(|known| known.get(id).map_or(0, |one| one.unread))
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

    /// Everybody who still works here but you, by name.
    pub fn others(self) -> Vec<Colleague> {
        let me = self.session.me().map(|me| me.id);
        let mut others: Vec<_> = self
            .colleagues
            .with(|known| known.values().filter(|one| one.active && Some(one.id) != me).cloned().collect());
        i18n::sort_by_name(&mut others, |one| &one.name);
        others
    }

    /// Whether someone has left the team; subscribes the caller.
    pub fn has_left(self, user: UserId) -> bool {
        self.colleagues.with(|known| known.get(&user).is_some_and(|known| !known.active))
    }

    pub fn presence_of(self, user: UserId) -> PresenceState {
        self.realtime().presence_of(user)
    }

    /// Yourself, without subscribing.
    pub fn me(self) -> Option<UserId> {
        self.session.me_now().map(|me| me.id)
    }

    /// Reads the conversations again, in a moment: several events are one question to the server.
    pub fn refresh_soon(self) {
        self.reads.get_value().list.run(move || async move {
            timer::sleep(SOON).await;
            let Some(asked) = self.known.try_update_untracked(Conversations::asked) else { return };
            match self.session.call(self.session.client().conversations()).await {
                Ok(answer) => {
                    self.known.update(|known| known.answered(answer.items, asked));
                    self.failures.update(|failures| failures.list = None);
                }
                Err(error) => self.failures.update(|failures| failures.list = Some(error)),
            }
        });
    }

    /// Why nobody is known to choose from, if so; subscribes the caller.
    pub fn nobody_known(self) -> Option<client::Error> {
        let known = self.colleagues.with(|known| !known.is_empty());
        self.failures.with(|failures| failures.colleagues.clone()).filter(|_| !known)
    }

    pub fn read_colleagues(self) {
        self.reads.get_value().colleagues.run(move || async move {
            match self.session.call(self.session.client().colleagues()).await {
                Ok(answer) => {
                    self.colleagues.set(answer.items.into_iter().map(|one| (one.id, one)).collect());
                    self.failures.update(|failures| failures.colleagues = None);
                }
                Err(error) => self.failures.update(|failures| failures.colleagues = Some(error)),
            }
        });
    }

    fn on_message(self, news: &MessageUpdate) {
        match news {
            MessageUpdate::Posted(message) => self.posted(message),
            MessageUpdate::Changed { .. } => self.refresh_soon(),
        }
    }

    fn posted(self, message: &Message) {
        self.outbox().arrived(&message.nonce);
        if self.known.try_update(|known| known.posted(message)) != Some(true) {
            self.refresh_soon();
        } else if Some(message.author) != self.me() {
            self.count_soon();
        }
    }

    fn happened(self, news: ConversationUpdate) {
        match news {
            ConversationUpdate::Read { conversation, user, read_seq, unread: Some(unread) }
                if Some(user) == self.me() =>
            {
                let count = UnreadCount { conversation, read_seq, unread };
                if self.known.try_update(|known| known.heard(count)) == Some(false) {
                    self.count_soon();
                }
            }
            ConversationUpdate::Read { .. } => self.count_soon(),
            ConversationUpdate::Left { conversation, user } if Some(user) == self.me() => {
                self.known.update(|known| known.left(conversation));
                self.outbox().cut_off(conversation);
            }
            ConversationUpdate::Joined { conversation, user } if Some(user) == self.me() => {
                self.known.try_update_untracked(|known| known.joined(conversation));
                self.refresh_soon();
            }
            ConversationUpdate::Changed(_)
            | ConversationUpdate::Joined { .. }
            | ConversationUpdate::Left { .. } => {
                self.refresh_soon();
            }
        }
    }

    fn count_soon(self) {
        self.reads.get_value().counts.run(move || async move {
            timer::sleep(SOON).await;
            let Some(asked) = self.known.try_update_untracked(Conversations::asked) else { return };
            let Ok(counts) = self.session.call(self.session.client().unread_counts()).await else { return };
            self.known.maybe_update(|known| {
                let before: Vec<_> = counts.items.iter().map(|count| reading_of(known, count)).collect();
                for count in &counts.items {
                    known.counted(*count, asked);
                }
                counts.items.iter().map(|count| reading_of(known, count)).ne(before)
            });
        });
    }

    /// Says that the person has read up to `seq`. True when the server knows.
    pub async fn mark_read(self, id: ConversationId, seq: i64) -> bool {
        let Some(asked) = self.known.try_update_untracked(Conversations::asked) else { return false };
        let mark = ReadMark { read_seq: seq, back: false };
        let result = self.session.call(self.session.client().move_read_mark(id, mark)).await;
        if let Ok(count) = result {
            self.known.update(|known| known.counted(count, asked));
        }
        result.is_ok()
    }
}

fn reading_of(known: &Conversations, count: &UnreadCount) -> Option<(u64, i64)> {
    known.get(count.conversation).map(|one| (one.unread, one.read_seq))
}
