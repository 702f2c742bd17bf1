//! What someone typed stays: drafts survive a reload, and leaving with unsaved words asks first.

use std::cell::Cell;

use domain::UserId;
use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    i18n::ui,
    js::{dom, storage},
};

const ALL: &str = "draft.";

thread_local! {
    /// Whose drafts are read and written: the person that the page is for. A browser has one thread.
    static OWNER: Cell<Option<UserId>> = const { Cell::new(None) };
}

/// A text kept on this device under a key while it is being written. It belongs to the person who is signed in: what
/// another one left at this browser is not found.
#[derive(Clone)]
pub struct Draft {
    /// Without one nobody is signed in, and nothing is kept.
    key: Option<String>,
    pub text: RwSignal<String>,
}

impl Draft {
    /// The draft of `key`, such as `chat.<conversation>`: what was typed before, and kept as it changes.
    pub fn new(key: &str) -> Self {
        Self::begin(key, false)
    }

    /// The same, one text in all tabs of the person: what one tab sends or changes, the others do not offer as it was.
    pub fn shared(key: &str) -> Self {
        Self::begin(key, true)
    }

    fn begin(key: &str, shared: bool) -> Self {
        let key = Self::key(key);
        let found = key.as_deref().and_then(storage::read).unwrap_or_default();
        let text = RwSignal::new(found.clone());
        let Some(stored) = key.clone() else { return Self { key, text } };
        // What the storage has, as far as this tab knows: only what differs from it is written.
        let kept = StoredValue::new(found);
        if shared {
            let own = stored.clone();
            storage::follow(move |change| {
                if change.key == own && text.with_untracked(|text| *text == change.before) {
                    kept.set_value(change.now.clone());
                    text.set(change.now);
                }
            });
        }
        Effect::new(move |_| {
            text.with(|text| {
                if kept.with_value(|kept| kept == text) {
                    return;
                }
                kept.set_value(text.clone());
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
        storage::read(&Self::key(key)?)
    }

    /// Under which name the storage has the draft of `key`; `None` while nobody is signed in.
    pub fn key(key: &str) -> Option<String> {
        OWNER.get().map(|owner| format!("{ALL}{owner}.{key}"))
    }

    /// The text was sent or saved: nothing is left to keep.
    pub fn finish(&self) {
        // At once: the part of the page that would notice the change may be gone.
        if let Some(key) = &self.key {
            storage::remove(key);
        }
        self.text.set(String::new());
    }

    /// From now on drafts are those of `owner`. What nobody owns is from before drafts had owners: it is forgotten,
    /// because it cannot be said who may read it.
    pub fn belong_to(owner: UserId) {
        OWNER.set(Some(owner));
        for key in storage::keys(ALL) {
            if !has_owner(&key) {
                storage::remove(&key);
            }
        }
    }

    /// Forgets every draft of the person: at sign-out, because the next person may not read them.
    pub fn forget_all() {
        if let Some(prefix) = Self::key("") {
            storage::remove_all(&prefix);
        }
    }
}

/// Whether a name in the storage says whose draft it is.
fn has_owner(key: &str) -> bool {
    let owner = key.strip_prefix(ALL).and_then(|rest| rest.split_once('.'));
    owner.is_some_and(|(owner, _)| Uuid::try_parse(owner).is_ok())
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

#[cfg(test)]
mod tests {
    use super::has_owner;

    #[test]
    fn a_draft_from_before_drafts_had_owners_has_none() {
        assert!(has_owner("draft.0199d1e2-0000-7000-8000-000000000001.chat.1"));
        for key in
            ["draft.chat.0199d1e2-0000-7000-8000-000000000001", "draft.chat.outbox.1", "draft.applicant.new"]
        {
            assert!(!has_owner(key), "{key}");
        }
    }
}
