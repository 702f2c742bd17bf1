//! Short messages that pass: what was done and the way to undo it, and what happens now and what to do about it.

use std::time::Duration;

use leptos::prelude::*;

use super::{Icon, IconView, Tone};
use crate::i18n::ui;

/// How long a message stays; one that can be undone stays twice as long.
const STAY: Duration = Duration::from_secs(6);

#[derive(Clone)]
struct Toast {
    id: ToastId,
    tone: Tone,
    text: String,
    action: Option<Action>,
}

/// What a message offers.
#[derive(Clone, Copy)]
struct Action {
    label: fn() -> &'static str,
    press: Callback<()>,
}

/// A message that stays until it is answered or has become pointless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToastId(u32);

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
        self.pass(Tone::Success, text.into(), None);
    }

    /// Says that something was done, and offers to undo it.
    pub fn undoable(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        let press = Callback::new(move |()| undo());
        self.pass(Tone::Success, text.into(), Some(Action { label: ui::undo, press }));
    }

    /// Says that something failed which is not tied to a place on the page.
    pub fn failed(self, text: impl Into<String>) {
        self.push(Tone::Danger, text.into(), None);
    }

    /// Says what happens now, with what can be done about it. It stays until that is done or it is dismissed.
    pub fn ask(self, text: impl Into<String>, label: fn() -> &'static str, press: Callback<()>) -> ToastId {
        self.push(Tone::Info, text.into(), Some(Action { label, press }))
    }

    fn pass(self, tone: Tone, text: String, action: Option<Action>) {
        let stay = if action.is_some() { STAY * 2 } else { STAY };
        let id = self.push(tone, text, action);
        set_timeout(move || self.dismiss(id), stay);
    }

    fn push(self, tone: Tone, text: String, action: Option<Action>) -> ToastId {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let id = ToastId(id);
        self.list.update(|list| list.push(Toast { id, tone, text, action }));
        id
    }

    pub fn dismiss(self, id: ToastId) {
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
                <For each=move || toasts.list.get() key=|toast| toast.id.0 let:toast>
                    <One toast=toast />
                </For>
            </div>
        </div>
    }
}

#[component]
fn One(toast: Toast) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let Toast { id, tone, text, action } = toast;
    let action = action.map(|Action { label, press }| {
        let press = move |_| {
            press.run(());
            toasts.dismiss(id);
        };
        view! {
            <button type="button" class="toast__action" on:click=press>
                {label}
            </button>
        }
    });
    view! {
        <div class=format!("toast toast--{}", tone.as_str())>
            <IconView icon=tone.icon() />
            <p class="toast__text">{text}</p>
            {action}
            <button type="button" class="toast__close" aria-label=ui::dismiss on:click=move |_| toasts.dismiss(id)>
                <IconView icon=Icon::X size="small" />
            </button>
        </div>
    }
}
