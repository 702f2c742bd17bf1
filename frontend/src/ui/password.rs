//! The field of a password, which can be looked at.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Icon, IconView, TextField};
use crate::i18n::ui;

/// As [`TextField`], with a button that shows what was typed.
#[component]
pub fn PasswordField(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(default = "password")] name: &'static str,
    /// `current-password` or `new-password`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] large: bool,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    view! {
        <TextField
            label=label
            value=value
            kind="password"
            name=name
            autocomplete=autocomplete
            nostrip:hint=hint
            error=error
            autofocus=autofocus
            large=large
            plain=shown
            affix=view! { <Reveal shown=shown /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn Reveal(shown: RwSignal<bool>) -> impl IntoView {
    let label = move || if shown.get() { ui::hide_password() } else { ui::show_password() };
    view! {
        <button
            type="button"
            class="button button--quiet button--small button--icon"
            aria-label=label
            title=label
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {move || view! { <IconView icon=if shown.get() { Icon::EyeOff } else { Icon::Eye } /> }}
        </button>
    }
}
