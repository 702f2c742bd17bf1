//! Reading frames: all fields that any of them has, then what the type makes of them.
//!
//! serde's own code for enums that are tagged within keeps each object until it finds the tag, and has a reader for
//! every variant: too much for a browser to download.

use std::fmt;

use domain::{ConversationId, UserId};
use serde::Deserialize;

use super::{EventsFrame, SequencedEvent, ServerFrame, UserPresence};

/// A field that the kind has is not there, or is another's.
#[derive(Debug)]
pub struct Incomplete;

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not what this kind carries")
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum FrameKind {
    Hello,
    Ready,
    Resumed,
    Resync,
    Events,
    Presence,
    Typing,
    HeartbeatAck,
    Reconnect,
}

#[derive(Deserialize)]
pub struct FrameFields {
    #[serde(rename = "type")]
    kind: FrameKind,
    heartbeat_ms: Option<u32>,
    connection: Option<String>,
    max_frame: Option<u32>,
    seq: Option<i64>,
    presence: Option<Vec<UserPresence>>,
    prev: Option<i64>,
    events: Option<Vec<SequencedEvent>>,
    changed: Option<Vec<UserPresence>>,
    conversation: Option<ConversationId>,
    user: Option<UserId>,
    after_ms: Option<u32>,
}

impl FrameFields {
    fn frame(self) -> Option<ServerFrame> {
        Some(match self.kind {
            FrameKind::Hello => ServerFrame::Hello {
                user: self.user?,
                heartbeat_ms: self.heartbeat_ms?,
                connection: self.connection?,
                max_frame: self.max_frame?,
            },
            FrameKind::Ready => ServerFrame::Ready { seq: self.seq?, presence: self.presence? },
            FrameKind::Resumed => ServerFrame::Resumed { seq: self.seq?, presence: self.presence? },
            FrameKind::Resync => ServerFrame::Resync { seq: self.seq?, presence: self.presence? },
            FrameKind::Events => ServerFrame::Events(EventsFrame { prev: self.prev?, events: self.events? }),
            FrameKind::Presence => ServerFrame::Presence { changed: self.changed? },
            FrameKind::Typing => ServerFrame::Typing { conversation: self.conversation?, user: self.user? },
            FrameKind::HeartbeatAck => ServerFrame::HeartbeatAck,
            FrameKind::Reconnect => ServerFrame::Reconnect { after_ms: self.after_ms? },
        })
    }
}

impl TryFrom<FrameFields> for ServerFrame {
    type Error = Incomplete;

    fn try_from(fields: FrameFields) -> Result<Self, Incomplete> {
        fields.frame().ok_or(Incomplete)
    }
}

#[cfg(test)]
mod tests {
    use domain::MessageId;
    use domain::event::Event;
    use uuid::Uuid;

    use super::super::{Enclosure, Presence};
    use super::*;
    use crate::chat::Message;

    fn message() -> Message {
        let at = "2026-11-20T14:30:00.125Z".parse().expect("an instant");
        Message {
            id: MessageId::new(Uuid::from_u128(1)),
            conversation: ConversationId::new(Uuid::from_u128(2)),
            seq: 7,
            author: UserId::new(Uuid::from_u128(3)),
            body: "The file is complete".to_owned(),
            nonce: "n".to_owned(),
            version: 1,
            created_at: at,
            edited_at: Some(at),
            deleted_at: None,
        }
    }

    /// Every event of the catalogue, and each with what may travel with it.
    fn every_event() -> Vec<SequencedEvent> {
        let alone = Event::examples().into_iter().map(|event| (event, None));
        let with = Event::examples().into_iter().filter_map(|event| match event {
            Event::MessagePosted { .. } => Some((event, Some(Enclosure::Message(message())))),
            Event::ReadMoved { .. } => Some((event, Some(Enclosure::Unread(3)))),
            _ => None,
        });
        alone.chain(with).zip(12..).map(|((event, with), seq)| SequencedEvent { seq, event, with }).collect()
    }

    /// One of each kind. Does not compile before a new kind is here too.
    fn every_frame() -> Vec<ServerFrame> {
        let presence = vec![UserPresence { user: Uuid::from_u128(3).into(), presence: Presence::Idle }];
        let mut all = vec![ServerFrame::HeartbeatAck];
        loop {
            let presence = presence.clone();
            all.push(match all.last() {
                Some(ServerFrame::HeartbeatAck) => ServerFrame::Hello {
                    user: Uuid::from_u128(3).into(),
                    heartbeat_ms: 25_000,
                    connection: "c".to_owned(),
                    max_frame: 4_096,
                },
                Some(ServerFrame::Hello { .. }) => ServerFrame::Ready { seq: 0, presence },
                Some(ServerFrame::Ready { .. }) => ServerFrame::Resumed { seq: 9, presence },
                Some(ServerFrame::Resumed { .. }) => ServerFrame::Resync { seq: 10, presence: Vec::new() },
                Some(ServerFrame::Resync { .. }) => {
                    ServerFrame::Events(EventsFrame { prev: 11, events: every_event() })
                }
                Some(ServerFrame::Events(_)) => ServerFrame::Presence { changed: presence },
                Some(ServerFrame::Presence { .. }) => ServerFrame::Typing {
                    conversation: Uuid::from_u128(2).into(),
                    user: Uuid::from_u128(3).into(),
                },
                Some(ServerFrame::Typing { .. }) => ServerFrame::Reconnect { after_ms: 1_000 },
                None | Some(ServerFrame::Reconnect { .. }) => return all,
            });
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for frame in every_frame() {
            let text = serde_json::to_string(&frame).expect("json");
            assert_eq!(serde_json::from_str::<ServerFrame>(&text).expect(&text), frame);
        }
    }
}
