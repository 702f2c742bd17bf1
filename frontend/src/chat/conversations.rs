//! One's conversations as far as answers and events have told: nothing known is replaced by something older.
//!
//! Counts are the server's, absolute. Each is kept with the moment from which it is, by a clock of this list that ticks
//! with every question and every event; an answer that was asked for before that moment does not touch it.

use std::collections::HashMap;

use domain::ConversationId;
use wire::chat::{Conversation, LastMessage, Message, UnreadCount};

/// When something was asked for, by the clock of [`Conversations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

#[derive(Clone, Debug, Default)]
pub struct Conversations {
    /// The one with the newest activity first; `None` before the first answer.
    list: Option<Vec<Conversation>>,
    clock: u64,
    /// From when the count of each is.
    counted: HashMap<ConversationId, Moment>,
    /// When one left a conversation: an answer from before would bring it back.
    left: HashMap<ConversationId, Moment>,
}

impl Conversations {
    pub fn list(&self) -> Option<&[Conversation]> {
        self.list.as_deref()
    }

    pub fn get(&self, id: ConversationId) -> Option<&Conversation> {
        self.list.as_ref()?.iter().find(|one| one.id == id)
    }

    fn get_mut(&mut self, id: ConversationId) -> Option<&mut Conversation> {
        self.list.as_mut()?.iter_mut().find(|one| one.id == id)
    }

    pub fn unread(&self) -> u64 {
        self.list.iter().flatten().map(|one| one.unread).sum()
    }

    fn tick(&mut self) -> Moment {
        self.clock += 1;
        Moment(self.clock)
    }

    /// To be called before the server is asked; the answer is handed in with it.
    pub fn asked(&mut self) -> Moment {
        self.tick()
    }

    /// All of them, as the server saw them after `asked`.
    pub fn answered(&mut self, mut items: Vec<Conversation>, asked: Moment) {
        items.retain(|one| self.left.get(&one.id).is_none_or(|left| *left < asked));
        let mut ahead = Vec::new();
        for one in &mut items {
            if self.counted.get(&one.id).is_some_and(|at| *at > asked) {
                if let Some(known) = self.get(one.id) {
                    (one.unread, one.read_seq) = (known.unread, known.read_seq);
                }
            } else {
                self.counted.insert(one.id, asked);
            }
            let Some(known) = self.get(one.id) else { continue };
            if known.version > one.version {
                let known = known.clone();
                *one = Conversation {
                    unread: one.unread,
                    read_seq: one.read_seq,
                    last: one.last.take(),
                    ..known
                };
            }
            let known = self.get(one.id).and_then(|known| known.last.clone());
            if let Some(newer) = newer(known, one.last.as_ref()) {
                ahead.push((newer.seq, one.id));
                one.last = Some(newer);
            }
        }
        // What was said since is in front, as it does by its event.
        ahead.sort_unstable();
        for (_, id) in ahead {
            to_front(&mut items, id);
        }
        self.list = Some(items);
    }

    /// A message was posted. False when its conversation is not known.
    pub fn posted(&mut self, message: &Message) -> bool {
        let said = LastMessage {
            seq: message.seq,
            author: message.author,
            excerpt: message.body.chars().take(200).collect(),
            at: message.created_at,
        };
        let Some(known) = self.get_mut(message.conversation) else { return false };
        if let Some(newer) = newer(Some(said), known.last.as_ref()) {
            known.last = Some(newer);
            if let Some(list) = &mut self.list {
                to_front(list, message.conversation);
            }
        }
        true
    }

    /// A count as the server saw it after `asked`. What an event has told since counts: it came later.
    pub fn counted(&mut self, count: UnreadCount, asked: Moment) {
        if self.counted.get(&count.conversation).is_none_or(|at| *at <= asked) {
            self.take(count, asked);
        }
    }

    /// A count of an event. False when it contradicts what is known, because an answer may have overtaken the event:
    /// then the server has to be asked.
    pub fn heard(&mut self, count: UnreadCount) -> bool {
        if self.get(count.conversation).is_some_and(|known| known.read_seq > count.read_seq) {
            return false;
        }
        let now = self.tick();
        self.take(count, now);
        true
    }

    fn take(&mut self, count: UnreadCount, at: Moment) {
        self.counted.insert(count.conversation, at);
        if let Some(known) = self.get_mut(count.conversation) {
            known.unread = count.unread;
            known.read_seq = count.read_seq;
        }
    }

    /// One is not in it any more.
    pub fn left(&mut self, id: ConversationId) {
        let now = self.tick();
        self.left.insert(id, now);
        if let Some(list) = &mut self.list {
            list.retain(|one| one.id != id);
        }
    }

    /// One is in it (again).
    pub fn joined(&mut self, id: ConversationId) {
        self.left.remove(&id);
    }
}

/// `known`, if it is newer than `than`.
fn newer(known: Option<LastMessage>, than: Option<&LastMessage>) -> Option<LastMessage> {
    known.filter(|known| than.is_none_or(|than| than.seq < known.seq))
}

