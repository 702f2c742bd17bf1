//! Team chat: conversations at the left, what was said in the middle, the composer at its foot.

mod browse;
mod composer;
mod direct;
mod face;
mod list;
mod members;
mod message;
mod outbox;
mod page;
mod reading;
mod room;
pub mod routes;
pub mod state;
mod text;
mod thread;
mod window;

use wire::notifications::Notification;

use crate::{i18n::chat, modules::NotificationWords, ui::Icon};
use state::ChatState;

/// How much is unread in all conversations; for the sidebar.
pub fn unread() -> u64 {
    leptos::prelude::use_context::<ChatState>().map_or(0, ChatState::unread)
}

/// A line of the bell that this feature rang, in words.
pub fn notification(notification: &Notification) -> Option<NotificationWords> {
    let part = |name: &str| notification.part(name);
    let by = part("by").and_then(|id| id.parse().ok());
    let name = by.map_or_else(
        || chat::somebody().to_owned(),
        |by| {
            leptos::prelude::use_context::<ChatState>()
                .map_or_else(|| chat::somebody().to_owned(), |state| state.name_of(by))
        },
    );
    let text = match notification.kind.as_str() {
        "chat_message" => chat::bell::message(&name),
        "chat_added" => chat::bell::added(&name, part("room").unwrap_or_default()),
        _ => return None,
    };
    let href = part("link").unwrap_or("/chat").to_owned();
    Some(NotificationWords { icon: Icon::MessagesSquare, text, href })
}
