//! The texts of a conversation that are in the page: without gaps from the oldest that was asked for to the newest.

use domain::{SmsMessageId, SmsThreadId};
use wire::Page;
use wire::sms::{Direction, SmsMessage};

/// Newest first, as the server lists them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    pub messages: Vec<SmsMessage>,
    /// Where earlier ones begin.
    pub cursor: Option<String>,
    /// The ids of texts that are there and cannot be shown.
    pub unreadable: Vec<String>,
}

impl From<Page<SmsMessage>> for Texts {
    fn from(page: Page<SmsMessage>) -> Self {
        Self { messages: page.items, cursor: page.next_cursor, unreadable: page.unreadable }
    }
}

impl Texts {
    /// Adds the page that is next to the oldest.
    pub fn put_earlier(&mut self, page: Page<SmsMessage>) {
        let oldest = self.messages.last().map_or(i64::MAX, |message| message.seq);
        self.messages.extend(page.items.into_iter().filter(|message| message.seq < oldest));
        self.add_unreadable(page.unreadable);
        self.cursor = page.next_cursor;
    }

    /// Takes over the newest page as it is now. What is in the page and older stays; where the new one does not reach
    /// down to it there would be a gap, and it alone is shown.
    pub fn renew(&mut self, page: Page<SmsMessage>) {
        let oldest = page.items.last().map_or(i64::MAX, |message| message.seq);
        let reaches = self.messages.iter().any(|known| known.seq >= oldest);
        // A page without a next one is all there is.
        if page.next_cursor.is_none() || !reaches {
            *self = page.into();
            return;
        }
        if self.messages.is_empty() {
            self.cursor = page.next_cursor;
        }
        self.add_unreadable(page.unreadable);
        let mut now = page.items;
        now.extend(std::mem::take(&mut self.messages).into_iter().filter(|known| known.seq < oldest));
        self.messages = now;
    }

    /// Whether there would be a gap between the newest page and what is known.
    pub fn is_apart_from(&self, page: &Page<SmsMessage>) -> bool {
        let oldest = page.items.last().map_or(i64::MAX, |message| message.seq);
        !self.messages.is_empty() && self.messages.iter().all(|known| known.seq < oldest)
    }

    fn add_unreadable(&mut self, ids: Vec<String>) {
        let new: Vec<_> = ids.into_iter().filter(|id| !self.unreadable.contains(id)).collect();
        self.unreadable.extend(new);
    }

    /// The oldest text that nobody has seen; `None` where all was seen.
    pub fn first_unread(&self) -> Option<&SmsMessage> {
        self.messages.iter().rev().find(|message| message.unread)
    }

    /// Whether what nobody has seen begins in the page: something from outside that was seen is before it.
    pub fn reaches_what_was_read(&self) -> bool {
        let seen = |message: &SmsMessage| message.direction == Direction::In && !message.unread;
        self.cursor.is_none() || self.messages.iter().any(seen) || self.first_unread().is_none()
    }
}

/// What was on the screen of what nobody had seen, by conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(Vec<SeenThread>);

/// What was seen of one conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenThread {
    pub thread: SmsThreadId,
    /// The newest of them.
    pub seq: i64,
    pub texts: Vec<SmsMessageId>,
    /// The server knows.
    told: bool,
}

impl Seen {
    /// A text was on the screen.
    pub fn saw(&mut self, text: &SmsMessage) {
        let at = self.0.iter().position(|known| known.thread == text.thread).unwrap_or_else(|| {
            self.0.push(SeenThread { thread: text.thread, seq: 0, texts: Vec::new(), told: true });
            self.0.len() - 1
        });
        let Some(known) = self.0.get_mut(at).filter(|known| !known.texts.contains(&text.id)) else { return };
        known.seq = known.seq.max(text.seq);
        known.texts.push(text.id);
        known.told = false;
    }

    /// What the server is to be told, once.
    pub fn news(&mut self) -> Vec<SeenThread> {
        let news = self.0.iter_mut().filter(|known| !known.told);
        news.map(|known| {
            known.told = true;
            known.clone()
        })
        .collect()
    }