fn to_front(list: &mut [Conversation], id: ConversationId) {
    if let Some(part) = list.iter().position(|one| one.id == id).and_then(|index| list.get_mut(..=index)) {
        part.rotate_right(1);
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::UserId;
    use domain::chat::{ConversationKind, MemberRole};
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> ConversationId {
        Uuid::from_u128(n).into()
    }

    fn message(conversation: u128, seq: i64) -> Message {
        Message {
            id: Uuid::from_u128(u128::try_from(seq).unwrap()).into(),
            conversation: id(conversation),
            seq,
            author: UserId::new(Uuid::from_u128(1)),
            body: seq.to_string(),
            nonce: seq.to_string(),
            version: 1,
            created_at: DateTime::from_timestamp(1_772_463_600 + seq, 0).unwrap(),
            edited_at: None,
            deleted_at: None,
        }
    }

    fn conversation(n: u128, last: i64, unread: u64, read_seq: i64) -> Conversation {
        let said = message(n, last);
        Conversation {
            id: id(n),
            kind: ConversationKind::Room,
            name: n.to_string(),
            topic: String::new(),
            role: MemberRole::Member,
            member_count: 2,
            other: None,
            unread,
            read_seq,
            last: Some(LastMessage {
                seq: last,
                author: said.author,
                excerpt: said.body,
                at: said.created_at,
            }),
            version: 1,
            created_at: said.created_at,
        }
    }

    fn known(items: Vec<Conversation>) -> Conversations {
        let mut all = Conversations::default();
        let asked = all.asked();
        all.answered(items, asked);
        all
    }

    fn shown(all: &Conversations) -> Vec<(u128, i64, u64)> {
        let one =
            |one: &Conversation| (one.id.as_uuid().as_u128(), one.last.as_ref().unwrap().seq, one.unread);
        all.list().unwrap().iter().map(one).collect()
    }

    fn count(n: u128, read_seq: i64, unread: u64) -> UnreadCount {
        UnreadCount { conversation: id(n), read_seq, unread }
    }

    #[test]
    fn what_was_said_since_an_answer_was_asked_for_stays_in_front() {
        let mut all = known(vec![conversation(1, 10, 0, 10), conversation(2, 9, 0, 9)]);
        let asked = all.asked();
        assert!(all.posted(&message(2, 11)));
        assert!(!all.posted(&message(3, 12)), "not known");
        all.answered(vec![conversation(1, 10, 0, 10), conversation(2, 9, 0, 9)], asked);
        assert_eq!(shown(&all), [(2, 11, 0), (1, 10, 0)]);
        assert!(all.posted(&message(1, 8)), "an old message changes no order");
        assert_eq!(shown(&all), [(2, 11, 0), (1, 10, 0)]);
    }

    #[test]
    fn a_count_is_not_replaced_by_one_that_was_asked_for_before_it() {
        let mut all = known(vec![conversation(1, 10, 3, 7)]);
        let (list, counts) = (all.asked(), all.asked());
        assert!(all.heard(count(1, 10, 0)));
        all.counted(count(1, 7, 3), counts);
        all.answered(vec![conversation(1, 10, 3, 7)], list);
        assert_eq!(shown(&all), [(1, 10, 0)]);
    }

    #[test]
    fn two_answers_that_change_places_do_not_count_backwards() {
        let mut all = known(vec![conversation(1, 12, 0, 10)]);
        let (first, second) = (all.asked(), all.asked());
        all.counted(count(1, 10, 2), second);
        all.counted(count(1, 10, 1), first);
        assert_eq!(all.unread(), 2);
    }

    #[test]
    fn an_event_that_an_answer_has_overtaken_is_asked_about() {
        let mut all = known(vec![conversation(1, 12, 2, 10)]);
        let asked = all.asked();
        all.counted(count(1, 12, 0), asked);
        assert!(!all.heard(count(1, 11, 1)));
        assert_eq!(all.unread(), 0);
    }

    #[test]
    fn a_conversation_that_one_left_does_not_come_back_by_an_old_answer() {
        let mut all = known(vec![conversation(1, 10, 0, 10)]);
        let asked = all.asked();
        all.left(id(1));
        all.answered(vec![conversation(1, 10, 0, 10)], asked);
        assert!(all.get(id(1)).is_none());
        let later = all.asked();
        all.answered(vec![conversation(1, 10, 0, 10)], later);
        assert!(all.get(id(1)).is_some(), "one was taken in again");
    }

    #[test]
    fn an_older_version_does_not_come_back() {
        let renamed = Conversation { version: 2, name: "new".into(), ..conversation(1, 10, 0, 10) };
        let mut all = known(vec![renamed]);
        let asked = all.asked();
        all.answered(vec![conversation(1, 11, 1, 10)], asked);
        let one = all.get(id(1)).unwrap();
        assert_eq!((one.name.as_str(), one.unread, one.last.as_ref().unwrap().seq), ("new", 1, 11));
    }
}
