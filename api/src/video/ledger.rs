//! What the built-in room needs of the call's record: who may come in, and where it tells who was there.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::CallId;
use uuid::Uuid;
use wire::signal::{EndReason, IceServer, RoomRole, SignalFault};

/// Who a token says stands at the door, and what they need inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// Opaque, stable within the call; the same in all tabs of one person.
    pub user_id: String,
    /// Shown to everyone; empty takes the name typed in the room.
    pub name: String,
    pub role: RoomRole,
}

/// The door of a call.
#[async_trait]
pub trait RoomDoor: Send + Sync + 'static {
    /// Checks the token against the call and whether the call may be entered at `now`.
    /// `TokenRefused` also for a call that does not exist; `Ended` for one that is over.
    async fn admit(&self, call: CallId, token: &str, now: DateTime<Utc>) -> Result<Admission, SignalFault>;

    /// Whether somebody who lost the connection may come back into the call.
    async fn still_open(&self, call: CallId, now: DateTime<Utc>) -> Result<(), SignalFault>;

    /// The STUN and TURN servers of the practice, with credentials that outlast the call.
    async fn ice_servers(&self, call: CallId) -> Vec<IceServer>;
}

/// One stay of one tab in one filling of the room.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StayKey {
    pub call: CallId,
    /// New when the first person comes after the room stood empty.
    pub session: Uuid,
    /// The eight hexadecimal digits of `RoomParticipant::id`.
    pub participant: String,
}

/// Somebody came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    pub key: StayKey,
    pub user_id: String,
    pub name: String,
    pub role: RoomRole,
}

/// How a stay ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// Left, or closed the tab.
    Left,
    /// Was not heard of for the lease: killed, asleep or without network.
    Lost,
    Kicked,
    /// The call was ended for everyone.
    Ended,
}

/// The record of who was in a call. The calls come one after the other, in the order things happened.
///
/// After a restart of the server a browser comes back with the session and the id it had: `entered` then names
/// a key that is on record already, and means that the stay goes on.
#[async_trait]
pub trait RoomLedger: Send + Sync + 'static {
    async fn entered(&self, stay: Stay, at: DateTime<Utc>);

    /// Those were heard of at `at` or shortly before, told every ten seconds; what to believe after a crash.
    async fn alive(&self, stays: Vec<StayKey>, at: DateTime<Utc>);

    /// `at` is when the person was last heard of. `remaining` people are still there.
    async fn left(&self, stay: StayKey, why: Departure, remaining: usize, at: DateTime<Utc>);

    /// The call is over for everyone; `by` is the `user_id` of the moderator who ended it. Those who were there
    /// have been reported as left before.
    async fn ended(&self, call: CallId, reason: EndReason, by: Option<String>, at: DateTime<Utc>);
}
