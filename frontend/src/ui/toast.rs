//! Short messages that pass: what was done, and the way to undo it.

use std::time::Duration;

use leptos::prelude::*;

use super::{Icon, IconView, Tone};
use crate::i18n::ui;

/// How long a message stays; one that can be undone stays twice as long.
const STAY: Duration = Duration::from_secs(6);

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    undo: Option<Callback<()>>,
}

/// The messages on screen, in context of the staff's application.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    /// Says that something was done.
    pub fn done(self, text: impl Into<String>) {
        self.push(Tone::Success, text.into(), None);
    }

    /// Says that something was done, and offers to undo it.
    pub fn undoable(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.push(Tone::Success, text.into(), Some(Callback::new(move |()| undo())));
    }

    /// Says that something failed which is not tied to a place on the page.
    pub fn failed(self, text: impl Into<String>) {
        self.push(Tone::Danger, text.into(), None);
    }

    fn push(self, tone: Tone, text: String, undo: Option<Callback<()>>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let stay = if undo.is_some() { STAY * 2 } else { STAY };
        self.list.update(|list| list.push(Toast { id, tone, text, undo }));
        if tone != Tone::Danger {
            set_timeout(move || self.dismiss(id), stay);
        }
    }

    fn dismiss(self, id: u32) {
        // The page may have gone before the time was up.
        self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Where the messages appear; once per page.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    view! {
        <div class="toasts" role="region" aria-label=ui::notifications_region>
            <div aria-live="polite">
                <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                    <One toast=toast />
                </For>
            </div>
        </div>
    }
}

#[component]
fn One(toast: Toast) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let Toast { id, tone, text, undo } = toast;
    let undo = undo.map(|undo| {
        let press = move |_| {
            undo.run(());
            toasts.dismiss(id);
        };
        view! {
            <button type="button" class="toast__action" on:click=press>
                {ui::undo}
            </button>
        }
    });
    view! {
        <div class=format!("toast toast--{}", tone.as_str())>
            <IconView icon=tone.icon() />
            <p class="toast__text">{text}</p>
            {undo}
            <button type="button" class="toast__close" aria-label=ui::dismiss on:click=move |_| toasts.dismiss(id)>
                <IconView icon=Icon::X size="small" />
            </button>
        </div>
    }
}
