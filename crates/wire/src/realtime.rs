//! Frames of the staff's socket, `GET /api/v1/realtime`.
//!
//! Writes stay on HTTP; the socket carries events, heartbeats and activity. A client connects, is
//! greeted, sends `resume` with the last `seq` it knows (or `identify`), and then receives `events`
//! frames. Each names in `prev` the `seq` this connection was last sent: when that is not what the
//! client holds, it resumes again. `resync` says: forget what you have and read it anew.

mod read;

use domain::event::RecordRef;
use domain::{
    CallId, ConversationId, MailId, MessageId, NotificationId, SessionId, SmsMessageId, SmsThreadId, UserId,
};
use serde::{Deserialize, Serialize};

use crate::chat::Message;

/// The WebSocket sub-protocol, with its version.
pub const PROTOCOL: &str = "liaison.realtime.v1";

/// What the server sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case", try_from = "read::FrameFields")]
pub enum ServerFrame {
    /// First frame. Heartbeats are due every `heartbeat_ms`.
    Hello {
        heartbeat_ms: u32,
        connection: String,
        max_frame: u32,
    },
    /// Answers `identify`: events after `seq` will follow.
    Ready {
        seq: i64,
        presence: Vec<UserPresence>,
    },
    /// Answers `resume`: everything missed has been sent.
    Resumed {
        seq: i64,
        presence: Vec<UserPresence>,
    },
    /// Too much was missed, or the log no longer reaches back: read everything anew.
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
    pub e: ServerEvent,
}

/// What happened, as a browser needs it. Ids and versions; a thing that is not carried is read again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "read::EventFields")]
pub enum ServerEvent {
    MessagePosted {
        message: Message,
    },
    /// Edited or deleted.
    MessageChanged {
        conversation: ConversationId,
        message: MessageId,
    },
    ConversationChanged {
        conversation: ConversationId,
    },
    MemberJoined {
        conversation: ConversationId,
        user: UserId,
    },
    MemberLeft {
        conversation: ConversationId,
        user: UserId,
    },
    /// Somebody read up to `read_seq`; for oneself `unread` is the absolute count that is left.
    ReadMoved {
        conversation: ConversationId,
        user: UserId,
        read_seq: i64,
        unread: Option<u64>,
    },
    NotificationAdded {
        notification: NotificationId,
    },
    NotificationsSeen,
    RecordChanged {
        record: RecordRef,
        version: i64,
    },
    TimelineGrew {
        record: RecordRef,
    },
    SmsThreadChanged {
        thread: SmsThreadId,
    },
    SmsMessageAdded {
        thread: SmsThreadId,
        message: SmsMessageId,
    },
    SmsMessageChanged {
        thread: SmsThreadId,
        message: SmsMessageId,
    },
    CallChanged {
        call: CallId,
        version: i64,
    },
    CallParticipantsChanged {
        call: CallId,
    },
    CallEnded {
        call: CallId,
    },
    UserChanged {
        user: UserId,
    },
    SessionRevoked {
        session: SessionId,
    },
    MailChanged {
        mail: MailId,
    },
    SettingsChanged,
}

/// Whether somebody can be expected to answer.
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
#[serde(tag = "t", rename_all = "snake_case")]
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
