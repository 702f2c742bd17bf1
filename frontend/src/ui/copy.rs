//! Something worth copying: a folio, a link.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Icon, IconView, Toasts};
use crate::{i18n::ui, js::clipboard, task};

/// A text that copies itself when pressed and says so.
#[component]
pub fn Copyable(
    #[prop(into)] text: Signal<String>,
    /// What is shown instead of the text itself.
    #[prop(optional, into)]
    label: Option<TextProp>,
) -> impl IntoView {
    let toasts = use_context::<Toasts>();
    let press = move |_| {
        let text = text.get_untracked();
        task::spawn(async move {
            let copied = clipboard::copy(&text).await;
            match toasts {
                Some(toasts) if copied => toasts.done(ui::copied()),
                Some(toasts) => toasts.failed(ui::copy_refused()),
                None => {}
            }
        });
    };
    let shown = move || label.as_ref().map_or_else(|| text.get(), |label| label.get().to_string());
    view! {
        <button type="button" class="copyable numbers" title=ui::copy on:click=press>
            {shown}
            <IconView icon=Icon::Copy size="small" />
        </button>
    }
}
