//! What someone typed stays: drafts survive a reload, and leaving with unsaved words asks first.

use leptos::prelude::*;

use crate::{
    i18n::ui,
    js::{dom, storage},
};

/// A text kept on this device under a key while it is being written.
#[derive(Clone)]
pub struct Draft {
    key: String,
    pub text: RwSignal<String>,
}

impl Draft {
    /// The draft of `key`, such as `chat.<conversation>`: what was typed before, and kept as it changes.
    pub fn new(key: &str) -> Self {
        let key = format!("draft.{key}");
        let text = RwSignal::new(storage::read(&key).unwrap_or_default());
        let stored = key.clone();
        Effect::new(move |_| {
            text.with(|text| {
                if text.is_empty() {
                    storage::remove(&stored);
                } else {
                    storage::write(&stored, text);
                }
            });
        });
        Self { key, text }
    }

    /// What is kept under `key` now.
    pub fn kept(key: &str) -> Option<String> {
        storage::read(&format!("draft.{key}"))
    }

    /// The text was sent or saved: nothing is left to keep.
    pub fn finish(&self) {
        storage::remove(&self.key);
        self.text.set(String::new());
    }

    /// Forgets every draft on this device: at sign-out, because the next person may not read them.
    pub fn forget_all() {
        storage::remove_all("draft.");
    }
}

/// Asks before leaving while `unsaved` is true; for forms whose fields are not drafts.
#[component]
pub fn LeaveGuard(#[prop(into)] unsaved: Signal<bool>) -> impl IntoView {
    let stop = dom::on_leaving(
        move || unsaved.try_get_untracked().unwrap_or(false),
        || ui::leave_unsaved().to_owned(),
    );
    let stop = StoredValue::new_local(Some(stop));
    on_cleanup(move || {
        if let Some(stop) = stop.try_update_value(Option::take).flatten() {
            stop();
        }
    });
}
