//! One browser tab that listens: what it may hear, and what it was sent last.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event, RecordRef};
use domain::permission::{Permission, PermissionSet};
use domain::{ConversationId, PracticeId, SessionId, UserId};
use storage::Published;

use super::fanout::Fanout;
use super::outgoing::Outgoing;
use super::queue;
use crate::staff::Staff;

/// Events kept for a connection whose replay is still being read.
const HELD: usize = 5_000;

/// How far a connection is with what it missed.
#[derive(Debug)]
enum Progress {
    /// Connected, has not said where it is.
    Greeted,
    /// What it missed is being read; what happens meanwhile is held.
    CatchingUp(Vec<Published>),
    /// Up to date; `prev` is the last it was sent.
    Live { prev: i64 },
}

#[derive(Debug)]
struct State {
    conversations: HashSet<ConversationId>,
    /// What is open before the person's eyes.
    viewing: Option<ConversationId>,
    progress: Progress,
    /// When its session ends unless it is used meanwhile.
    expires_at: DateTime<Utc>,
}

/// A browser tab that listens.
#[derive(Debug)]
pub struct Connection {
    pub practice: PracticeId,
    pub user: UserId,
    pub session: SessionId,
    permissions: PermissionSet,
    outgoing: queue::Sender,
    /// Of the thread that serves the socket.
    pub(super) fanout: Fanout,
    state: Mutex<State>,
}

impl Connection {
    pub fn new(staff: &Staff, outgoing: queue::Sender, fanout: Fanout) -> Self {
        let state = State {
            conversations: HashSet::new(),
            viewing: None,
            progress: Progress::Greeted,
            expires_at: staff.expires_at,
        };
        Self {
            practice: staff.practice,
            user: staff.user,
            session: staff.session,
            permissions: staff.permissions,
            outgoing,
            fanout,
            state: Mutex::new(state),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When its session ends, as far as is known here: using it elsewhere puts that off.
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.state().expires_at
    }

    pub fn expire_at(&self, at: DateTime<Utc>) {
        self.state().expires_at = at;
    }

    /// From now on events are held, until [`Connection::go_live`].
    pub fn start_catching_up(&self) {
        self.state().progress = Progress::CatchingUp(Vec::new());
    }

    /// What it may hear of, as the database said after [`Connection::start_catching_up`]. Joins and
    /// leaves that were held meanwhile are applied on top.
    pub fn set_conversations(&self, conversations: Vec<ConversationId>) {
        let mut state = self.state();
        state.conversations = conversations.into_iter().collect();
        let moves = match &state.progress {
            Progress::CatchingUp(held) => held.iter().map(|published| published.event).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        for event in moves {
            self.follow(&mut state.conversations, event);
        }
    }

    pub fn conversations(&self) -> Vec<ConversationId> {
        self.state().conversations.iter().copied().collect()
    }

    /// The conversation that is open before the person's eyes, if any.
    pub fn view(&self, conversation: Option<ConversationId>) {
        self.state().viewing = conversation;
    }

    pub fn is_viewing(&self, conversation: ConversationId) -> bool {
        self.state().viewing == Some(conversation)
    }

    /// Ends the catching up: it has been sent everything up to `seq`. Returns what was held and is newer.
    pub fn go_live(&self, seq: i64) -> Vec<Published> {
        let mut state = self.state();
        let held = match std::mem::replace(&mut state.progress, Progress::Live { prev: seq }) {
            Progress::CatchingUp(held) => held,
            _ => Vec::new(),
        };
        let newer: Vec<_> = held
            .into_iter()
            .filter(|published| published.seq > seq && self.hears(&state.conversations, published))
            .collect();
        if let (Some(last), Progress::Live { prev }) = (newer.last(), &mut state.progress) {
            *prev = last.seq;
        }
        newer
    }

    /// Picks what of a batch concerns this connection. `None` when nothing is to be sent now; otherwise
    /// the `seq` it was sent before, and the indexes into the batch.
    pub fn pick(&self, batch: &[Published]) -> Option<(i64, Vec<usize>)> {
        let mut state = self.state();
        let State { conversations, progress, .. } = &mut *state;
        // What is committed can be read before the hub is told of it: a replay may have sent it already.
        let sent = match progress {
            Progress::Live { prev } => *prev,
            Progress::Greeted | Progress::CatchingUp(_) => i64::MIN,
        };
        let mut picked = Vec::new();
        for (index, published) in batch.iter().enumerate() {
            if published.practice != self.practice || published.seq <= sent {
                continue;
            }
            // Who joins hears of it; who leaves does too, and of nothing after it.
            if let Event::MemberJoined { .. } = published.event {
                self.follow(conversations, published.event);
            }
            if self.hears(conversations, published) {
                picked.push(index);
            }
            if let Event::MemberLeft { .. } = published.event {
                self.follow(conversations, published.event);
            }
        }
        match progress {
            Progress::Greeted => None,
            Progress::CatchingUp(held) => {
                // Held whole: what is heard is decided when the membership is known.
                if held.len() + batch.len() > HELD {
                    self.outgoing.cut_off();
                } else {
                    held.extend(batch.iter().filter(|p| p.practice == self.practice).cloned());
                }
                None
            }
            Progress::Live { prev } => {
                let before = *prev;
                *prev = batch.get(*picked.last()?)?.seq;
                Some((before, picked))
            }
        }
    }

    fn follow(&self, conversations: &mut HashSet<ConversationId>, event: Event) {
        match event {
            Event::MemberJoined { conversation, user } if user == self.user => {
                conversations.insert(conversation);
            }
            Event::MemberLeft { conversation, user } if user == self.user => {
                conversations.remove(&conversation);
            }
            _ => {}
        }
    }

    fn hears(&self, conversations: &HashSet<ConversationId>, published: &Published) -> bool {
        self.may_hear(published.audience, conversations)
    }

    /// Whether it may hear of something replayed, as its access is now.
    pub fn may_replay(&self, published: &Published) -> bool {
        self.may_hear(published.audience, &self.state().conversations)
    }

    fn may_hear(&self, audience: Audience, conversations: &HashSet<ConversationId>) -> bool {
        match audience {
            Audience::User(user) => user == self.user,
            Audience::Conversation(id) => conversations.contains(&id),
            Audience::Record(RecordRef::Applicant(_)) | Audience::Call(_) => {
                self.permissions.contains(Permission::ApplicantRead)
            }
            Audience::Record(RecordRef::Case(_)) => self.permissions.contains(Permission::CaseRead),
            Audience::Permission(permission) => self.permissions.contains(permission),
            Audience::Practice => true,
        }
    }

    /// Hands something to the socket's task; a browser that does not keep up is cut off. Called by the fan-out alone,
    /// so that everything arrives in the order in which it was sent.
    pub(super) fn pass(&self, outgoing: Outgoing) {
        if self.outgoing.put(outgoing) == Err(queue::TooSlow) {
            self.state().progress = Progress::Greeted;
        }
    }
}
