//! One room: who is in it and what each of them is told. No clock, no socket, no lock.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::mpsc::Sender;
use uuid::Uuid;
use wire::signaling::{HIDDEN_LEASE_SECONDS, LEASE_SECONDS, RoomParticipant, ServerFrame};

use crate::calls::attendance_log::Admission;

/// What a socket's task has to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// An encoded `ServerFrame`.
    Frame(String),
    /// Close with a code of `wire::signaling::close`.
    Close(u16),
}

/// Descriptions and candidates that wait for a neighbour whose socket is being opened again.
const MOST_WAITING: usize = 256;

/// Someone in the room, connected or expected back.
pub struct Occupant {
    pub person: RoomParticipant,
    /// As what they were let in.
    pub admission: Admission,
    pub seen_at: DateTime<Utc>,
    /// The tab is not shown, so that its next word may take a minute.
    pub hidden: bool,
    /// Which of the participant's sockets, in the order they were opened, is the present one.
    pub connection: u64,
    outbox: Option<Sender<Outgoing>>,
    waiting: VecDeque<String>,
}

impl Occupant {
    pub fn new(
        person: RoomParticipant,
        admission: Admission,
        connection: u64,
        outbox: Sender<Outgoing>,
        now: DateTime<Utc>,
    ) -> Self {
        let waiting = VecDeque::new();
        Self { person, admission, seen_at: now, hidden: false, connection, outbox: Some(outbox), waiting }
    }

    /// Whether nothing was heard for longer than the tab may be silent.
    pub fn is_silent(&self, now: DateTime<Utc>) -> bool {
        let lease = if self.hidden { HIDDEN_LEASE_SECONDS } else { LEASE_SECONDS };
        now - self.seen_at > TimeDelta::seconds(i64::from(lease))
    }

    pub const fn is_connected(&self) -> bool {
        self.outbox.is_some()
    }

    /// Takes the newer socket; the older one, if any, is closed.
    pub fn reconnect(
        &mut self,
        connection: u64,
        outbox: Sender<Outgoing>,
        replaced: u16,
        now: DateTime<Utc>,
    ) {
        self.close(replaced);
        self.connection = connection;
        self.outbox = Some(outbox);
        self.seen_at = now;
        self.hidden = false;
    }

    pub fn disconnect(&mut self) {
        self.outbox = None;
    }

    /// Closes the socket, which ends with what it has been sent before.
    pub fn close(&mut self, code: u16) {
        if let Some(outbox) = self.outbox.take() {
            // A full outbox is not read: its task ends when the sender is dropped.
            let _ = outbox.try_send(Outgoing::Close(code));
        }
    }

    pub fn tell(&mut self, frame: &ServerFrame) {
        if let Some(text) = encode(frame) {
            self.push(text);
        }
    }

    /// Like `tell`, but kept for one whose socket is lost: a neighbour's offer comes only once.
    pub fn tell_or_keep(&mut self, frame: &ServerFrame) {
        let Some(text) = encode(frame) else { return };
        if self.outbox.is_some() {
            self.push(text);
        } else if self.waiting.len() < MOST_WAITING {
            self.waiting.push_back(text);
        }
    }

    /// Sends what was kept.
    pub fn deliver_kept(&mut self) {
        for text in std::mem::take(&mut self.waiting) {
            self.push(text);
        }
    }

    fn push(&mut self, text: String) {
        let full = self.outbox.as_ref().is_some_and(|outbox| outbox.try_send(Outgoing::Frame(text)).is_err());
        if full {
            self.disconnect();
        }
    }
}

/// The people of one call between its filling and its emptying.
pub struct Room {
    pub session: Uuid,
    pub occupants: Vec<Occupant>,
}

impl Room {
    /// The room that the first person fills, or finds again as `session`.
    pub fn open(session: Option<Uuid>) -> Self {
        Self { session: session.unwrap_or_else(Uuid::now_v7), occupants: Vec::new() }
    }

    pub fn find(&mut self, id: &str) -> Option<&mut Occupant> {
        self.occupants.iter_mut().find(|occupant| occupant.person.id == id)
    }

    /// The seats of one person, by the participants' ids.
    pub fn seats_of(&self, user_id: &str) -> Vec<String> {
        let own = self.occupants.iter().filter(|occupant| occupant.admission.user_id == user_id);
        own.map(|occupant| occupant.person.id.clone()).collect()
    }

    pub fn remove(&mut self, id: &str) -> Option<Occupant> {
        let at = self.occupants.iter().position(|occupant| occupant.person.id == id)?;
        Some(self.occupants.remove(at))
    }

    pub fn others(&self, id: &str) -> Vec<RoomParticipant> {
        self.occupants
            .iter()
            .map(|occupant| &occupant.person)
            .filter(|person| person.id != id)
            .cloned()
            .collect()
    }

    /// Tells everyone but `id`.
    pub fn broadcast(&mut self, id: &str, frame: &ServerFrame) {
        for occupant in self.occupants.iter_mut().filter(|occupant| occupant.person.id != id) {
            occupant.tell(frame);
        }
    }
}

fn encode(frame: &ServerFrame) -> Option<String> {
    serde_json::to_string(frame).ok()
}
