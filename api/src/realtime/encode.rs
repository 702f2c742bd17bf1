//! Events as the browser reads them. Encoded once for everyone who hears the same.

use bytestring::ByteString;
use storage::{EventPayload, Published};
use wire::realtime::{Enclosure, SequencedEvent, ServerFrame};

use crate::chat;

/// One event with its place, as an `events` frame holds it.
pub fn sequenced(published: &Published) -> String {
    let with = published.payload.as_ref().map(|payload| match payload {
        EventPayload::Message(row) => Enclosure::Message(chat::message(row)),
        EventPayload::Unread(left) => Enclosure::Unread(*left),
    });
    text(&SequencedEvent { seq: published.seq, event: published.event, with })
}

/// An `events` frame of events that are encoded already.
pub fn events_frame<'a>(prev: i64, events: impl Iterator<Item = &'a str>) -> ByteString {
    let mut frame = format!("{{\"type\":\"events\",\"prev\":{prev},\"events\":[");
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
    text(frame).into()
}

/// Ids, numbers and texts always have a JSON form.
fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::event::{Audience, Event};
    use uuid::Uuid;
    use wire::realtime::EventsFrame;

    #[test]
    fn frames_put_together_read_as_frames() {
        let user = Uuid::from_u128(5).into();
        let published = |seq| Published {
            seq,
            practice: Uuid::from_u128(1).into(),
            audience: Audience::Practice,
            event: Event::UserChanged { user },
            payload: None,
        };
        let parts = [sequenced(&published(8)), sequenced(&published(9))];
        let frame = events_frame(7, parts.iter().map(String::as_str));
        let expected = ServerFrame::Events(EventsFrame {
            prev: 7,
            events: vec![
                SequencedEvent { seq: 8, event: Event::UserChanged { user }, with: None },
                SequencedEvent { seq: 9, event: Event::UserChanged { user }, with: None },
            ],
        });
        assert_eq!(serde_json::from_str::<ServerFrame>(&frame).unwrap(), expected);
        assert_eq!(serde_json::from_str::<ServerFrame>(&super::frame(&expected)).unwrap(), expected);
    }
}
