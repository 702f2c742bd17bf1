//! Everyone who listens. Hears from the writer what was committed and hands it on.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use bytestring::ByteString;
use chrono::{DateTime, Utc};
use domain::event::Event;
use domain::{ConversationId, SessionId, UserId};
use storage::Published;
use wire::realtime::ServerFrame;

use super::connection::Connection;
use super::dispatch::EventSubscriber;
use super::encode;
use super::fanout::FanoutBatch;
use super::outgoing::{CloseCode, Outgoing};
use super::pieces;
use super::presence::PresenceBoard;
use super::recent::RecentEvents;
use super::registry::{self, Registry};
use super::replay_turns::ReplayTurns;

/// Everyone who listens.
#[derive(Debug, Default)]
pub struct Hub {
    registry: RwLock<Registry<Arc<Connection>>>,
    pub presence: PresenceBoard,
    pub recent: RecentEvents,
    pub replay_turns: ReplayTurns,
}

impl Hub {
    pub fn join(&self, connection: Arc<Connection>) -> u64 {
        let (practice, user) = (connection.practice, connection.user);
        self.change().join(practice, user, connection)
    }

    pub fn leave(&self, id: u64) {
        self.change().leave(id);
    }

    /// What a connection missed is about to be read; what happens meanwhile is held for it.
    pub fn catching_up(&self, id: u64, connection: &Connection) {
        // In this order: what happens between the two is told to a connection that does not listen yet.
        self.change().catching_up(id);
        connection.start_catching_up();
    }

    /// A connection was sent everything up to `seq`. Returns what was held for it and is newer.
    pub fn live(&self, id: u64, connection: &Connection, seq: i64) -> Vec<Published> {
        let held = connection.go_live(seq);
        let mut registry = self.change();
        // Read while nobody else changes the registry: who joins a conversation meanwhile is indexed after this.
        registry.live(id, connection.conversations().into_iter().collect());
        held
    }

    fn read(&self) -> RwLockReadGuard<'_, Registry<Arc<Connection>>> {
        self.registry.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, Registry<Arc<Connection>>> {
        self.registry.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many listen.
    pub fn sockets(&self) -> usize {
        self.read().len()
    }

    fn all(&self) -> Vec<Arc<Connection>> {
        self.read().all()
    }

    /// Tells a practice who came and went since the last time.
    pub fn tell_presence(&self, now: DateTime<Utc>) {
        for (practice, changed) in self.presence.changes(now) {
            let listeners = self.read().of_practice(practice);
            for frame in pieces::changes(changed) {
                send(&listeners, &frame);
            }
        }
    }

    /// Sends a frame that is not kept to those of `users` who are there.
    pub fn tell(&self, users: &[UserId], frame: &ServerFrame) {
        send(&self.read().of_users(users), frame);
    }

    /// Whether someone has a conversation before their eyes in one of their tabs.
    pub fn is_viewing(&self, user: UserId, conversation: ConversationId) -> bool {
        self.read().of_users(&[user]).iter().any(|connection| connection.is_viewing(conversation))
    }

    /// Sessions with a socket whose known end has come, in order.
    pub fn sessions_due(&self, now: DateTime<Utc>) -> Vec<SessionId> {
        let due = self.all().into_iter().filter(|connection| connection.expires_at() <= now);
        let mut sessions: Vec<_> = due.map(|connection| connection.session).collect();
        sessions.sort_unstable();
        sessions.dedup();
        sessions
    }

    /// Keeps the sockets of those `due` sessions that are still `good`, until then, and closes the others.
    pub fn settle_sessions(&self, due: &[SessionId], good: &HashMap<SessionId, DateTime<Utc>>) {
        let mut round = FanoutBatch::default();
        for connection in
            self.all().iter().filter(|connection| due.binary_search(&connection.session).is_ok())
        {
            match good.get(&connection.session) {
                Some(until) => connection.expire_at(*until),
                None => round.add(connection, Outgoing::Close(CloseCode::SignedOut)),
            }
        }
        round.send();
    }

    /// Asks everyone to come back later, spread over `spread_ms` so that they do not come at once.
    pub fn drain(&self, spread_ms: u32) {
        let mut round = FanoutBatch::default();
        for connection in &self.all() {
            let after_ms = rand::random_range(0..=spread_ms);
            round.add(connection, Outgoing::Frame(encode::frame(&ServerFrame::Reconnect { after_ms })));
            round.add(connection, Outgoing::Close(CloseCode::GoingAway));
        }
        round.send();
    }
}

impl Hub {
    /// Indexes again those whose conversations a batch has changed.
    fn follow(&self, batch: &[Published], connections: &[(u64, Arc<Connection>)]) {
        let moved: HashSet<UserId> =
            batch.iter().filter_map(|published| registry::about(published.event)).collect();
        if moved.is_empty() {
            return;
        }
        let mut registry = self.change();
        for (id, connection) in connections.iter().filter(|(_, connection)| moved.contains(&connection.user))
        {
            registry.follow(*id, connection.conversations().into_iter().collect());
        }
    }
}

impl EventSubscriber for Hub {
    /// Sends everyone what they may hear, and closes the sockets that an event takes away.
    fn on_events(&self, batch: &[Published]) {
        // In this order: who begins to catch up between the two finds the batch there.
        let events = self.recent.add(batch);
        let connections = self.read().concerned(batch);
        // Members of one room hear the same after the same: their frame is put together once.
        let mut frames: HashMap<(i64, Vec<usize>), ByteString> = HashMap::new();
        let mut round = FanoutBatch::default();
        for (_, connection) in &connections {
            let Some((prev, picked)) = connection.pick(batch) else { continue };
            let frame = match frames.entry((prev, picked)) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(new) => {
                    let (prev, picked) = new.key();
                    let parts = picked.iter().filter_map(|index| Some(&**events.get(*index)?.encoded()));
                    let frame = encode::events_frame(*prev, parts);
                    new.insert(frame).clone()
                }
            };
            round.add(connection, Outgoing::Frame(frame));
        }
        self.follow(batch, &connections);
        for published in batch {
            for (_, connection) in &connections {
                if let Some(why) = ends(published.event, connection) {
                    round.add(connection, Outgoing::Close(why));
                }
            }
        }
        round.send();
    }
}

fn send(to: &[Arc<Connection>], frame: &ServerFrame) {
    let frame = encode::frame(frame);
    let mut round = FanoutBatch::default();
    for connection in to {
        round.add(connection, Outgoing::Frame(frame.clone()));
    }
    round.send();
}

/// Whether an event takes the socket away from who has it.
fn ends(event: Event, connection: &Connection) -> Option<CloseCode> {
    match event {
        Event::SessionRevoked { session, .. } if connection.session == session => Some(CloseCode::SignedOut),
        Event::UserChanged { user } if connection.user == user => Some(CloseCode::AccessChanged),
        _ => None,
    }
}
