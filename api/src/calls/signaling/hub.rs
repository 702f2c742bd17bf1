//! All rooms of this process. Every method takes the time, answers at once and reports to the journal.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::CallId;
use domain::calls::Attendant;
use tokio::sync::mpsc::Sender;
use wire::signaling::{
    ClientFrame, EndReason, IceServer, RoomParticipant, RoomRole, ServerFrame, SignalFault, close,
};

use super::attendance_queue::{AttendanceQueue, Entry};
use super::resume_token::LIFETIME;
use super::room::{Occupant, Outgoing, Room};
use crate::calls::attendance_log::{Admission, Departure, Participation, ParticipationKey};

/// How often the living are reported: three times within a lease.
const REPORT: TimeDelta = TimeDelta::seconds(10);
/// How long an ended call is remembered here; by then the ledger has written it and the door refuses.
const ENDED_MEMORY: TimeDelta = TimeDelta::minutes(2);

/// The state of a call's rooms and sockets in this process.
pub struct SignalHub {
    inner: Mutex<Inner>,
    queue: AttendanceQueue,
}

#[derive(Default)]
struct Inner {
    rooms: HashMap<CallId, Room>,
    ended: HashMap<CallId, DateTime<Utc>>,
    /// Who was taken out, by `user_id`: until staff let them in again, and while it is being written down.
    dismissed: HashMap<(CallId, String), DateTime<Utc>>,
    /// Seats that a newer entry of the same person took, by the id that their return ticket names.
    replaced: HashMap<(CallId, String), DateTime<Utc>>,
    connections: u64,
    reported_at: Option<DateTime<Utc>>,
}

/// What someone brings along who was let in.
pub struct JoinRequest {
    pub admission: Admission,
    /// What they called themselves; counts only where the token has no name.
    pub typed_name: String,
    pub audio: bool,
    pub video: bool,
    /// The stay that goes on after a lost connection, from a verified return ticket.
    pub returning: Option<ParticipationKey>,
    pub ice_servers: Vec<IceServer>,
}

/// A socket's hold on a room. One that was replaced by a newer socket of the same participant moves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParticipantHandle {
    pub call: CallId,
    pub id: String,
    connection: u64,
}

impl SignalHub {
    /// What happens is written to `journal`.
    pub fn new(queue: AttendanceQueue) -> Self {
        Self { inner: Mutex::default(), queue }
    }

    /// Lets someone in, or back in. `ticket` makes the return ticket for the stay.
    pub fn enter(
        &self,
        call: CallId,
        entrance: JoinRequest,
        outbox: Sender<Outgoing>,
        now: DateTime<Utc>,
        ticket: impl FnOnce(&ParticipationKey) -> String,
    ) -> Result<ParticipantHandle, SignalFault> {
        let mut guard = self.lock();
        let inner = &mut *guard;
        if inner.ended.contains_key(&call) {
            return Err(SignalFault::Ended);
        }
        if inner.dismissed.contains_key(&(call, entrance.admission.user_id.clone())) {
            return Err(SignalFault::Removed);
        }
        if let Some(stay) = &entrance.returning
            && inner.replaced.contains_key(&(call, stay.participant.clone()))
        {
            return Err(SignalFault::Replaced);
        }
        inner.connections += 1;
        let connection = inner.connections;
        // After a restart of the server the first to return brings the session along.
        let session = entrance.returning.as_ref().map(|stay| stay.session);
        let room = inner.rooms.entry(call).or_insert_with(|| Room::open(session));
        let returning = entrance.returning.as_ref().map(|stay| stay.participant.clone());
        if !finds_seat(room, &entrance.admission) {
            return Err(SignalFault::Full);
        }
        for other in room.seats_of(&entrance.admission.user_id) {
            if returning.as_ref() != Some(&other) {
                self.let_go(call, room, &other, Departure::Replaced, close::REPLACED, now);
                inner.replaced.insert((call, other), now);
            }
        }
        let id = returning.unwrap_or_else(|| unused_id(room));
        let key = ParticipationKey { call, session: room.session, participant: id.clone() };
        let ticket = ticket(&key);
        let person = person(&id, &entrance);
        let Admission { user_id, role, .. } = entrance.admission.clone();
        if let Some(occupant) = room.find(&id) {
            occupant.reconnect(connection, outbox, close::REPLACED, now);
        } else {
            room.occupants.push(Occupant::new(
                person.clone(),
                entrance.admission.clone(),
                connection,
                outbox,
                now,
            ));
            room.broadcast(&id, &ServerFrame::Joined { participant: person.clone() });
        }
        // Told on every return as well: the record may have closed the stay meanwhile, and begins a new one then.
        self.queue
            .write(Entry::Entered { stay: Participation { key, user_id, name: person.name, role }, at: now });
        welcome(room, &id, entrance.ice_servers, ticket);
        set_state(room, &id, entrance.audio, entrance.video);
        Ok(ParticipantHandle { call, id, connection })
    }

