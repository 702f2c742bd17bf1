//! Much at once, in pieces: a connection keeps the buffer of the largest frame that it was ever sent.

use bytestring::ByteString;
use wire::realtime::{ServerFrame, UserPresence};

use super::encode;

/// About how large a frame may be that can be divided, in bytes.
pub const PIECE: usize = 4 * 1024;
/// People of whom one frame tells: each takes about 75 bytes.
const PEOPLE: usize = 48;

/// Frames with these events, each telling what was sent before it.
pub fn events(prev: i64, events: Vec<(i64, ByteString)>) -> impl Iterator<Item = ByteString> {
    let (mut prev, mut left) = (prev, events.into_iter().peekable());
    std::iter::from_fn(move || {
        let (mut seq, first) = left.next()?;
        let (mut size, mut piece) = (first.as_bytes().len(), vec![first]);
        while let Some((next, event)) = left.next_if(|(_, event)| size + event.as_bytes().len() <= PIECE) {
            size += event.as_bytes().len();
            seq = next;
            piece.push(event);
        }
        let frame = encode::events_frame(prev, piece.iter().map(|event| &**event));
        prev = seq;
        Some(frame)
    })
}

/// An answer that carries who is there: it begins with some, and changes tell of the others.
pub fn answer(
    seq: i64,
    mut presence: Vec<UserPresence>,
    answer: impl FnOnce(i64, Vec<UserPresence>) -> ServerFrame,
) -> impl Iterator<Item = ByteString> {
    let others = presence.split_off(presence.len().min(PEOPLE));
    let first = encode::frame(&answer(seq, presence));
    std::iter::once(first).chain(changes(others).map(|frame| encode::frame(&frame)))
}

/// Frames that tell who came and went.
pub fn changes(people: Vec<UserPresence>) -> impl Iterator<Item = ServerFrame> {
    let mut left = people.into_iter().peekable();
    std::iter::from_fn(move || {
        left.peek()?;
        Some(ServerFrame::Presence { changed: left.by_ref().take(PEOPLE).collect() })
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use wire::realtime::Presence;

    use super::*;

    fn read(frame: &ByteString) -> ServerFrame {
        serde_json::from_str(frame).unwrap()
    }

    /// An event of about so many bytes.
    fn event(seq: i64, size: usize) -> (i64, ByteString) {
        let text = format!(
            r#"{{"seq":{seq},"event":{{"kind":"settings_changed"}}{}}}"#,
            " ".repeat(size.saturating_sub(50))
        );
        (seq, text.into())
    }

    #[test]
    fn events_arrive_whole_and_in_order_each_piece_after_the_last() {
        for size in [50, 700, PIECE - 1, PIECE, PIECE * 3] {
            let given: Vec<_> = (11..111).map(|seq| event(seq * 2, size)).collect();
            let (mut prev, mut heard) = (7, Vec::new());
            for frame in events(7, given) {
                let ServerFrame::Events(told) = read(&frame) else { panic!("{frame}") };
                assert_eq!(told.prev, prev);
                assert!(frame.as_bytes().len() < PIECE + 200 || told.events.len() == 1);
                heard.extend(told.events.iter().map(|event| event.seq));
                prev = *heard.last().unwrap();
            }
            assert_eq!(heard, (11..111).map(|seq| seq * 2).collect::<Vec<_>>());
        }
        assert_eq!(events(7, Vec::new()).count(), 0);
    }

    #[test]
    fn everybody_is_told_once_however_many_they_are() {
        for count in [0, 1, PEOPLE, PEOPLE + 1, 1_000] {
            let person = |n: usize| UserPresence {
                user: Uuid::from_u128(n as u128).into(),
                presence: Presence::Active,
            };
            let people: Vec<_> = (0..count).map(person).collect();
            let ready = |seq, presence| ServerFrame::Ready { seq, presence };
            let mut told = Vec::new();
            for (index, frame) in answer(5, people.clone(), ready).enumerate() {
                assert!(frame.as_bytes().len() <= PIECE);
                match read(&frame) {
                    ServerFrame::Ready { seq: 5, presence } if index == 0 => told.extend(presence),
                    ServerFrame::Presence { changed } if index > 0 => told.extend(changed),
                    other => panic!("{index}: {other:?}"),
                }
            }
            assert_eq!(told, people);
        }
    }
}
