//! What is before the person's eyes counts as read, in every tab; what is not stays unread.

use leptos::prelude::*;
use std::time::Duration;
use wire::realtime::ClientFrame;

use super::conversation_state::ConversationState;
use crate::{
    js::{scroll, timer},
    realtime::Status,
    task,
};

/// After a mark that the server did not take it is tried again, not before so long.
const REST: Duration = Duration::from_secs(5);

/// What a person sees of a conversation, and what the server knows of it.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// The newest message in the page, and whether the person wrote it.
    pub newest: i64,
    pub own: bool,
    /// As the server counts.
    pub unread: u64,
    pub read_seq: i64,
    /// The end of the conversation is before the eyes of someone who is at the page.
    pub in_sight: bool,
}

/// The marks that the server was told: one at a time, and each message once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    in_flight: Option<i64>,
    /// As far as the server said yes to.
    told: i64,
}

impl Marks {
    /// The mark to set now, if one is due. [`Marks::answered`] has to follow.
    pub fn next(&mut self, seen: &Seen) -> Option<i64> {
        let new = seen.unread > 0 || (seen.read_seq < seen.newest && !seen.own);
        let known = seen.read_seq.max(if seen.unread == 0 { self.told } else { 0 });
        if !new || known >= seen.newest || !seen.in_sight || self.in_flight.is_some() {
            return None;
        }
        self.in_flight = Some(seen.newest);
        self.in_flight
    }

    pub fn answered(&mut self, known: bool) {
        if let Some(seq) = self.in_flight.take()
            && known
        {
            self.told = self.told.max(seq);
        }
    }
}

/// Marks the conversation as read while its end is in sight of someone who is at the page, and tells the server
/// that its messages need no bell meanwhile.
pub fn follow(thread: ConversationState) {
    let attended = attended();
    let realtime = thread.chat.realtime();
    let viewing = Memo::new(move |_| attended.get() && thread.at_end.get());
    Effect::new(move |_| {
        let viewing = viewing.get();
        if realtime.status() == Status::Connected {
            realtime.send(ClientFrame::Viewing { conversation: viewing.then_some(thread.id) });
        }
    });
    on_cleanup(move || realtime.send(ClientFrame::Viewing { conversation: None }));

    let marks = StoredValue::new(Marks::default());
    // Grows when a mark was answered, to look whether there is more by then.
    let again = RwSignal::new(0_u32);
    Effect::new(move |_| {
        again.track();
        realtime.status();
        let newest = thread.window.with(|window| window.messages.last().map(|last| (last.seq, last.author)));
        let known = thread.conversation();
        let (Some((newest, author)), Some(known)) = (newest, known) else { return };
        let seen = Seen {
            newest,
            own: Some(author) == thread.chat.me(),
            unread: known.unread,
            read_seq: known.read_seq,
            in_sight: viewing.get(),
        };
        let Some(seq) = marks.try_update_value(|marks| marks.next(&seen)).flatten() else { return };
        // Detached: the event of the mark arrives before its answer and runs this effect again, which would end a task of
        // its own; nothing would ever be marked any more.
        task::detached(async move {
            let known = thread.chat.mark_read(thread.id, seq).await;
            marks.try_update_value(|marks| marks.answered(known));
            if !known {
                timer::sleep(REST).await;
            }
            again.update(|count| *count = count.wrapping_add(1));
        });
    });
}

/// Whether the person is at this page.
fn attended() -> ReadSignal<bool> {
    let (attended, set_attended) = signal(scroll::is_attended());
    let look = move || {
        if attended.get_untracked() != scroll::is_attended() {
            set_attended.set(scroll::is_attended());
        }
    };
    let focus = window_event_listener(leptos::ev::focus, move |_| look());
    let blur = window_event_listener(leptos::ev::blur, move |_| look());
    let visible = window_event_listener(leptos::ev::visibilitychange, move |_| look());
    on_cleanup(move || {
        focus.remove();
        blur.remove();
        visible.remove();
    });
    attended
}

#[cfg(test)]
mod tests {
    use super::{Marks, Seen};

    fn seen(newest: i64, unread: u64, read_seq: i64) -> Seen {
        Seen { newest, own: false, unread, read_seq, in_sight: true }
    }

    #[test]
    fn each_message_is_marked_while_one_reads() {
        let mut marks = Marks::default();
        for seq in 1..=6 {
            assert_eq!(marks.next(&seen(seq, 1, seq - 1)), Some(seq));
            // The event of the mark, before its answer.
            assert_eq!(marks.next(&seen(seq, 0, seq)), None);
            marks.answered(true);
            assert_eq!(marks.next(&seen(seq, 0, seq)), None);
        }
    }

    #[test]
    fn what_arrives_while_a_mark_is_on_its_way_is_marked_after_it() {
        let mut marks = Marks::default();
        assert_eq!(marks.next(&seen(1, 1, 0)), Some(1));
        assert_eq!(marks.next(&seen(2, 2, 0)), None, "one at a time");
        marks.answered(true);
        assert_eq!(marks.next(&seen(2, 1, 1)), Some(2));
    }

    #[test]
    fn a_mark_that_failed_is_set_again() {
        let mut marks = Marks::default();
        assert_eq!(marks.next(&seen(3, 3, 0)), Some(3));
        marks.answered(false);
        assert_eq!(marks.next(&seen(3, 3, 0)), Some(3));
    }

    #[test]
    fn nothing_is_marked_out_of_sight_nor_for_what_one_wrote() {
        let mut marks = Marks::default();
        assert_eq!(marks.next(&Seen { in_sight: false, ..seen(3, 3, 0) }), None);
        assert_eq!(marks.next(&Seen { own: true, ..seen(3, 0, 2) }), None);
        assert_eq!(marks.next(&seen(3, 0, 3)), None);
    }

    #[test]
    fn the_servers_count_is_believed_before_what_was_told() {
        let mut marks = Marks::default();
        assert_eq!(marks.next(&seen(3, 3, 0)), Some(3));
        marks.answered(true);
        assert_eq!(marks.next(&seen(3, 0, 0)), None, "the list has not heard of it yet");
        assert_eq!(marks.next(&seen(3, 1, 2)), Some(3), "marked as unread elsewhere, and seen");
    }
}
