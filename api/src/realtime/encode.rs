//! Events as the browser reads them. Encoded once for everyone who hears the same.

use bytestring::ByteString;
use domain::event::Event;
use storage::{Live, Published};
use wire::realtime::{ServerEvent, ServerFrame};

use crate::chat;

/// The event for the browser. `None` for a message that is neither at hand nor to be found any more.
pub fn event(published: &Published) -> Option<ServerEvent> {
    Some(match published.event {
        Event::MessagePosted { conversation, message, .. } => match &published.live {
            Some(Live::Message(row)) => ServerEvent::MessagePosted { message: chat::message(row) },
            _ => ServerEvent::MessageChanged { conversation, message },
        },
        Event::MessageChanged { conversation, message, .. } => {
            ServerEvent::MessageChanged { conversation, message }
        }
        Event::ConversationChanged { conversation } => ServerEvent::ConversationChanged { conversation },
        Event::MemberJoined { conversation, user } => ServerEvent::MemberJoined { conversation, user },
        Event::MemberLeft { conversation, user } => ServerEvent::MemberLeft { conversation, user },
        Event::ReadMoved { conversation, user, read_seq } => {
            let unread = match &published.live {
                Some(Live::Unread(left)) => Some(*left),
                _ => None,
            };
            ServerEvent::ReadMoved { conversation, user, read_seq, unread }
        }
        Event::NotificationAdded { notification, .. } => ServerEvent::NotificationAdded { notification },
        Event::NotificationsSeen { .. } => ServerEvent::NotificationsSeen,
        Event::RecordChanged { record, version } => ServerEvent::RecordChanged { record, version },
        Event::TimelineGrew { record } => ServerEvent::TimelineGrew { record },
        Event::SmsThreadChanged { thread } => ServerEvent::SmsThreadChanged { thread },
        Event::SmsMessageAdded { thread, message } => ServerEvent::SmsMessageAdded { thread, message },
        Event::SmsMessageChanged { thread, message } => ServerEvent::SmsMessageChanged { thread, message },
        Event::CallChanged { call, version } => ServerEvent::CallChanged { call, version },
        Event::CallParticipantsChanged { call } => ServerEvent::CallParticipantsChanged { call },
        Event::CallEnded { call } => ServerEvent::CallEnded { call },
        Event::UserChanged { user } => ServerEvent::UserChanged { user },
        Event::SessionRevoked { session, .. } => ServerEvent::SessionRevoked { session },
        Event::MailChanged { mail } => ServerEvent::MailChanged { mail },
        Event::SettingsChanged => ServerEvent::SettingsChanged,
    })
}

/// One event with its place, as it stands inside an `events` frame.
pub fn sequenced(published: &Published) -> Option<String> {
    let event = serde_json::to_string(&event(published)?).ok()?;
    Some(format!("{{\"seq\":{},\"e\":{event}}}", published.seq))
}

/// An `events` frame of events that are encoded already.
pub fn events_frame<'a>(prev: i64, events: impl Iterator<Item = &'a str>) -> ByteString {
    let mut frame = format!("{{\"t\":\"events\",\"prev\":{prev},\"events\":[");
    for (index, event) in events.enumerate() {
        if index > 0 {
            frame.push(',');
        }
        frame.push_str(event);
    }
    frame.push_str("]}");
    frame.into()
}

/// Any other frame.
pub fn frame(frame: &ServerFrame) -> ByteString {
    serde_json::to_string(frame).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::event::Audience;
    use uuid::Uuid;
    use wire::realtime::{EventsFrame, SequencedEvent};

    #[test]
    fn frames_put_together_read_as_frames() {
        let user = Uuid::from_u128(5).into();
        let published = |seq| Published {
            seq,
            practice: Uuid::from_u128(1).into(),
            audience: Audience::Practice,
            event: Event::UserChanged { user },
            live: None,
        };
        let parts = [sequenced(&published(8)).unwrap(), sequenced(&published(9)).unwrap()];
        let frame = events_frame(7, parts.iter().map(String::as_str));
        let expected = ServerFrame::Events(EventsFrame {
            prev: 7,
            events: vec![
                SequencedEvent { seq: 8, e: ServerEvent::UserChanged { user } },
                SequencedEvent { seq: 9, e: ServerEvent::UserChanged { user } },
            ],
        });
        assert_eq!(serde_json::from_str::<ServerFrame>(&frame).unwrap(), expected);
        assert_eq!(serde_json::from_str::<ServerFrame>(&super::frame(&expected)).unwrap(), expected);
    }
}
