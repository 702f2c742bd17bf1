//! Frames of the staff's socket, `GET /api/v1/realtime`.
//!
//! Writes stay on HTTP; the socket carries events, heartbeats and activity. A client connects, is
//! greeted, sends `resume` with the last `seq` it knows (or `identify`), and then receives `events`
//! frames. Each names in `prev` the `seq` this connection was last sent: when that is not what the
//! client holds, it resumes again. `resync` says: forget what you have and read it again.

mod read;

use domain::event::Event;
use domain::{ConversationId, UserId};
use serde::{Deserialize, Serialize};

use crate::chat::Message;

/// The WebSocket sub-protocol, with its version.
pub const PROTOCOL: &str = "liaison.realtime.v1";

/// Close codes.
pub mod close {
    /// The session ended, by signing out, by being revoked or by its time: ask who is signed in.
    pub const SIGNED_OUT: u16 = 4401;
    /// What the person may see has changed: come back, and everything is checked again.
    pub const ACCESS_CHANGED: u16 = 4403;
    /// The cookie is another person's than the one named in [`SocketQuery`](super::SocketQuery).
    pub const OTHER_PERSON: u16 = 4409;
    /// The browser does not read fast enough: come back and resume.
    pub const TOO_SLOW: u16 = 4008;
    /// The server stops: come back later.
    pub const GOING_AWAY: u16 = 1012;
}

/// How the socket is asked for. A browser cannot set a header there, so the address names the person whom the page
/// shows; where the cookie is someone else's, `hello` says whose, and the socket closes with
/// [`close::OTHER_PERSON`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default)]
pub struct SocketQuery {
    pub user: Option<UserId>,
}

/// What the server sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "read::FrameFields")]
pub enum ServerFrame {
    /// First frame, with the person whose cookie it is. Heartbeats are due every `heartbeat_ms`.
    Hello {
        user: UserId,
        heartbeat_ms: u32,
        connection: String,
        max_frame: u32,
    },
    /// Answers `identify`: events after `seq` will follow. Who is not named in `presence`, nor in the `presence` frames
    /// that may follow at once, is offline; so with the two answers below.
    Ready {
        seq: i64,
        presence: Vec<UserPresence>,
    },
    /// Answers `resume`: everything missed has been sent.
    Resumed {
        seq: i64,
        presence: Vec<UserPresence>,
    },
    /// Too much was missed, or the log no longer reaches back: read everything again.
    Resync {
        seq: i64,
        presence: Vec<UserPresence>,
    },
    Events(EventsFrame),
    /// Who is there has changed. Not kept: a new connection gets all of it.
    Presence {
        changed: Vec<UserPresence>,
    },
    Typing {
        conversation: ConversationId,
        user: UserId,
    },
    HeartbeatAck,
    /// The server is about to restart; connect again after so many milliseconds.
    Reconnect {
        after_ms: u32,
    },
}

/// Some events, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventsFrame {
    /// The `seq` this connection was sent before these.
    pub prev: i64,
    pub events: Vec<SequencedEvent>,
}

/// An event and its place in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SequencedEvent {
    pub seq: i64,
    pub event: Event,
    /// What everyone online would otherwise ask for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<Enclosure>,
}

impl SequencedEvent {
    /// The message that was posted.
    pub fn message(&self) -> Option<&Message> {
        if let Some(Enclosure::Message(message)) = &self.with { Some(message) } else { None }
    }
}

/// What travels with an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enclosure {
    /// The message that was posted, as it is by now. A posted message without it is gone again.
    Message(Message),
    /// How many messages the reader has left in the conversation.
    Unread(u64),
}

/// Whether someone can be expected to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Using the application now.
    Active,
    /// Connected, but without input for a while.
    Idle,
    Offline,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserPresence {
    pub user: UserId,
    pub presence: Presence,
}

/// What a browser sends. At most 4 KiB each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Start from now.
    Identify,
    /// Send what came after `seq`.
    Resume {
        seq: i64,
    },
    /// Every `heartbeat_ms`, and at once after waking up.
    Heartbeat,
    /// Whether the person has used the keyboard or pointer in the last five minutes.
    Activity {
        active: bool,
    },
    Typing {
        conversation: ConversationId,
    },
    /// Which conversation is open before the person's eyes, if any: its messages ring no bell.
    Viewing {
        conversation: Option<ConversationId>,
    },
}
