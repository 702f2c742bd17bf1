//! Presence as a shape: a filled disc, a half-moon, a ring.

use leptos::prelude::*;

use crate::i18n::ui;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PresenceState {
    Active,
    Idle,
    #[default]
    Offline,
}

impl PresenceState {
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => ui::presence::active(),
            Self::Idle => ui::presence::idle(),
            Self::Offline => ui::presence::offline(),
        }
    }
}

/// The mark beside a name, with its meaning as text for those who do not see it.
#[component]
pub fn PresenceMark(
    #[prop(into)] state: Signal<PresenceState>,
    /// Sits on the corner of an avatar.
    #[prop(optional)]
    corner: bool,
) -> impl IntoView {
    let shape = move || match state.get() {
        PresenceState::Active => view! { <circle cx="6" cy="6" r="5" /> }.into_any(),
        PresenceState::Idle => {
            view! { <path d="M6.5 1a5 5 0 1 0 4.5 6.200A4.300 4.300 0 0 1 6.500 1z" /> }.into_any()
        }
        PresenceState::Offline => {
            view! { <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2" /> }
                .into_any()
        }
    };
    let name = move || match state.get() {
        PresenceState::Active => "active",
        PresenceState::Idle => "idle",
        PresenceState::Offline => "offline",
    };
    view! {
        <span
            class=if corner { "presence presence--corner" } else { "presence" }
            data-state=name
            title=move || state.get().label()
        >
            <svg viewBox="0 0 12 12" aria-hidden="true">{shape}</svg>
            <span class="unseen">{move || state.get().label()}</span>
        </span>
    }
}
