//! Who listens, found by what they listen to: a commit visits those whom it concerns and nobody else.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use domain::event::{Audience, Event};
use domain::{ConversationId, PracticeId, UserId};
use storage::Published;

/// Ids of connections by something that they have in common.
#[derive(Debug)]
struct Index<K>(HashMap<K, HashSet<u64>>);

impl<K> Default for Index<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Copy + Eq + Hash> Index<K> {
    fn add(&mut self, key: K, id: u64) {
        self.0.entry(key).or_default().insert(id);
    }

    fn remove(&mut self, key: K, id: u64) {
        if let Some(ids) = self.0.get_mut(&key) {
            ids.remove(&id);
            if ids.is_empty() {
                self.0.remove(&key);
            }
        }
    }

    fn of(&self, key: K) -> impl Iterator<Item = u64> + '_ {
        self.0.get(&key).into_iter().flatten().copied()
    }
}

#[derive(Debug)]
struct Entry<T> {
    practice: PracticeId,
    user: UserId,
    /// Under which it is found in `in_conversation`.
    conversations: HashSet<ConversationId>,
    connection: T,
}

/// The connections and their indexes. An entry that leaves is in none of them.
#[derive(Debug)]
pub struct Registry<T> {
    entries: HashMap<u64, Entry<T>>,
    next: u64,
    of_practice: Index<PracticeId>,
    of_user: Index<UserId>,
    in_conversation: Index<ConversationId>,
    /// What they missed is being read: they hold all that happens in their practice.
    catching_up: Index<PracticeId>,
}

impl<T> Default for Registry<T> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            next: 0,
            of_practice: Index::default(),
            of_user: Index::default(),
            in_conversation: Index::default(),
            catching_up: Index::default(),
        }
    }
}

impl<T: Clone> Registry<T> {
    pub fn join(&mut self, practice: PracticeId, user: UserId, connection: T) -> u64 {
        let id = self.next;
        self.next += 1;
        self.of_practice.add(practice, id);
        self.of_user.add(user, id);
        self.entries.insert(id, Entry { practice, user, conversations: HashSet::new(), connection });
        id
    }

    pub fn leave(&mut self, id: u64) {
        let Some(entry) = self.entries.remove(&id) else { return };
        self.of_practice.remove(entry.practice, id);
        self.of_user.remove(entry.user, id);
        self.catching_up.remove(entry.practice, id);
        for conversation in entry.conversations {
            self.in_conversation.remove(conversation, id);
        }
    }

    /// From now on it is concerned by everything in its practice, until [`Registry::live`].
    pub fn catching_up(&mut self, id: u64) {
        if let Some(entry) = self.entries.get(&id) {
            self.catching_up.add(entry.practice, id);
        }
    }

    /// It is up to date, and hears of these conversations.
    pub fn live(&mut self, id: u64, conversations: HashSet<ConversationId>) {
        self.follow(id, conversations);
        if let Some(entry) = self.entries.get(&id) {
            self.catching_up.remove(entry.practice, id);
        }
    }

    /// It hears of these conversations from now on, and of no others.
    pub fn follow(&mut self, id: u64, conversations: HashSet<ConversationId>) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        for gone in entry.conversations.difference(&conversations) {
            self.in_conversation.remove(*gone, id);
        }
        for new in conversations.difference(&entry.conversations) {
            self.in_conversation.add(*new, id);
        }
        entry.conversations = conversations;
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn all(&self) -> Vec<T> {
        self.entries.values().map(|entry| entry.connection.clone()).collect()
    }

    pub fn of_practice(&self, practice: PracticeId) -> Vec<T> {
        self.connections(self.of_practice.of(practice))
    }

    pub fn of_users(&self, users: &[UserId]) -> Vec<T> {
        self.connections(users.iter().flat_map(|user| self.of_user.of(*user)))
    }

    /// Everyone whom something of this may concern, once, with their ids. They decide themselves what they may hear.
    pub fn concerned(&self, batch: &[Published]) -> Vec<(u64, T)> {
        let mut ids = HashSet::new();
        for published in batch {
            match published.audience {
                Audience::User(user) => ids.extend(self.of_user.of(user)),
                Audience::Conversation(conversation) => ids.extend(self.in_conversation.of(conversation)),
                Audience::Record(_) | Audience::Permission(_) | Audience::Call(_) | Audience::Practice => {
                    ids.extend(self.of_practice.of(published.practice));
                }
            }
            // Who comes into a conversation is not found by it yet.
            if let Some(user) = about(published.event) {
                ids.extend(self.of_user.of(user));
            }
            ids.extend(self.catching_up.of(published.practice));
        }
        ids.into_iter().filter_map(|id| Some((id, self.entries.get(&id)?.connection.clone()))).collect()
    }

    fn connections(&self, ids: impl Iterator<Item = u64>) -> Vec<T> {
        ids.filter_map(|id| Some(self.entries.get(&id)?.connection.clone())).collect()
    }
}

