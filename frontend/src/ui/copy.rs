//! Something worth copying: a folio, a link.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Button, ButtonKind, Icon, IconView, Size, Toasts};
use crate::{i18n::ui, js::clipboard, task};

/// Copies `text`, and says so.
fn copy(text: String, toasts: Option<Toasts>) {
    task::spawn(async move {
        let copied = clipboard::copy(&text).await;
        match toasts {
            Some(toasts) if copied => toasts.done(ui::copied()),
            Some(toasts) => toasts.failed(ui::copy_refused()),
            None => {}
        }
    });
}

/// A button that copies a text which is beside it.
#[component]
pub fn CopyButton(#[prop(into)] text: String) -> impl IntoView {
    let toasts = use_context::<Toasts>();
    view! {
        <Button
            kind=ButtonKind::Quiet
            size=Size::Small
            icon=Icon::Copy
            on_press=move |()| copy(text.clone(), toasts)
        >
            {ui::copy}
        </Button>
    }
}

/// A text that copies itself when pressed and says so.
#[component]
pub fn Copyable(
    #[prop(into)] text: Signal<String>,
    /// What is shown instead of the text itself.
    #[prop(optional, into)]
    label: Option<TextProp>,
) -> impl IntoView {
    let toasts = use_context::<Toasts>();
    let press = move |_| copy(text.get_untracked(), toasts);
    let shown = move || label.as_ref().map_or_else(|| text.get(), |label| label.get().to_string());
    view! {
        <button type="button" class="copyable numbers" title=ui::copy on:click=press>
            {shown}
            <IconView icon=Icon::Copy size="small" />
        </button>
    }
}
