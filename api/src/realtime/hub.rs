//! Everyone who listens. Hears from the writer what was committed and hands it on.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use bytestring::ByteString;
use domain::event::Event;
use domain::{ConversationId, PracticeId, UserId};
use storage::{Published, Publisher};
use tokio::sync::Notify;
use wire::realtime::ServerFrame;

use super::connection::{CloseCode, Connection, Outgoing};
use super::encode;
use super::fanout::Round;
use super::presence::PresenceBoard;
use crate::chat::membership::MembershipCache;
use crate::session::cache::SessionCache;

/// Everyone who listens.
#[derive(Debug, Default)]
pub struct Hub {
    connections: RwLock<HashMap<u64, Arc<Connection>>>,
    next: AtomicU64,
    pub presence: PresenceBoard,
}

impl Hub {
    pub fn join(&self, connection: Arc<Connection>) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.connections.write().unwrap_or_else(PoisonError::into_inner).insert(id, connection);
        id
    }

    pub fn leave(&self, id: u64) {
        self.connections.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    fn all(&self) -> Vec<Arc<Connection>> {
        self.connections.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Sends a frame that is not kept to everyone of a practice.
    pub fn broadcast(&self, practice: PracticeId, frame: &ServerFrame) {
        self.send_where(frame, |connection| connection.practice == practice);
    }

    /// Sends a frame that is not kept to those of `users` who are there.
    pub fn tell(&self, users: &[UserId], frame: &ServerFrame) {
        self.send_where(frame, |connection| users.contains(&connection.user));
    }

    fn send_where(&self, frame: &ServerFrame, whom: impl Fn(&Connection) -> bool) {
        let frame = encode::frame(frame);
        let mut round = Round::default();
        for connection in self.all().iter().filter(|connection| whom(connection)) {
            round.add(connection, Outgoing::Frame(frame.clone()));
        }
        round.send();
    }

    /// Whether somebody has a conversation before their eyes in one of their tabs.
    pub fn is_viewing(&self, user: UserId, conversation: ConversationId) -> bool {
        self.all().iter().any(|c| c.user == user && c.is_viewing(conversation))
    }

    /// Asks everyone to come back later, spread over `spread_ms` so that they do not come at once.
    pub fn drain(&self, spread_ms: u32) {
        let mut round = Round::default();
        for connection in &self.all() {
            let after_ms = rand::random_range(0..=spread_ms);
            round.add(connection, Outgoing::Frame(encode::frame(&ServerFrame::Reconnect { after_ms })));
            round.add(connection, Outgoing::Close(CloseCode::GoingAway));
        }
        round.send();
    }

    fn deliver(&self, batch: &[Published]) {
        let connections = self.all();
        let mut encoded: Vec<Option<Option<String>>> = vec![None; batch.len()];
        // Members of one room hear the same after the same: their frame is put together once.
        let mut frames: Vec<(i64, Vec<usize>, ByteString)> = Vec::new();
        let mut round = Round::default();
        for connection in &connections {
            let Some((prev, picked)) = connection.pick(batch) else { continue };
            let known = frames.iter().find(|(p, indexes, _)| *p == prev && *indexes == picked);
            let frame = if let Some((_, _, frame)) = known {
                frame.clone()
            } else {
                for index in &picked {
                    if let (Some(slot), Some(published)) = (encoded.get_mut(*index), batch.get(*index)) {
                        slot.get_or_insert_with(|| encode::sequenced(published));
                    }
                }
                let parts = picked.iter().filter_map(|index| encoded.get(*index)?.as_ref()?.as_deref());
                let frame = encode::events_frame(prev, parts);
                frames.push((prev, picked, frame.clone()));
                frame
            };
            round.add(connection, Outgoing::Frame(frame));
        }
        for published in batch {
            for connection in &connections {
                if let Some(why) = ends(published.event, connection) {
                    round.add(connection, Outgoing::Close(why));
                }
            }
        }
        round.send();
    }
}

/// Whether an event takes the socket away from who has it.
fn ends(event: Event, connection: &Connection) -> Option<CloseCode> {
    match event {
        Event::SessionRevoked { session, .. } if connection.session == session => Some(CloseCode::SignedOut),
        Event::UserChanged { user } if connection.user == user => Some(CloseCode::AccessChanged),
        _ => None,
    }
}

/// What the writer tells of every commit: caches first, so that no answer is older than its event.
#[derive(Debug, Default)]
pub struct Announcer {
    pub hub: Arc<Hub>,
    pub sessions: Arc<SessionCache>,
    pub members: Arc<MembershipCache>,
    /// Rung after a commit that left something in the outbox, for the worker.
    pub wake: Arc<Notify>,
}

impl Publisher for Announcer {
    fn publish(&self, batch: &[Published]) {
        self.sessions.hear(batch);
        self.members.hear(batch);
        self.hub.deliver(batch);
    }

    fn outbox_grew(&self) {
        self.wake.notify_one();
    }
}
