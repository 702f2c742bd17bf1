//! What happened lately, kept as it is sent: who lost the connection for a moment is brought up to date from memory.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytestring::ByteString;
use domain::MessageId;
use domain::event::Event;
use storage::Published;

use super::encode;

/// Events that are kept. They are the last minutes of a busy practice, and about two megabytes.
const MOST: usize = 2_000;

/// An event as it is sent. What it was made of is not kept.
#[derive(Debug)]
pub struct RecentEvent {
    /// Without what travels with it.
    pub published: Published,
    encoded: ByteString,
    /// Its message is not here, or was changed since: it is shown as it is by now.
    outdated: AtomicBool,
}

impl RecentEvent {
    pub fn new(published: &Published) -> Self {
        let is_message = matches!(published.event, Event::MessagePosted { .. });
        let outdated = AtomicBool::new(is_message && published.payload.is_none());
        let encoded = encode::sequenced(published).into();
        Self { published: Published { payload: None, ..*published }, encoded, outdated }
    }

    pub const fn encoded(&self) -> &ByteString {
        &self.encoded
    }

    /// The message that has to be read again.
    pub fn outdated(&self) -> Option<MessageId> {
        self.posted().filter(|_| self.outdated.load(Ordering::Acquire))
    }

    const fn posted(&self) -> Option<MessageId> {
        match self.published.event {
            Event::MessagePosted { message, .. } => Some(message),
            _ => None,
        }
    }
}

/// The newest events of all practices, without a gap.
#[derive(Debug, Default)]
pub struct RecentEvents(Mutex<Ring>);

#[derive(Debug, Default)]
struct Ring {
    /// By `seq`.
    events: VecDeque<Arc<RecentEvent>>,
    posted: HashMap<MessageId, Arc<RecentEvent>>,
    /// Everything after this is here; nothing is, as long as nothing happened.
    floor: Option<i64>,
}

impl RecentEvents {
    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what was committed, in the order of the log.
    pub fn add(&self, batch: &[Published]) -> Vec<Arc<RecentEvent>> {
        let mut ring = self.ring();
        let add = |published: &Published| ring.add(Arc::new(RecentEvent::new(published)));
        batch.iter().map(add).collect()
    }

    /// What happened after `seq`, and where the log is with it. `None` where that is not remembered.
    pub fn after(&self, seq: i64) -> Option<(Vec<Arc<RecentEvent>>, i64)> {
        let ring = self.ring();
        let newest = ring.events.back()?.published.seq;
        if ring.floor.is_none_or(|floor| seq < floor) || seq > newest {
            return None;
        }
        let first = ring.events.partition_point(|event| event.published.seq <= seq);
        Some((ring.events.range(first..).cloned().collect(), newest))
    }
}

impl Ring {
    fn add(&mut self, event: Arc<RecentEvent>) -> Arc<RecentEvent> {
        let seq = event.published.seq;
        // A number that is left out may be one that was given back, or an event of another process.
        if self.events.back().is_some_and(|last| last.published.seq + 1 != seq) {
            *self = Self::default();
        }
        self.floor.get_or_insert(seq - 1);
        if let Event::MessageChanged { message, .. } = event.published.event
            && let Some(posted) = self.posted.get(&message)
        {
            posted.outdated.store(true, Ordering::Release);
        }
        if let Some(message) = event.posted() {
            self.posted.insert(message, Arc::clone(&event));
        }
        self.events.push_back(Arc::clone(&event));
        while self.events.len() > MOST {
            self.forget_oldest();
        }
        event
    }

    fn forget_oldest(&mut self) {
        let Some(oldest) = self.events.pop_front() else { return };
        self.floor = Some(oldest.published.seq);
        if let Some(message) = oldest.posted() {
            self.posted.remove(&message);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::event::Audience;
    use storage::EventPayload;
    use uuid::Uuid;

    use super::*;

    fn published(seq: i64, event: Event) -> Published {
        let practice = Uuid::from_u128(1).into();
        Published { seq, practice, audience: Audience::Practice, event, payload: None }
    }

    fn changed(seq: i64) -> Published {
        published(seq, Event::SettingsChanged)
    }

    fn seqs(recent: &RecentEvents, after: i64) -> Option<(Vec<i64>, i64)> {
        let (events, newest) = recent.after(after)?;
        Some((events.iter().map(|event| event.published.seq).collect(), newest))
    }

    #[test]
    fn what_came_after_a_place_is_told_or_that_it_is_not_known() {
        let recent = RecentEvents::default();
        assert_eq!(seqs(&recent, 0), None, "nothing has happened here yet");
        recent.add(&[changed(8), changed(9)]);
        recent.add(&[changed(10)]);
        assert_eq!(seqs(&recent, 6), None, "7 happened before this process");
        assert_eq!(seqs(&recent, 7), Some((vec![8, 9, 10], 10)));
        assert_eq!(seqs(&recent, 9), Some((vec![10], 10)));
        assert_eq!(seqs(&recent, 10), Some((vec![], 10)));
        assert_eq!(seqs(&recent, 11), None, "a place of another log");
    }

    #[test]
    fn after_a_gap_only_what_follows_it_is_known() {
        let recent = RecentEvents::default();
        recent.add(&[changed(1), changed(2), changed(5)]);
        assert_eq!((seqs(&recent, 1), seqs(&recent, 3)), (None, None));
        assert_eq!(seqs(&recent, 4), Some((vec![5], 5)));
    }

    #[test]
    fn the_oldest_are_forgotten_first() {
        let recent = RecentEvents::default();
        let most = i64::try_from(MOST).unwrap();
        for seq in 1..=most + 3 {
            recent.add(&[changed(seq)]);
        }
        assert_eq!(seqs(&recent, 2), None);
        assert_eq!(seqs(&recent, 3).unwrap().0.len(), MOST);
    }

    #[test]
    fn a_message_that_was_changed_is_not_told_as_it_was() {
        let recent = RecentEvents::default();
        let (conversation, message) = (Uuid::from_u128(2).into(), Uuid::from_u128(3).into());
        let other = Uuid::from_u128(4).into();
        let posted = |seq, message| Published {
            payload: Some(EventPayload::Unread(1)),
            ..published(seq, Event::MessagePosted { conversation, message, seq })
        };
        let changed = published(3, Event::MessageChanged { conversation, message, seq: 1 });
        recent.add(&[posted(1, message), posted(2, other), changed]);
        let (events, _) = recent.after(0).unwrap();
        let outdated: Vec<_> = events.iter().map(|event| event.outdated()).collect();
        assert_eq!(outdated, [Some(message), None, None]);
        assert!(events[1].encoded().contains("message_posted"));
        let from_the_log = Published { payload: None, ..posted(2, other) };
        assert_eq!(RecentEvent::new(&from_the_log).outdated(), Some(other), "it comes without its message");
    }
}
