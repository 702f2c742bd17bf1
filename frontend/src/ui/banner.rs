//! A message that stays with what it is about.

use leptos::prelude::*;

use super::{Icon, IconView};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    Neutral,
    #[default]
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }

    pub(crate) const fn icon(self) -> Icon {
        match self {
            Self::Neutral | Self::Info => Icon::Info,
            Self::Success => Icon::CircleCheck,
            Self::Warning => Icon::TriangleAlert,
            Self::Danger => Icon::CircleAlert,
        }
    }
}

/// A message within a page. Danger interrupts a screen reader, the others wait.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    let role = if tone == Tone::Danger { "alert" } else { "status" };
    view! {
        <div class=format!("banner banner--{}", tone.as_str()) role=role>
            <IconView icon=icon.unwrap_or(tone.icon()) />
            <div class="banner__body">{children()}</div>
        </div>
    }
    .into_any()
}
