//! The state of a record's form: what was seen, what is typed, what somebody else saved meanwhile.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use wire::Code;

use super::{
    conflict::{self, Difference},
    words,
};
use crate::ui::{Draft, Form};

/// One form over a value of type `T`.
pub struct Editing<T: 'static> {
    pub form: Form,
    /// What the editor saw first, and its version; 0 for a new record.
    seen: RwSignal<(T, i64)>,
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
    /// Begins with `seen` at `version`; the draft of `key`, if there is one, is what was typed before.
    pub fn begin(key: &str, seen: T, version: i64) -> (Self, T) {
        let draft = Draft::new(key);
        let typed = serde_json::from_str(&draft.text.get_untracked()).unwrap_or_else(|_| seen.clone());
        let editing = Self {
            form: Form::new(),
            seen: RwSignal::new((seen, version)),
            conflict: RwSignal::new(None),
            draft: StoredValue::new(draft),
        };
        (editing, typed)
    }

    /// Keeps what is typed on this device while it differs from what was seen.
    pub fn keep(self, typed: impl Fn() -> T + 'static) {
        Effect::new(move |_| {
            let now = typed();
            let same = self.seen.with(|(seen, _)| *seen == now);
            let text = if same { String::new() } else { serde_json::to_string(&now).unwrap_or_default() };
            self.draft.with_value(|draft| draft.text.set(text));
        });
    }

    /// Whether something typed is not saved; subscribes the caller.
    pub fn is_unsaved(self) -> bool {
        self.draft.with_value(|draft| draft.text.with(|text| !text.is_empty()))
    }

    /// What was seen first; the way back from everything typed.
    pub fn seen(self) -> T {
        self.seen.with_untracked(|(seen, _)| seen.clone())
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

    /// Looks at why saving failed: somebody else was first, and `current` says what they saved.
    pub fn failed(
        self,
        typed: &T,
        error: &client::Error,
        read: impl Fn(&serde_json::Value) -> Option<(T, i64)>,
    ) {
        let Some(problem) = error.problem().filter(|problem| problem.code == Code::Stale) else { return };
        let Some((now, version)) = problem.current.as_ref().and_then(read) else { return };
        let seen = self.seen();
        let differences = conflict::differences(&seen, typed, &now);
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