    /// Takes a frame of a seated participant.
    pub fn take(&self, seat: &ParticipantHandle, frame: ClientFrame, now: DateTime<Utc>) {
        let mut inner = self.lock();
        let Some(room) = inner.rooms.get_mut(&seat.call) else { return };
        let Some(own) = room.find(&seat.id).filter(|own| own.connection == seat.connection) else { return };
        own.seen_at = now;
        let moderator = own.person.role == RoomRole::Moderator;
        let user = own.person.user_id.clone();
        match frame {
            ClientFrame::Ping { hidden } => {
                own.hidden = hidden;
                own.tell(&ServerFrame::Pong);
            }
            ClientFrame::State { audio, video } => set_state(room, &seat.id, audio, video),
            ClientFrame::Relay { to, data } => relay(room, &seat.id, &to, data),
            ClientFrame::Leave {} => self.remove(&mut inner, seat.call, &seat.id, Departure::Left, 1000, now),
            ClientFrame::Enter { .. } => {
                own.tell(&ServerFrame::Error { code: SignalFault::BadFrame });
                self.remove(&mut inner, seat.call, &seat.id, Departure::Left, close::BAD_FRAME, now);
            }
            ClientFrame::End {} | ClientFrame::Kick { .. } if !moderator => {
                own.tell(&ServerFrame::Error { code: SignalFault::NotModerator });
            }
            ClientFrame::End {} => self.end_room(&mut inner, seat.call, EndReason::Moderator, user, now),
            ClientFrame::Kick { id } => {
                if let Err(code) = self.kick_out(&mut inner, seat.call, &id, &seat.id, user.as_deref(), now) {
                    tell(&mut inner, seat, &ServerFrame::Error { code });
                }
            }
        }
    }

    /// The socket is gone. After a farewell the participant leaves; otherwise the lease runs, and they may return.
    pub fn disconnected(&self, seat: &ParticipantHandle, farewell: bool, now: DateTime<Utc>) {
        let mut inner = self.lock();
        let Some(own) = inner.rooms.get_mut(&seat.call).and_then(|room| room.find(&seat.id)) else { return };
        if own.connection != seat.connection {
            return;
        }
        if farewell {
            self.remove(&mut inner, seat.call, &seat.id, Departure::Left, 1000, now);
        } else {
            own.disconnect();
        }
    }

    /// Lets those go who were not heard of for the lease, and reports the others as alive. To be called every
    /// second; it reports less often.
    pub fn sweep(&self, now: DateTime<Utc>) {
        let mut inner = self.lock();
        inner.ended.retain(|_, at| now - *at < ENDED_MEMORY);
        inner.dismissed.retain(|_, at| now - *at < LIFETIME);
        inner.replaced.retain(|_, at| now - *at < LIFETIME);
        let mut silent = Vec::new();
        let mut alive = Vec::new();
        for (call, room) in &inner.rooms {
            for occupant in &room.occupants {
                let participant = occupant.person.id.clone();
                if occupant.is_silent(now) {
                    silent.push((*call, participant, occupant.seen_at));
                } else if occupant.is_connected() {
                    alive.push(ParticipationKey { call: *call, session: room.session, participant });
                }
            }
        }
        for (call, id, seen_at) in silent {
            self.remove(&mut inner, call, &id, Departure::Lost, close::TIMED_OUT, seen_at);
        }
        let due = inner.reported_at.is_none_or(|at| now - at >= REPORT);
        if due && !alive.is_empty() {
            inner.reported_at = Some(now);
            self.queue.write(Entry::Alive { stays: alive, at: now });
        }
    }

    /// Ends the call for everyone, as the server decides; nobody comes in afterwards.
    pub fn end(&self, call: CallId, reason: EndReason, by: Option<String>, now: DateTime<Utc>) {
        self.end_room(&mut self.lock(), call, reason, by, now);
    }

    /// Sends everyone out of a call that is not over: they may come in again.
    pub fn clear(&self, call: CallId, now: DateTime<Utc>) {
        self.empty(&mut self.lock(), call, EndReason::Moderator, now);
    }

