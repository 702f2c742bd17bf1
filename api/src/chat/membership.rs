//! Who is in which conversation, remembered, so that posting asks the database nothing.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use domain::chat::ConversationKind;
use domain::event::Event;
use domain::{ConversationId, PracticeId, UserId};
use storage::{Published, Store};
use wire::Code;

use crate::error::{ApiError, ApiResult};
use crate::realtime::dispatch::EventSubscriber;
use crate::staff::Staff;

/// More conversations than this and all are forgotten.
const KEPT: usize = 5_000;

/// A conversation and those who are in it.
#[derive(Debug)]
pub struct Membership {
    pub practice: PracticeId,
    pub kind: ConversationKind,
    pub members: HashSet<UserId>,
    /// Those of the members who have left the team.
    pub departed: HashSet<UserId>,
}

impl Membership {
    /// The colleague at the other end of a direct message.
    pub fn other(&self, user: UserId) -> Option<UserId> {
        match self.kind {
            ConversationKind::Direct => self.members.iter().copied().find(|one| *one != user),
            ConversationKind::Room => None,
        }
    }

    /// Whether nobody is left to read what `user` writes: the other of a direct message has left the team.
    pub fn is_closed_to(&self, user: UserId) -> bool {
        self.other(user).is_some_and(|other| self.departed.contains(&other))
    }
}

/// Forgets a conversation before the one who changed its members is answered.
#[derive(Debug, Default)]
pub struct MembershipCache {
    entries: RwLock<HashMap<ConversationId, Arc<Membership>>>,
    /// Grows with every removal: what was read before one must not be kept after it.
    generation: AtomicU64,
}

impl MembershipCache {
    fn find(&self, id: ConversationId) -> Option<Arc<Membership>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    fn keep(&self, id: ConversationId, membership: &Arc<Membership>, generation: u64) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if self.generation.load(Ordering::Acquire) != generation {
            return;
        }
        if entries.len() >= KEPT {
            entries.clear();
        }
        entries.insert(id, Arc::clone(membership));
    }

    fn forget(&self, which: impl Fn(&ConversationId, &Membership) -> bool) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        self.generation.fetch_add(1, Ordering::AcqRel);
        entries.retain(|id, known| !which(id, known));
    }

    /// The conversation, for someone who is in it. To everyone else, whatever they may do in the
    /// practice, it does not exist.
    pub async fn of(&self, store: &Store, staff: &Staff, id: ConversationId) -> ApiResult<Arc<Membership>> {
        let membership = match self.find(id) {
            Some(known) => known,
            None => self.read(store, staff.practice, id).await?,
        };
        if membership.practice == staff.practice && membership.members.contains(&staff.user) {
            Ok(membership)
        } else {
            Err(ApiError::new(Code::NotFound))
        }
    }

    async fn read(
        &self,
        store: &Store,
        practice: PracticeId,
        id: ConversationId,
    ) -> ApiResult<Arc<Membership>> {
        let generation = self.generation.load(Ordering::Acquire);
        let conversation = store.practice(practice).chat().conversation(id).await?;
        let members = store.practice(practice).chat().members(id).await?.into_iter().collect();
        let departed = store.practice(practice).chat().departed_members(id).await?.into_iter().collect();
        let membership = Arc::new(Membership { practice, kind: conversation.kind, members, departed });
        self.keep(id, &membership, generation);
        Ok(membership)
    }
}

impl EventSubscriber for MembershipCache {
    /// Forgets the conversations whose members `batch` changes, and those of someone who may have left the team.
    fn on_events(&self, batch: &[Published]) {
        for published in batch {
            match published.event {
                Event::MemberJoined { conversation, .. } | Event::MemberLeft { conversation, .. } => {
                    self.forget(|id, _| *id == conversation);
                }
                Event::UserChanged { user } => self.forget(|_, known| known.members.contains(&user)),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::event::Audience;
    use uuid::Uuid;

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let cache = MembershipCache::default();
        let (id, user) = (ConversationId::new(Uuid::from_u128(1)), UserId::new(Uuid::from_u128(2)));
        let practice = PracticeId::new(Uuid::from_u128(3));
        let (members, departed) = (HashSet::from([user]), HashSet::new());
        let membership = Arc::new(Membership { practice, kind: ConversationKind::Room, members, departed });
        cache.keep(id, &membership, 0);
        assert!(cache.find(id).is_some());

        let event = Event::MemberLeft { conversation: id, user };
        let audience = Audience::Conversation(id);
        cache.on_events(&[Published { seq: 1, practice, audience, event, payload: None }]);
        assert!(cache.find(id).is_none());
        cache.keep(id, &membership, 0);
        assert!(cache.find(id).is_none(), "read before the change");
        cache.keep(id, &membership, 1);
        assert!(cache.find(id).is_some());

        let event = Event::UserChanged { user };
        cache.on_events(&[Published {
            seq: 2,
            practice,
            audience: Audience::Practice,
            event,
            payload: None,
        }]);
        assert!(cache.find(id).is_none(), "somebody in it may have left the team");
    }
}
