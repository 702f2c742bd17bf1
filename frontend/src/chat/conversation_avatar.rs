//! What a conversation is known by at a glance: a colleague's face, or the sign of a room.

use domain::UserId;
use leptos::prelude::*;

use super::state::ChatState;
use crate::ui::{Avatar, Icon, IconView};

/// `other` is the colleague of a direct message.
#[component]
pub fn ConversationAvatar(other: Option<UserId>) -> impl IntoView {
    let state = expect_context::<ChatState>();
    match other {
        Some(other) => {
            let name = Signal::derive(move || state.name_of(other));
            view! { <Avatar id=other.as_uuid() name=name /> }.into_any()
        }
        None => view! { <span class="chat-room-face" aria-hidden="true"><IconView icon=Icon::Hash /></span> }
            .into_any(),
    }
}
