//! The part of a conversation that is in the page: bounded, whatever its length, and without gaps.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{MessageId, UserId};
use wire::chat::{History, Message};

/// More messages than this are not kept in the page; those far away go first.
const KEPT: usize = 200;
/// Pixels from an end at which more is asked for.
const NEAR: i32 = 400;
/// Pixels from the end that still count as being there.
const AT_END: i32 = 48;
/// Messages of one author so close together are one group.
const GROUP: TimeDelta = TimeDelta::minutes(5);

/// Which messages are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The newest ones.
    Newest,
    /// Those around a message.
    Around(i64),
    Before(i64),
    After(i64),
}

impl Ask {
    /// Where a conversation is opened: at what is new, or at its end.
    pub fn opening(unread: u64, read_seq: i64) -> Self {
        if unread > 0 { Self::Around(read_seq) } else { Self::Newest }
    }

    /// Whether the answer takes the place of everything in the page, instead of being put to one of its ends.
    fn replaces(self) -> bool {
        matches!(self, Self::Newest | Self::Around(_))
    }
}

/// A question that was asked; its answer is of no use once another one has taken its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub ask: Ask,
    number: u32,
}

/// What of the list is out of sight, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfSight {
    pub above: i32,
    pub below: i32,
}

/// Messages that follow one another in the conversation.
///
/// Answers and events come in any order. An event is never lost to an answer that was asked for before it: what is
/// heard while an answer is on its way is kept until it has come, and put behind it.
#[derive(Clone, Debug, Default)]
pub struct Window {
    pub messages: Vec<Message>,
    pub more_before: bool,
    pub more_after: bool,
    /// The question whose answer is on its way.
    asked: Option<Asked>,
    questions: u32,
    /// What was posted since it was asked.
    heard: Vec<Message>,
    /// What was edited or deleted since it was asked.
    changed: Vec<MessageId>,
    /// What is shown as it was, because reading it again failed.
    stale: Vec<MessageId>,
    /// What could not be read: it is asked for again by a person, or when the connection is back.
    pub failed: Option<Ask>,
}

impl Window {
    pub fn first_seq(&self) -> Option<i64> {
        self.messages.first().map(|message| message.seq)
    }

    pub fn last_seq(&self) -> Option<i64> {
        self.messages.last().map(|message| message.seq)
    }

    pub fn seq_of(&self, id: MessageId) -> Option<i64> {
        self.messages.iter().find(|message| message.id == id).map(|message| message.seq)
    }

    /// Asks, unless an answer is on its way that the new one could not take the place of.
    pub fn ask(&mut self, ask: Ask) -> Option<Asked> {
        if self.asked.is_some() && !ask.replaces() {
            return None;
        }
        self.questions = self.questions.wrapping_add(1);
        let asked = Asked { ask, number: self.questions };
        self.asked = Some(asked);
        self.failed = None;
        self.heard.clear();
        self.changed.clear();
        Some(asked)
    }

    /// Whether the newest message of the conversation is in sight.
    pub fn at_end(&self, list: OutOfSight) -> bool {
        list.below < AT_END && !self.more_after
    }

    /// What to ask for where the list is: older messages near its beginning, newer ones near its end. Nothing
    /// while something is on its way, and nothing by itself after a failure.
    pub fn wanted(&self, list: OutOfSight) -> Option<Ask> {
        let (near_start, near_end) = (list.above < NEAR, list.below < NEAR);
        if self.asked.is_some() || self.failed.is_some() {
            return None;
        }
        match (self.first_seq(), self.last_seq()) {
            (Some(first), _) if self.more_before && near_start => Some(Ask::Before(first)),
            (_, Some(last)) if self.more_after && near_end => Some(Ask::After(last)),
            _ => None,
        }
    }

    /// The answer has come. `None` when it is of no use any more; otherwise the messages that changed while it was on
    /// its way, which are to be read again.
    pub fn answered(&mut self, asked: Asked, history: History) -> Option<Vec<MessageId>> {
        if self.asked != Some(asked) {
            return None;
        }
        self.asked = None;
        let heard = std::mem::take(&mut self.heard);
        match asked.ask {
            Ask::Newest | Ask::Around(_) => self.replace(history),
            Ask::Before(_) => self.put_before(history),
            Ask::After(_) => self.put_after(history),
        }
        // Where the newest ones are not in the page, these are not either: they come as one goes there.
        for message in heard {
            self.put(message);
        }
        let mut changed = std::mem::take(&mut self.changed);
        changed.retain(|id| self.seq_of(*id).is_some());
        Some(changed)
    }

    /// No answer came. True when it was still waited for.
    pub fn unanswered(&mut self, asked: Asked) -> bool {
        if self.asked != Some(asked) {
            return false;
        }
        self.asked = None;
        self.failed = Some(asked.ask);
        self.changed.clear();
        for message in std::mem::take(&mut self.heard) {
            self.put(message);
        }
        true
    }

    /// A message was edited or deleted. Its place, when it is in the page and to be read again.
    pub fn change(&mut self, id: MessageId) -> Option<i64> {
        if self.asked.is_some() {
            self.changed.push(id);
        }
        self.seq_of(id)
    }

    /// Reading a message again failed: it is to be tried once more when the connection is back.
    pub fn leave_stale(&mut self, id: MessageId) {
        self.stale.push(id);
    }

    /// What is still to be read again, with its place.
    pub fn take_stale(&mut self) -> Vec<(MessageId, i64)> {
        let stale = std::mem::take(&mut self.stale);
        stale.into_iter().filter_map(|id| Some((id, self.seq_of(id)?))).collect()
    }

    /// A message that has just been posted, or was read again. Where the newest ones are not in the page it is not either.
    pub fn put(&mut self, message: Message) {
        if let Some(known) = self.messages.iter_mut().find(|known| known.id == message.id) {
            if message.version > known.version {
                *known = message;
            }
            return;
        }
        if self.asked.is_some() {
            self.heard.push(message.clone());
        }
        if self.more_after || (self.messages.is_empty() && self.asked.is_some()) {
            return;
        }
        // Events come in order; an answer to your own post may come before the event of an earlier one.
        let place = self.messages.partition_point(|known| known.seq < message.seq);
        if place == 0 && self.more_before {
            return;
        }
        self.messages.insert(place, message);
        self.shorten();
    }

    /// Takes the answer's messages instead, but none in an older version than is known.
    fn replace(&mut self, history: History) {
        let known = std::mem::take(&mut self.messages);
        self.messages = history.items;
        self.more_before = history.more_before;
        self.more_after = history.more_after;
        for older in known {
            if self.seq_of(older.id).is_some() {
                self.put(older);
            }
        }
    }

    /// Puts older messages in front; the newest leave when there are too many.
    fn put_before(&mut self, history: History) {
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
    fn put_after(&mut self, history: History) {
        let last = self.last_seq().unwrap_or(0);
        self.messages.extend(history.items.into_iter().filter(|message| message.seq > last));
        self.more_after = history.more_after;
        self.shorten();
    }

    fn shorten(&mut self) {
        if self.messages.len() > KEPT {
            self.messages.drain(..self.messages.len() - KEPT);
            self.more_before = true;
        }
    }
}

/// A message with what is around it.
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
mod tests;
