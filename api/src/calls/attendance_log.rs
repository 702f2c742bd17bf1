//! What the built-in room needs of the call's record: who may come in, and where it tells who was there.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::calls::Attendant;
use domain::{CallId, SessionId};
use uuid::Uuid;
use wire::signaling::{EndReason, IceServer, RoomRole, SignalFault};

/// Who waits at the door, and what they need inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// Opaque, stable within the call: one person has one seat.
    pub user_id: String,
    /// Shown to everyone; empty takes the name typed in the room.
    pub name: String,
    pub role: RoomRole,
    pub attendant: Attendant,
    /// The session of a colleague, with which the admission ends.
    pub session: Option<SessionId>,
}

/// The door of a call.
#[async_trait]
pub trait RoomAuthorizer: Send + Sync + 'static {
    /// Checks the token against the call, and what is true now of its bearer.
    /// `TokenRefused` also for a call that does not exist; `Ended` for one that is over.
    async fn admit(&self, call: CallId, token: &str, now: DateTime<Utc>) -> Result<Admission, SignalFault>;

    /// What is true now of someone who was admitted before: on coming back after a lost connection, and whenever something
    /// changed that may concern them. `Unavailable` says that it could not be found out.
    async fn readmit(
        &self,
        call: CallId,
        admission: Admission,
        now: DateTime<Utc>,
    ) -> Result<Admission, SignalFault>;

    /// Whether the call is over for everyone; `None` where it could not be found out.
    async fn is_over(&self, call: CallId) -> Option<bool>;

    /// The STUN and TURN servers of the practice, with credentials that outlast the call.
    async fn ice_servers(&self, call: CallId) -> Vec<IceServer>;
}

/// One stay of one tab in one filling of the room.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParticipationKey {
    pub call: CallId,
    /// New when the first person comes after the room stood empty.
    pub session: Uuid,
    /// The eight hexadecimal digits of `RoomParticipant::id`.
    pub participant: String,
}

/// Someone came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    pub key: ParticipationKey,
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
    /// The same person came in elsewhere.
    Replaced,
    /// The call was ended for everyone.
    Ended,
}

/// It could not be written now and has to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotWritten;

/// The record of who was in a call. The calls come one after the other, in the order things happened. One that fails is
/// made again until it succeeds, so each must be harmless when it was written already.
///
/// A browser that comes back within the lease has the session and the id it had: `entered` then names a key that is on
/// record already, and the stay goes on. If it was closed meanwhile, a new one begins.
#[async_trait]
pub trait AttendanceLog: Send + Sync + 'static {
    async fn entered(&self, stay: &Participation, at: DateTime<Utc>) -> Result<(), NotWritten>;

    /// Those were heard of at `at` or shortly before, told every ten seconds; what to believe after a crash.
    async fn renew(&self, stays: &[ParticipationKey], at: DateTime<Utc>) -> Result<(), NotWritten>;

    /// `at` is when the person was last heard of. `remaining` people are still there.
    async fn left(
        &self,
        stay: &ParticipationKey,
        why: Departure,
        remaining: usize,
        at: DateTime<Utc>,
    ) -> Result<(), NotWritten>;

    /// Someone was taken out by the moderator whose `user_id` is `by`, and may not come back.
    async fn removed(
        &self,
        call: CallId,
        user_id: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<(), NotWritten>;

    /// The call is over for everyone; `by` is the `user_id` of the moderator who ended it. Those who were there
    /// have been reported as left before.
    async fn ended(
        &self,
        call: CallId,
        reason: EndReason,
        by: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<(), NotWritten>;
}
