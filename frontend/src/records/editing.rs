//! The state of a record's form: what was seen, what is typed, what somebody else saved meanwhile.

use client::json;
use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    conflict::{self, Difference},
    words,
};
use crate::ui::{Draft, Form};

/// A draft: what is typed, and what it was typed over. A colleague may save before it is.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    seen: T,
    version: i64,
    typed: T,
}

/// One form over a value of type `T`.
pub struct Editing<T: 'static> {
    pub form: Form,
    /// What the editor typed over, and its version; 0 for a new record.
    seen: RwSignal<(T, i64)>,
    /// What was saved when the form was opened.
    opened: StoredValue<(T, i64)>,
    restored: bool,
    /// What somebody else saved meanwhile, and where it differs.
    pub conflict: RwSignal<Option<(T, i64, Vec<Difference>)>>,
    draft: StoredValue<Draft>,
}

impl<T> Clone for Editing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Editing<T> {}

impl<T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static> Editing<T> {
    /// What was typed before under `key`, if anything is left of it: for what has to be looked up before beginning.
    pub fn kept(key: &str) -> Option<T> {
        json::read::<Kept<T>>(&Draft::kept(key)?).ok().map(|kept| kept.typed)
    }

    /// Begins with `saved` at `version`; the draft of `key`, if there is one, is what was typed before. When somebody
    /// saved since, the draft still is over what its editor saw, and saving it shows both.
    pub fn begin(key: &str, saved: T, version: i64) -> (Self, T) {
        let draft = Draft::new(key);
        let kept: Option<Kept<T>> = json::read(&draft.text.get_untracked()).ok();
        let restored = kept.is_some();
        let opened = (saved.clone(), version);
        let Kept { seen, version, typed } =
            kept.unwrap_or_else(|| Kept { seen: saved.clone(), version, typed: saved });
        let editing = Self {
            form: Form::new(),
            seen: RwSignal::new((seen, version)),
            opened: StoredValue::new(opened),
            restored,
            conflict: RwSignal::new(None),
            draft: StoredValue::new(draft),
        };
        (editing, typed)
    }

    /// Keeps what is typed on this device while it differs from what was seen.
    pub fn keep(self, typed: impl Fn() -> T + 'static) {
        Effect::new(move |_| {
            let now = typed();
            let text = self.seen.with(|(seen, version)| {
                if *seen == now {
                    return String::new();
                }
                let kept = Kept { seen, version: *version, typed: &now };
                json::write(&kept).unwrap_or_default()
            });
            self.draft.with_value(|draft| draft.text.set(text));
        });
    }

    /// Whether something typed is not saved; subscribes the caller.
    pub fn is_unsaved(self) -> bool {
        self.draft.with_value(|draft| draft.text.with(|text| !text.is_empty()))
    }

    /// Whether what is typed comes from a draft.
    pub fn is_restored(self) -> bool {
        self.restored
    }

    /// The way back from everything typed: what was saved when the form was opened.
    pub fn discard(self) -> T {
        let (saved, version) = self.opened.get_value();
        self.seen.set((saved.clone(), version));
        self.conflict.set(None);
        self.form.clear();
        saved
    }

    /// What to send, and the version it replaces: after a conflict with what was chosen.
    pub fn outgoing(self, typed: T) -> (T, i64) {
        let (seen, version) = self.seen.get_untracked();
        self.conflict.with_untracked(|conflict| match conflict {
            None => (typed.clone(), version),
            Some((now, version, chosen)) => {
                (conflict::merged(&seen, &typed, now, chosen).unwrap_or_else(|| typed.clone()), *version)
            }
        })
    }

    /// Looks at why saving failed: perhaps somebody else was first, and `read` says what they saved and its version.
    pub fn failed<R: DeserializeOwned>(
        self,
        typed: &T,
        error: &client::Error,
        read: impl FnOnce(R) -> (T, i64),
    ) {
        let Some((now, version)) = error.current::<R>().map(read) else { return };
        let differences = self.seen.with_untracked(|(seen, _)| conflict::differences(seen, typed, &now));
        self.conflict.set(Some((now, version, differences)));
    }

    /// It is saved: nothing is left to keep.
    pub fn finish(self) {
        self.draft.with_value(Draft::finish);
    }

    /// What the server found wrong with a field of this name, in the user's language.
    pub fn wrong(self, field: impl Fn() -> String + Send + Sync + 'static) -> Signal<Option<String>> {
        let form = self.form;
        Signal::derive(move || {
            let (name, failure) = (field(), form.failure()?);
            failure.field(&name).map(words::wrong)
        })
    }
}
