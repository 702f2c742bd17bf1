//! The part of a conversation that is in the page: bounded, whatever its length, and without gaps.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::UserId;
use wire::chat::{History, Message};

/// More messages than this are not kept in the page; those far away go first.
const KEPT: usize = 200;
/// Messages of one author so close together are one group.
const GROUP: TimeDelta = TimeDelta::minutes(5);

/// Messages that follow one another in the conversation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    pub messages: Vec<Message>,
    pub more_before: bool,
    pub more_after: bool,
}

impl From<History> for Window {
    fn from(history: History) -> Self {
        Self { messages: history.items, more_before: history.more_before, more_after: history.more_after }
    }
}

impl Window {
    pub fn first_seq(&self) -> Option<i64> {
        self.messages.first().map(|message| message.seq)
    }

    pub fn last_seq(&self) -> Option<i64> {
        self.messages.last().map(|message| message.seq)
    }

    /// Puts older messages in front; the newest leave when there are too many.
    pub fn put_before(&mut self, history: History) {
        let first = self.first_seq().unwrap_or(i64::MAX);
        let mut older = history.items;
        older.retain(|message| message.seq < first);
        self.more_before = history.more_before;
        older.append(&mut self.messages);
        self.messages = older;
        if self.messages.len() > KEPT {
            self.messages.truncate(KEPT);
            self.more_after = true;
        }
    }

    /// Puts newer messages at the end; the oldest leave when there are too many.
    pub fn put_after(&mut self, history: History) {
        let last = self.last_seq().unwrap_or(0);
        self.messages.extend(history.items.into_iter().filter(|message| message.seq > last));
        self.more_after = history.more_after;
        self.shorten();
    }

    /// A message that has just been posted. Where the newest ones are not in the page it is not either.
    pub fn put(&mut self, message: Message) {
        if let Some(known) = self.messages.iter_mut().find(|known| known.id == message.id) {
            if message.version > known.version {
                *known = message;
            }
            return;
        }
        if self.more_after {
            return;
        }
        // Events come in order; an answer to one's own post may come before the event of an earlier one.
        let place = self.messages.partition_point(|known| known.seq < message.seq);
        self.messages.insert(place, message);
        self.shorten();
    }

    fn shorten(&mut self) {
        if self.messages.len() > KEPT {
            self.messages.drain(..self.messages.len() - KEPT);
            self.more_before = true;
        }
    }
}

/// A message with what stands around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub message: Message,
    /// Has the author's face and name: the first of a group.
    pub leads: bool,
    /// The first of its day.
    pub new_day: bool,
    /// The first that was not read when the conversation was opened.
    pub first_new: bool,
}

/// Lays the messages out: days, groups, and the line above what is new to `me` after `line`.
pub fn items(
    messages: &[Message],
    me: UserId,
    line: Option<i64>,
    day: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> Vec<Item> {
    let mut line = line;
    let mut before: Option<&Message> = None;
    let mut items = Vec::with_capacity(messages.len());
    for message in messages {
        let new_day = before.is_none_or(|before| day(before.created_at) != day(message.created_at));
        let first_new = line.is_some_and(|line| message.seq > line) && message.author != me;
        if first_new {
            line = None;
        }
        let close = before.is_some_and(|before| {
            before.author == message.author && message.created_at - before.created_at < GROUP
        });
        let leads = new_day || first_new || !close;
        items.push(Item { message: message.clone(), leads, new_day, first_new });
        before = Some(message);
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn user(n: u128) -> UserId {
        UserId::new(Uuid::from_u128(n))
    }

    fn message(seq: i64, author: u128, minute: i64) -> Message {
        Message {
            id: Uuid::from_u128(u128::try_from(seq).unwrap()).into(),
            conversation: Uuid::from_u128(9).into(),
            seq,
            author: user(author),
            body: seq.to_string(),
            nonce: seq.to_string(),
            version: 1,
            created_at: DateTime::from_timestamp(1_772_463_600 + minute * 60, 0).unwrap(),
            edited_at: None,
            deleted_at: None,
        }
    }

    fn history(seqs: std::ops::Range<i64>, more_before: bool, more_after: bool) -> History {
        History { items: seqs.map(|seq| message(seq, 1, 0)).collect(), more_before, more_after }
    }

    #[test]
    fn the_page_holds_a_bounded_part_without_gaps() {
        let mut window = Window::from(history(500..600, true, false));
        window.put_before(history(400..500, true, true));
        assert_eq!((window.messages.len(), window.more_after), (200, false));
        window.put_before(history(300..400, true, true));
        assert_eq!((window.first_seq(), window.last_seq(), window.more_after), (Some(300), Some(499), true));
        window.put(message(600, 1, 0));
        assert_eq!(window.last_seq(), Some(499), "it would leave a gap");
        window.put_after(history(500..600, true, false));
        assert_eq!((window.first_seq(), window.last_seq()), (Some(400), Some(599)));
        assert!(window.more_before && !window.more_after);
        window.put(message(600, 1, 0));
        assert_eq!((window.first_seq(), window.last_seq()), (Some(401), Some(600)));
    }

    #[test]
    fn a_message_is_there_once_and_at_its_place() {
        let mut window = Window::from(history(1..3, false, false));
        window.put(message(5, 1, 0));
        window.put(message(4, 1, 0));
        window.put(message(5, 1, 0));
        let seqs: Vec<_> = window.messages.iter().map(|message| message.seq).collect();
        assert_eq!(seqs, [1, 2, 4, 5]);
        let edited = Message { body: "edited".into(), version: 2, ..message(5, 1, 0) };
        window.put(edited.clone());
        window.put(message(5, 1, 0));
        assert_eq!(window.messages.last(), Some(&edited), "an old version does not come back");
    }

    #[test]
    fn messages_within_five_minutes_are_a_group() {
        let messages =
            [message(1, 1, 0), message(2, 1, 4), message(3, 1, 9), message(4, 2, 9), message(5, 2, 10)];
        let laid = items(&messages, user(1), Some(4), |at| at.date_naive());
        let leads: Vec<_> = laid.iter().map(|item| item.leads).collect();
        assert_eq!(leads, [true, false, true, true, true]);
        let lines: Vec<_> = laid.iter().map(|item| item.first_new).collect();
        assert_eq!(lines, [false, false, false, false, true], "the new line begins a group");
        assert_eq!(laid.iter().filter(|item| item.new_day).count(), 1);
    }

    #[test]
    fn what_one_wrote_oneself_is_not_new() {
        let laid = items(&[message(1, 1, 0), message(2, 2, 1)], user(1), Some(0), |at| at.date_naive());
        assert_eq!(laid.iter().map(|item| item.first_new).collect::<Vec<_>>(), [false, true]);
    }
}