    /// The end that was told here did not end the call: people may come in again.
    pub fn reopen(&self, call: CallId) {
        self.lock().ended.remove(&call);
    }

    /// Whether nobody comes in because the call was ended a moment ago.
    pub fn is_closed(&self, call: CallId) -> bool {
        self.lock().ended.contains_key(&call)
    }

    /// Staff let someone in again who was taken out.
    pub fn forgive(&self, call: CallId, user_id: &str) {
        self.lock().dismissed.remove(&(call, user_id.to_owned()));
    }

    /// The calls in whose rooms someone is.
    pub fn calls(&self) -> Vec<CallId> {
        self.lock().rooms.keys().copied().collect()
    }

    /// The calls in whose rooms this person is.
    pub fn calls_of(&self, user_id: &str) -> Vec<CallId> {
        let inner = self.lock();
        let with = |room: &&Room| room.occupants.iter().any(|one| one.admission.user_id == user_id);
        inner.rooms.iter().filter(|(_, room)| with(room)).map(|(call, _)| *call).collect()
    }

    /// Everyone in the call's room, as they were let in.
    pub fn admissions(&self, call: CallId) -> Vec<(String, Admission)> {
        let inner = self.lock();
        let all = inner.rooms.get(&call).map(|room| room.occupants.iter()).into_iter().flatten();
        all.map(|one| (one.person.id.clone(), one.admission.clone())).collect()
    }

    /// Writes down as what someone is inside now, and tells everyone of another role.
    pub fn set_admission(&self, call: CallId, id: &str, admission: Admission) {
        let mut inner = self.lock();
        let Some(room) = inner.rooms.get_mut(&call) else { return };
        let Some(own) = room.find(id) else { return };
        let role = admission.role;
        let changed = own.person.role != role;
        own.person.role = role;
        own.admission = admission;
        if changed {
            let frame = ServerFrame::Role { id: id.to_owned(), role };
            own.tell(&frame);
            room.broadcast(id, &frame);
        }
    }

    /// Takes someone out whose reason to be inside is gone, and says why.
    pub fn evict(&self, call: CallId, id: &str, why: SignalFault, now: DateTime<Utc>) {
        let mut inner = self.lock();
        let Some(out) = inner.rooms.get_mut(&call).and_then(|room| room.find(id)) else { return };
        let (departure, code) = match why {
            SignalFault::Ended => {
                out.tell(&ServerFrame::Ended { reason: EndReason::Moderator });
                (Departure::Ended, close::ENDED)
            }
            SignalFault::Removed => {
                out.tell(&ServerFrame::Kicked { by: String::new() });
                (Departure::Kicked, close::KICKED)
            }
            other => {
                out.tell(&ServerFrame::Error { code: other });
                (Departure::Kicked, close::TOKEN_REFUSED)
            }
        };
        self.remove(&mut inner, call, id, departure, code, now);
    }

    /// Who is in the call's room now.
    pub fn people(&self, call: CallId) -> Vec<RoomParticipant> {
        self.lock().rooms.get(&call).map(|room| room.others("")).unwrap_or_default()
    }

    /// Closes every socket because the process stops; the browsers come back to the next one by themselves.
    pub fn drain(&self) {
        for room in self.lock().rooms.values_mut() {
            for occupant in &mut room.occupants {
                occupant.close(close::GOING_AWAY);
            }
        }
    }

    fn remove(
        &self,
        inner: &mut Inner,
        call: CallId,
        id: &str,
        why: Departure,
        code: u16,
        at: DateTime<Utc>,
    ) {
        let Some(room) = inner.rooms.get_mut(&call) else { return };
        self.let_go(call, room, id, why, code, at);
        if room.occupants.is_empty() {
            inner.rooms.remove(&call);
        }
    }

    fn let_go(&self, call: CallId, room: &mut Room, id: &str, why: Departure, code: u16, at: DateTime<Utc>) {
        let Some(mut gone) = room.remove(id) else { return };
        gone.close(code);
        room.broadcast(id, &ServerFrame::Left { id: id.to_owned() });
        let stay = ParticipationKey { call, session: room.session, participant: id.to_owned() };
        self.queue.write(Entry::Left { stay, why, remaining: room.occupants.len(), at });
    }

