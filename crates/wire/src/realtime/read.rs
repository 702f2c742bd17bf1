//! Reading frames and events: all fields that any of them has, then what the kind makes of them.
//!
//! serde's own code for enums tagged within keeps each object until it finds the tag, and reads it a second time for
//! every variant: a fifth of what the staff's browser downloaded for chat, before compression.

use std::fmt;

use domain::event::RecordRef;
use domain::{
    CallId, ConversationId, MailId, MessageId, NotificationId, SessionId, SmsMessageId, SmsThreadId, UserId,
};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use uuid::Uuid;

use super::{EventsFrame, SequencedEvent, ServerEvent, ServerFrame, UserPresence};
use crate::chat::Message;

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
    t: FrameKind,
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
        Some(match self.t {
            FrameKind::Hello => ServerFrame::Hello {
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

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum EventKind {
    MessagePosted,
    MessageChanged,
    ConversationChanged,
    MemberJoined,
    MemberLeft,
    ReadMoved,
    NotificationAdded,
    NotificationsSeen,
    RecordChanged,
    TimelineGrew,
    SmsThreadChanged,
    SmsMessageAdded,
    SmsMessageChanged,
    CallChanged,
    CallParticipantsChanged,
    CallEnded,
    UserChanged,
    SessionRevoked,
    MailChanged,
    SettingsChanged,
}

#[derive(Deserialize)]
pub struct EventFields {
    kind: EventKind,
    message: Option<Carried>,
    conversation: Option<ConversationId>,
    user: Option<UserId>,
    read_seq: Option<i64>,
    unread: Option<u64>,
    notification: Option<NotificationId>,
    record: Option<RecordRef>,
    version: Option<i64>,
    thread: Option<SmsThreadId>,
    call: Option<CallId>,
    session: Option<SessionId>,
    mail: Option<MailId>,
}

impl EventFields {
    fn event(self) -> Option<ServerEvent> {
        Some(match self.kind {
            EventKind::MessagePosted => ServerEvent::MessagePosted { message: self.message?.whole()? },
            EventKind::MessageChanged => ServerEvent::MessageChanged {
                conversation: self.conversation?,
                message: MessageId::new(self.message?.id()?),
            },
            EventKind::ConversationChanged => {
                ServerEvent::ConversationChanged { conversation: self.conversation? }
            }
            EventKind::MemberJoined => {
                ServerEvent::MemberJoined { conversation: self.conversation?, user: self.user? }
            }
            EventKind::MemberLeft => {
                ServerEvent::MemberLeft { conversation: self.conversation?, user: self.user? }
            }
            EventKind::ReadMoved => ServerEvent::ReadMoved {
                conversation: self.conversation?,
                user: self.user?,
                read_seq: self.read_seq?,
                unread: self.unread,
            },
            EventKind::NotificationAdded => {
                ServerEvent::NotificationAdded { notification: self.notification? }
            }
            EventKind::NotificationsSeen => ServerEvent::NotificationsSeen,
            EventKind::RecordChanged => {
                ServerEvent::RecordChanged { record: self.record?, version: self.version? }
            }
            EventKind::TimelineGrew => ServerEvent::TimelineGrew { record: self.record? },
            EventKind::SmsThreadChanged => ServerEvent::SmsThreadChanged { thread: self.thread? },
            EventKind::SmsMessageAdded => {
                let message = SmsMessageId::new(self.message?.id()?);
                ServerEvent::SmsMessageAdded { thread: self.thread?, message }
            }
            EventKind::SmsMessageChanged => {
                let message = SmsMessageId::new(self.message?.id()?);
                ServerEvent::SmsMessageChanged { thread: self.thread?, message }
            }
            EventKind::CallChanged => ServerEvent::CallChanged { call: self.call?, version: self.version? },
            EventKind::CallParticipantsChanged => ServerEvent::CallParticipantsChanged { call: self.call? },
            EventKind::CallEnded => ServerEvent::CallEnded { call: self.call? },
            EventKind::UserChanged => ServerEvent::UserChanged { user: self.user? },
            EventKind::SessionRevoked => ServerEvent::SessionRevoked { session: self.session? },
            EventKind::MailChanged => ServerEvent::MailChanged { mail: self.mail? },
            EventKind::SettingsChanged => ServerEvent::SettingsChanged,
        })
    }
}

impl TryFrom<EventFields> for ServerEvent {
    type Error = Incomplete;

    fn try_from(fields: EventFields) -> Result<Self, Incomplete> {
        fields.event().ok_or(Incomplete)
    }
}

/// The field `message`: a whole one where it was posted, the id of one elsewhere.
enum Carried {
    Whole(Box<Message>),
    Id(Uuid),
}

impl Carried {
    fn whole(self) -> Option<Message> {
        if let Self::Whole(message) = self { Some(*message) } else { None }
    }

    fn id(self) -> Option<Uuid> {
        if let Self::Id(id) = self { Some(id) } else { None }
    }
}

impl<'de> Deserialize<'de> for Carried {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Carried;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a message or the id of one")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Carried, E> {
                Uuid::try_parse(text).map(Carried::Id).map_err(|_| E::custom("not a UUID"))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Carried, M::Error> {
                let message = Message::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Carried::Whole(Box::new(message)))
            }
        }

        from.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Presence;
    use super::*;

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

    /// One of each kind. Does not compile before a new kind is here too.
    fn every_event() -> Vec<ServerEvent> {
        let id = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
        let (conversation, user, thread) = (id.into(), id.into(), id.into());
        let (message, sms, call, record) = (id.into(), id.into(), id.into(), RecordRef::Case(id.into()));
        let first = ServerEvent::MessagePosted { message: self::message() };
        let mut all = vec![first];
        loop {
            all.push(match all.last() {
                Some(ServerEvent::MessagePosted { .. }) => {
                    ServerEvent::MessageChanged { conversation, message }
                }
                Some(ServerEvent::MessageChanged { .. }) => ServerEvent::ConversationChanged { conversation },
                Some(ServerEvent::ConversationChanged { .. }) => {
                    ServerEvent::MemberJoined { conversation, user }
                }
                Some(ServerEvent::MemberJoined { .. }) => ServerEvent::MemberLeft { conversation, user },
                Some(ServerEvent::MemberLeft { .. }) => {
                    ServerEvent::ReadMoved { conversation, user, read_seq: 4, unread: Some(0) }
                }
                Some(ServerEvent::ReadMoved { unread: Some(_), .. }) => {
                    ServerEvent::ReadMoved { conversation, user, read_seq: 4, unread: None }
                }
                Some(ServerEvent::ReadMoved { .. }) => {
                    ServerEvent::NotificationAdded { notification: id.into() }
                }
                Some(ServerEvent::NotificationAdded { .. }) => ServerEvent::NotificationsSeen,
                Some(ServerEvent::NotificationsSeen) => ServerEvent::RecordChanged { record, version: 2 },
                Some(ServerEvent::RecordChanged { .. }) => ServerEvent::TimelineGrew { record },
                Some(ServerEvent::TimelineGrew { .. }) => ServerEvent::SmsThreadChanged { thread },
                Some(ServerEvent::SmsThreadChanged { .. }) => {
                    ServerEvent::SmsMessageAdded { thread, message: sms }
                }
                Some(ServerEvent::SmsMessageAdded { .. }) => {
                    ServerEvent::SmsMessageChanged { thread, message: sms }
                }
                Some(ServerEvent::SmsMessageChanged { .. }) => ServerEvent::CallChanged { call, version: 3 },
                Some(ServerEvent::CallChanged { .. }) => ServerEvent::CallParticipantsChanged { call },
                Some(ServerEvent::CallParticipantsChanged { .. }) => ServerEvent::CallEnded { call },
                Some(ServerEvent::CallEnded { .. }) => ServerEvent::UserChanged { user },
                Some(ServerEvent::UserChanged { .. }) => ServerEvent::SessionRevoked { session: id.into() },
                Some(ServerEvent::SessionRevoked { .. }) => ServerEvent::MailChanged { mail: id.into() },
                Some(ServerEvent::MailChanged { .. }) => ServerEvent::SettingsChanged,
                None | Some(ServerEvent::SettingsChanged) => return all,
            });
        }
    }

    /// One of each kind. Does not compile before a new kind is here too.
    fn every_frame() -> Vec<ServerFrame> {
        let presence = vec![UserPresence { user: Uuid::from_u128(3).into(), presence: Presence::Idle }];
        let mut all = vec![ServerFrame::HeartbeatAck];
        loop {
            let presence = presence.clone();
            all.push(match all.last() {
                Some(ServerFrame::HeartbeatAck) => {
                    ServerFrame::Hello { heartbeat_ms: 25_000, connection: "c".to_owned(), max_frame: 4_096 }
                }
                Some(ServerFrame::Hello { .. }) => ServerFrame::Ready { seq: 0, presence },
                Some(ServerFrame::Ready { .. }) => ServerFrame::Resumed { seq: 9, presence },
                Some(ServerFrame::Resumed { .. }) => ServerFrame::Resync { seq: 10, presence: Vec::new() },
                Some(ServerFrame::Resync { .. }) => {
                    let events = every_event().into_iter().zip(12..);
                    let events = events.map(|(e, seq)| SequencedEvent { seq, e }).collect();
                    ServerFrame::Events(EventsFrame { prev: 11, events })
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

    #[test]
    fn a_field_that_is_missing_or_of_another_kind_is_refused() {
        for event in every_event() {
            let whole = serde_json::to_value(&event).expect("json");
            let fields = whole.as_object().expect("an object");
            // Absent means the same as null there.
            for name in fields.keys().filter(|name| *name != "unread") {
                let mut less = fields.clone();
                less.remove(name);
                let read = serde_json::from_value::<ServerEvent>(less.into());
                assert!(read.is_err(), "{whole} without {name}");
            }
        }
        let id = "01900000-0000-7000-8000-000000000001";
        for text in [
            format!(r#"{{"kind":"message_posted","message":"{id}"}}"#),
            format!(r#"{{"kind":"sms_message_added","thread":"{id}","message":{{"id":"{id}"}}}}"#),
            r#"{"kind":"mail_changed","mail":"me"}"#.to_owned(),
            r#"{"kind":"of_tomorrow"}"#.to_owned(),
            "[]".to_owned(),
        ] {
            assert!(serde_json::from_str::<ServerEvent>(&text).is_err(), "{text}");
        }
    }
}
