//! Who can be expected to answer: active, idle or offline, told to everyone at most once a second.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{PracticeId, UserId};
use wire::realtime::{Presence, UserPresence};

/// A tab that closes may only be reloading: the person stays for this long.
pub const GRACE: TimeDelta = TimeDelta::seconds(10);

#[derive(Debug)]
struct Person {
    practice: PracticeId,
    /// Whether each of their tabs was used lately.
    tabs: HashMap<u64, bool>,
    /// When the last tab closed.
    gone_at: Option<DateTime<Utc>>,
    told: Presence,
}

impl Person {
    fn presence(&self) -> Presence {
        if self.tabs.values().any(|active| *active) {
            Presence::Active
        } else if !self.tabs.is_empty() {
            Presence::Idle
        } else {
            // Within the grace: as they were.
            match self.told {
                Presence::Offline => Presence::Offline,
                before => before,
            }
        }
    }
}

/// Everyone's presence.
#[derive(Debug, Default)]
pub struct PresenceBoard {
    people: Mutex<HashMap<UserId, Person>>,
}

impl PresenceBoard {
    fn people(&self) -> MutexGuard<'_, HashMap<UserId, Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A tab was used, or was not for a while.
    pub fn seen(&self, practice: PracticeId, user: UserId, tab: u64, active: bool) {
        self.with_tab(practice, user, |tabs| {
            tabs.insert(tab, active);
        });
    }

    /// A tab began to listen. Unless it has said otherwise its person is at it.
    pub fn listens(&self, practice: PracticeId, user: UserId, tab: u64) {
        self.with_tab(practice, user, |tabs| {
            tabs.entry(tab).or_insert(true);
        });
    }

    fn with_tab(&self, practice: PracticeId, user: UserId, change: impl FnOnce(&mut HashMap<u64, bool>)) {
        let mut people = self.people();
        let person = people.entry(user).or_insert_with(|| Person {
            practice,
            tabs: HashMap::new(),
            gone_at: None,
            told: Presence::Offline,
        });
        change(&mut person.tabs);
        person.gone_at = None;
    }

    /// A tab closed.
    pub fn closed(&self, user: UserId, tab: u64, now: DateTime<Utc>) {
        if let Some(person) = self.people().get_mut(&user) {
            person.tabs.remove(&tab);
            if person.tabs.is_empty() {
                person.gone_at = Some(now);
            }
        }
    }

    /// Everyone of a practice who is not offline.
    pub fn of(&self, practice: PracticeId) -> Vec<UserPresence> {
        let people = self.people();
        let here = people.iter().filter(|(_, person)| person.practice == practice);
        let mut list: Vec<_> =
            here.map(|(user, person)| UserPresence { user: *user, presence: person.presence() }).collect();
        list.retain(|one| one.presence != Presence::Offline);
        list.sort_by_key(|one| one.user);
        list
    }

    pub fn presence(&self, user: UserId) -> Presence {
        self.people().get(&user).map_or(Presence::Offline, Person::presence)
    }

    /// What has changed since the last time, by practice. Forgets those whose grace is over.
    pub fn changes(&self, now: DateTime<Utc>) -> HashMap<PracticeId, Vec<UserPresence>> {
        let mut people = self.people();
        let mut changes: HashMap<PracticeId, Vec<UserPresence>> = HashMap::new();
        let mut gone = HashSet::new();
        for (user, person) in people.iter_mut() {
            let over = person.gone_at.is_some_and(|at| now - at >= GRACE);
            let presence = if over { Presence::Offline } else { person.presence() };
            if over {
                gone.insert(*user);
            }
            if presence != person.told {
                person.told = presence;
                changes.entry(person.practice).or_default().push(UserPresence { user: *user, presence });
            }
        }
        people.retain(|user, _| !gone.contains(user));
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_person_is_as_present_as_their_most_active_tab() {
        let board = PresenceBoard::default();
        let practice = PracticeId::new(Uuid::from_u128(1));
        let user = UserId::new(Uuid::from_u128(2));
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let told = |now| board.changes(now).remove(&practice).map(|list| list[0].presence);

        board.seen(practice, user, 1, true);
        assert_eq!(told(now), Some(Presence::Active));
        assert_eq!(told(now), None, "told once");
        board.seen(practice, user, 2, false);
        assert_eq!(told(now), None);
        board.closed(user, 1, now);
        assert_eq!(told(now), Some(Presence::Idle));
        board.closed(user, 2, now);
        assert_eq!(told(now + GRACE - TimeDelta::seconds(1)), None, "within the grace");
        assert_eq!(board.of(practice).len(), 1);
        assert_eq!(told(now + GRACE), Some(Presence::Offline));
        assert_eq!(board.of(practice), vec![]);
        assert_eq!(board.presence(user), Presence::Offline);
    }

    #[test]
    fn a_tab_that_comes_back_by_itself_does_not_make_its_person_active() {
        let board = PresenceBoard::default();
        let (practice, user) = (PracticeId::new(Uuid::from_u128(1)), UserId::new(Uuid::from_u128(2)));
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        board.seen(practice, user, 1, false);
        board.changes(now);
        board.closed(user, 1, now);
        board.seen(practice, user, 2, false);
        board.listens(practice, user, 2);
        assert!(board.changes(now).is_empty(), "idle as before");
        board.listens(practice, user, 3);
        assert_eq!(board.presence(user), Presence::Active, "a tab that says nothing is being used");
    }

    #[test]
    fn a_reload_within_the_grace_is_not_noticed() {
        let board = PresenceBoard::default();
        let (practice, user) = (PracticeId::new(Uuid::from_u128(1)), UserId::new(Uuid::from_u128(2)));
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        board.seen(practice, user, 1, true);
        board.changes(now);
        board.closed(user, 1, now);
        board.seen(practice, user, 2, true);
        assert!(board.changes(now + GRACE + GRACE).is_empty());
    }
}