    /// It could not be said: it is news again.
    pub fn forget(&mut self, thread: SmsThreadId) {
        for known in self.0.iter_mut().filter(|known| known.thread == thread) {
            known.told = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::sms::{DeliveryState, Encoding};
    use uuid::Uuid;

    use super::*;

    fn text(seq: i64, direction: Direction) -> SmsMessage {
        SmsMessage {
            id: SmsMessageId::new(Uuid::from_u128(u128::try_from(seq).unwrap())),
            thread: thread(),
            seq,
            direction,
            number: "+15145550123".to_owned(),
            number_confirmed: false,
            author: None,
            applicant: None,
            case: None,
            body: seq.to_string(),
            segments: 1,
            encoding: Encoding::Gsm7,
            media: 0,
            state: DeliveryState::Received,
            state_at: DateTime::UNIX_EPOCH,
            advice: None,
            error_code: None,
            error_text: None,
            created_at: DateTime::UNIX_EPOCH,
            unread: false,
        }
    }

    fn thread() -> SmsThreadId {
        SmsThreadId::new(Uuid::from_u128(1))
    }

    fn page(seqs: &[i64], more: bool) -> Page<SmsMessage> {
        let items = seqs.iter().map(|seq| text(*seq, Direction::In)).collect();
        Page::new(items, more.then(|| "more".to_owned()))
    }

    fn seqs(texts: &Texts) -> Vec<i64> {
        texts.messages.iter().map(|message| message.seq).collect()
    }

    #[test]
    fn a_new_text_keeps_what_was_paged_to() {
        let mut texts = Texts::from(page(&[9, 8, 7], true));
        texts.put_earlier(page(&[6, 5, 4], false));
        texts.renew(page(&[10, 9, 8], true));
        assert_eq!((seqs(&texts), texts.cursor.as_deref()), (vec![10, 9, 8, 7, 6, 5, 4], None));
        // One that was moved to another record is not there any more.
        texts.renew(page(&[11, 10, 8], true));
        assert_eq!(seqs(&texts), [11, 10, 8, 7, 6, 5, 4]);
    }

    #[test]
    fn where_there_would_be_a_gap_the_newest_alone_are_shown() {
        let mut texts = Texts::from(page(&[3, 2, 1], false));
        texts.renew(page(&[9, 8, 7], true));
        assert_eq!((seqs(&texts), texts.cursor.is_some()), (vec![9, 8, 7], true));
        texts.renew(page(&[10], false));
        assert_eq!(seqs(&texts), [10]);
        assert!(
            texts.is_apart_from(&page(&[13, 12, 11], true)) && !texts.is_apart_from(&page(&[11, 10], true))
        );
        let mut empty = Texts::default();
        assert!(!empty.is_apart_from(&page(&[2, 1], true)), "nothing is known that could be apart");
        empty.renew(page(&[2, 1], true));
        assert_eq!((seqs(&empty), empty.cursor.is_some()), (vec![2, 1], true));
    }

    fn unread(seq: i64) -> SmsMessage {
        SmsMessage { unread: true, ..text(seq, Direction::In) }
    }

    #[test]
    fn what_nobody_has_seen_begins_with_the_oldest_such_text() {
        let mut texts = Texts::from(page(&[6, 5, 4], true));
        texts.messages = vec![unread(6), unread(5), text(4, Direction::Out)];
        assert_eq!(texts.first_unread().map(|message| message.seq), Some(5));
        assert!(!texts.reaches_what_was_read(), "one that was not seen may be earlier");
        texts.put_earlier(page(&[3, 2], true));
        assert!(texts.reaches_what_was_read());
        let all_read = Texts::from(page(&[6, 5], true));
        assert!(all_read.first_unread().is_none() && all_read.reaches_what_was_read());
        let ours = Texts { messages: vec![text(7, Direction::Out)], ..all_read };
        assert!(ours.reaches_what_was_read(), "nothing to look for");
    }

    #[test]
    fn what_was_seen_is_told_once_and_again_where_it_could_not_be_told() {
        let mut seen = Seen::default();
        for seq in [5, 6, 5] {
            seen.saw(&unread(seq));
        }
        let told: Vec<_> = seen.news().into_iter().map(|one| (one.seq, one.texts.len())).collect();
        assert_eq!(told, [(6, 2)]);
        assert_eq!(seen.news(), []);
        seen.saw(&unread(6));
        assert_eq!(seen.news(), [], "seen again it is no news");
        seen.forget(thread());
        assert_eq!(seen.news().len(), 1, "what could not be said is said again");
        seen.saw(&unread(4));
        assert_eq!(seen.news().first().map(|one| (one.seq, one.texts.len())), Some((6, 3)));
    }
}
