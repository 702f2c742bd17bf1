//! What a conversation is known by at a glance: a colleague's face, or the sign of a room.

use domain::chat::ConversationKind;
use leptos::prelude::*;
use wire::chat::Conversation;

use super::state::ChatState;
use crate::ui::{Avatar, Icon, IconView};

#[component]
pub fn Face(conversation: Conversation) -> impl IntoView {
    let state = expect_context::<ChatState>();
    match (conversation.kind, conversation.other) {
        (ConversationKind::Direct, Some(other)) => {
            let name = Signal::derive(move || state.name_of(other));
            view! { <Avatar id=other.as_uuid() name=name /> }.into_any()
        }
        _ => view! { <span class="room-face" aria-hidden="true"><IconView icon=Icon::Hash /></span> }.into_any(),
    }
}
