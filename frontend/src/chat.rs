//! Team chat: conversations at the left, what was said in the middle, the composer at its foot.

mod anchors;
mod browse;
mod composer;
mod conversation;
mod conversation_avatar;
mod conversation_state;
mod conversations;
mod gone;
pub mod linked;
mod list;
mod members;
mod message;
mod message_window;
mod new_direct_message;
mod outbox;
mod page;
mod read_receipts;
mod room;
pub mod routes;
pub mod state;
mod text;

use state::ChatState;

/// How much is unread in all conversations; for the sidebar.
pub fn unread() -> u64 {
    leptos::prelude::use_context::<ChatState>().map_or(0, ChatState::unread)
}
