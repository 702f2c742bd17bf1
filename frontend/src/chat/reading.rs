//! What is before the person's eyes counts as read, in every tab; what is not stays unread.

use leptos::prelude::*;
use wire::realtime::ClientFrame;

use super::thread::ThreadState;
use crate::{js::scroll, realtime::Status, task};

/// Marks the conversation as read while its end is in sight of somebody who is at the page, and tells the server
/// that its messages need no bell meanwhile.
pub fn follow(thread: ThreadState) {
    let attended = attended();
    let realtime = thread.chat.realtime();
    Effect::new(move |_| {
        let viewing = attended.get() && thread.at_end.get();
        if realtime.status() == Status::Connected {
            realtime.tell(ClientFrame::Viewing { conversation: viewing.then_some(thread.id) });
        }
    });
    on_cleanup(move || realtime.tell(ClientFrame::Viewing { conversation: None }));

    let busy = StoredValue::new(false);
    // Grows when a mark was set, to look whether there is more by then.
    let again = RwSignal::new(0_u32);
    Effect::new(move |_| {
        again.track();
        let newest = thread.window.with(|window| window.messages.last().map(|last| (last.seq, last.author)));
        let known = thread.chat.conversation(thread.id);
        let (Some((seq, author)), Some(known)) = (newest, known) else { return };
        let new = known.unread > 0 || (known.read_seq < seq && Some(author) != thread.chat.me());
        if !new || known.read_seq >= seq || !attended.get() || !thread.at_end.get() || busy.get_value() {
            return;
        }
        busy.set_value(true);
        task::spawn(async move {
            let known = thread.chat.mark_read(thread.id, seq).await;
            busy.set_value(false);
            if known {
                again.update(|count| *count = count.wrapping_add(1));
            }
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
