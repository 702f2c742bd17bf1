//! A word with a meaning: a stage, a state, a kind.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Icon, IconView, Tone};
use crate::i18n::ui;

/// A small label. Its words carry the meaning; the tone only helps the eye.
#[component]
pub fn Chip(
    #[prop(default = Tone::Neutral)] tone: Tone,
    #[prop(optional, into)] icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("chip chip--{}", tone.as_str())>
            {icon.map(|icon| view! { <IconView icon=icon size="small" /> })} {children()}
        </span>
    }
}

/// Something chosen that can be taken away again.
#[component]
pub fn RemovableChip(#[prop(into)] name: TextProp, #[prop(into)] on_remove: Callback<()>) -> impl IntoView {
    let label = name.clone();
    let label = move || ui::remove_item(&label.get());
    view! {
        <span class="chip chip--removable">
            <span class="truncate">{move || name.get()}</span>
            <button type="button" class="chip__remove" aria-label=label on:click=move |_| on_remove.run(())>
                <IconView icon=Icon::X size="small" />
            </button>
        </span>
    }
}