/// Whose conversations or sockets an event changes. As everything on the server that hears of events, it names those that
/// concern it.
pub const fn about(event: Event) -> Option<UserId> {
    if let Event::MemberJoined { user, .. }
    | Event::MemberLeft { user, .. }
    | Event::SessionRevoked { user, .. }
    | Event::UserChanged { user } = event
    {
        Some(user)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use domain::permission::Permission;
    use uuid::Uuid;

    use super::*;

    fn id<T: From<Uuid>>(n: u128) -> T {
        Uuid::from_u128(n).into()
    }

    fn published(practice: u128, audience: Audience, event: Event) -> Published {
        Published { seq: 1, practice: id(practice), audience, event, payload: None }
    }

    fn said_in(conversation: u128) -> Published {
        let conversation = id(conversation);
        let event = Event::ConversationChanged { conversation };
        published(1, Audience::Conversation(conversation), event)
    }

    /// Ana with two tabs and Boris in practice 1, Chloé in practice 2. Ana's tabs hear of conversation 10, Boris's of 11.
    fn world() -> Registry<&'static str> {
        let mut all = Registry::default();
        for (practice, user, name, conversation) in
            [(1, 1, "ana", 10), (1, 1, "ana too", 10), (1, 2, "boris", 11), (2, 3, "chloé", 12)]
        {
            let one = all.join(id(practice), id(user), name);
            all.catching_up(one);
            all.live(one, HashSet::from([id(conversation)]));
        }
        all
    }

    fn concerned(all: &Registry<&'static str>, published: Published) -> Vec<&'static str> {
        let mut names: Vec<_> = all.concerned(&[published]).into_iter().map(|(_, name)| name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_commit_concerns_its_audience_and_nobody_else() {
        let all = world();
        let settings = |audience| published(1, audience, Event::SettingsChanged);
        assert_eq!(concerned(&all, said_in(10)), ["ana", "ana too"]);
        assert_eq!(concerned(&all, said_in(11)), ["boris"]);
        assert_eq!(concerned(&all, said_in(13)), [""; 0]);
        assert_eq!(concerned(&all, settings(Audience::Practice)), ["ana", "ana too", "boris"]);
        let permission = settings(Audience::Permission(Permission::SmsSend));
        assert_eq!(concerned(&all, permission), ["ana", "ana too", "boris"]);
        assert_eq!(concerned(&all, settings(Audience::User(id(2)))), ["boris"]);
        assert_eq!(all.concerned(&[said_in(10), said_in(10)]).len(), 2, "each once");
    }

    #[test]
    fn who_comes_into_a_conversation_or_loses_a_session_is_concerned_by_that() {
        let all = world();
        for event in [
            Event::MemberJoined { conversation: id(10), user: id(2) },
            Event::MemberLeft { conversation: id(10), user: id(2) },
        ] {
            let joined = published(1, Audience::Conversation(id(10)), event);
            assert_eq!(concerned(&all, joined), ["ana", "ana too", "boris"]);
        }
        let event = Event::SessionRevoked { user: id(2), session: id(9) };
        assert_eq!(concerned(&all, published(1, Audience::User(id(2)), event)), ["boris"]);
    }

    #[test]
    fn who_follows_other_conversations_is_found_by_those_alone() {
        let mut all = world();
        let boris = all.concerned(&[said_in(11)])[0].0;
        all.follow(boris, HashSet::from([id(10), id(13)]));
        assert_eq!(concerned(&all, said_in(10)), ["ana", "ana too", "boris"]);
        assert_eq!(concerned(&all, said_in(11)), [""; 0]);
        assert_eq!(concerned(&all, said_in(13)), ["boris"]);
    }

    #[test]
    fn who_catches_up_is_concerned_by_all_of_the_practice() {
        let mut all = world();
        let late = all.join(id(1), id(4), "late");
        assert_eq!(concerned(&all, said_in(10)), ["ana", "ana too"], "has not said where it is");
        all.catching_up(late);
        assert_eq!(concerned(&all, said_in(10)), ["ana", "ana too", "late"]);
        all.live(late, HashSet::from([id(11)]));
        assert_eq!(concerned(&all, said_in(10)), ["ana", "ana too"]);
        assert_eq!(concerned(&all, said_in(11)), ["boris", "late"]);
    }

    #[test]
    fn who_has_left_is_in_no_index() {
        let mut all = world();
        let late = all.join(id(1), id(4), "late");
        all.catching_up(late);
        for one in 0..5 {
            all.leave(one);
            all.leave(one);
        }
        // What comes too late brings nothing back.
        all.catching_up(late);
        all.live(late, HashSet::from([id(11)]));
        assert_eq!((all.len(), all.all()), (0, Vec::new()));
        let Registry { of_practice, of_user, in_conversation, catching_up, .. } = all;
        assert!(of_practice.0.is_empty() && of_user.0.is_empty());
        assert!(in_conversation.0.is_empty() && catching_up.0.is_empty());
    }
}