    /// Takes someone out for good. A moderator stays: the call is theirs as well.
    fn kick_out(
        &self,
        inner: &mut Inner,
        call: CallId,
        id: &str,
        by: &str,
        by_user: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), SignalFault> {
        let Some(out) = inner.rooms.get_mut(&call).and_then(|room| room.find(id)) else {
            return Err(SignalFault::NoSuchParticipant);
        };
        if out.person.role == RoomRole::Moderator {
            return Err(SignalFault::NotModerator);
        }
        out.tell(&ServerFrame::Kicked { by: by.to_owned() });
        let user_id = out.admission.user_id.clone();
        inner.dismissed.insert((call, user_id.clone()), now);
        let by = by_user.unwrap_or_default().to_owned();
        self.queue.write(Entry::Removed { call, user_id, by, at: now });
        self.remove(inner, call, id, Departure::Kicked, close::KICKED, now);
        Ok(())
    }

    fn end_room(
        &self,
        inner: &mut Inner,
        call: CallId,
        reason: EndReason,
        by: Option<String>,
        now: DateTime<Utc>,
    ) {
        if inner.ended.insert(call, now).is_some() {
            return;
        }
        self.empty(inner, call, reason, now);
        self.queue.write(Entry::Ended { call, reason, by, at: now });
    }

    fn empty(&self, inner: &mut Inner, call: CallId, reason: EndReason, now: DateTime<Utc>) {
        let Some(mut room) = inner.rooms.remove(&call) else { return };
        let session = room.session;
        while let Some(mut occupant) = room.occupants.pop() {
            occupant.tell(&ServerFrame::Ended { reason });
            let connected = occupant.is_connected();
            occupant.close(close::ENDED);
            let at = if connected { now } else { occupant.seen_at };
            let stay = ParticipationKey { call, session, participant: occupant.person.id };
            let remaining = room.occupants.len();
            self.queue.write(Entry::Left { stay, why: Departure::Ended, remaining, at });
        }
    }

    /// A panic elsewhere leaves the rooms as they were after the last whole step.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn person(id: &str, entrance: &JoinRequest) -> RoomParticipant {
    let Admission { user_id, name, role, attendant, .. } = &entrance.admission;
    let name = if name.trim().is_empty() { &entrance.typed_name } else { name };
    RoomParticipant {
        id: id.to_owned(),
        name: shown_name(name),
        role: *role,
        audio: entrance.audio,
        video: entrance.video,
        user_id: Some(user_id.clone()),
        client: *attendant == Attendant::Client,
    }
}

/// Whether someone finds a seat, or has one already.
fn finds_seat(room: &Room, admission: &Admission) -> bool {
    let others = room.occupants.iter().filter(|other| other.admission.user_id != admission.user_id);
    let inside: Vec<Attendant> = others.map(|other| other.admission.attendant).collect();
    admission.attendant.finds_seat(&inside)
}

/// At most sixty characters, none of which moves the cursor or turns the writing around.
fn shown_name(name: &str) -> String {
    let plain = |c: &char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.trim().chars().filter(plain).take(60).collect()
}

fn unused_id(room: &mut Room) -> String {
    loop {
        let id = format!("{:08x}", rand::random::<u32>());
        if room.find(&id).is_none() {
            return id;
        }
    }
}

fn welcome(room: &mut Room, id: &str, ice_servers: Vec<IceServer>, resume: String) {
    let participants = room.others(id);
    let session_id = room.session;
    let Some(own) = room.find(id) else { return };
    let RoomParticipant { role, name, .. } = own.person.clone();
    let id = id.to_owned();
    own.tell(&ServerFrame::Welcome { id, session_id, role, name, participants, ice_servers, resume });
    own.deliver_kept();
}

fn set_state(room: &mut Room, id: &str, audio: bool, video: bool) {
    let Some(own) = room.find(id) else { return };
    if (own.person.audio, own.person.video) == (audio, video) {
        return;
    }
    (own.person.audio, own.person.video) = (audio, video);
    room.broadcast(id, &ServerFrame::State { id: id.to_owned(), audio, video });
}

fn relay(room: &mut Room, from: &str, to: &str, data: serde_json::Value) {
    if let Some(other) = room.find(to).filter(|_| from != to) {
        other.tell_or_keep(&ServerFrame::Relay { from: from.to_owned(), data });
    } else if let Some(own) = room.find(from) {
        own.tell(&ServerFrame::Error { code: SignalFault::NoSuchParticipant });
    }
}

fn tell(inner: &mut Inner, seat: &ParticipantHandle, frame: &ServerFrame) {
    if let Some(own) = inner.rooms.get_mut(&seat.call).and_then(|room| room.find(&seat.id)) {
        own.tell(frame);
    }
}

#[cfg(test)]
mod tests;
