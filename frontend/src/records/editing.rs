//! The state of a record's form: what was seen, what is typed, what someone else saved meanwhile.

use std::rc::Rc;

use client::json;
use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    merge::{self, Dispute, Linked, Side},
    words,
};
use crate::{
    js::dom,
    ui::{Draft, Form},
};

/// A draft: what is typed, and what it was typed over. A colleague may save before it is.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    seen: T,
    version: i64,
    typed: T,
}

/// Someone else saved while the form was open.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Counts them: a third person may save before the choice is sent.
    pub round: u32,
    /// What was saved, as people call it.
    pub name: String,
    version: i64,
    pub disputes: Vec<Dispute>,
    /// Whether saving was tried before everything was decided.
    pub asked: bool,
}

impl Conflict {
    /// Whether a choice is missing.
    pub fn is_open(&self) -> bool {
        self.disputes.iter().any(|dispute| dispute.choice.is_none())
    }

    pub fn dispute(&self, field: &str) -> Option<&Dispute> {
        self.disputes.iter().find(|dispute| dispute.field == field)
    }
}

/// Reads and fills the fields of a form.
struct Access<T> {
    typed: Rc<dyn Fn() -> T>,
    fill: Rc<dyn Fn(&T)>,
}

/// One form over a value of type `T`.
pub struct Editing<T: 'static> {
    pub form: Form,
    /// What the editor typed over, and its version; 0 for a new record.
    seen: RwSignal<(T, i64)>,
    /// What was saved when the form was opened.
    opened: StoredValue<(T, i64)>,
    restored: bool,
    /// What someone else saved meanwhile, and where it differs.
    pub conflict: RwSignal<Option<Conflict>>,
    linked: StoredValue<Linked>,
    access: StoredValue<Option<Access<T>>, LocalStorage>,
    /// Without one nothing is kept on this device.
    draft: StoredValue<Option<Draft>>,
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

    /// Begins with `saved` at `version`; the draft of `key`, if there is one, is what was typed before. When someone
    /// saved since, the draft still is over what its editor saw, and saving it shows both.
    pub fn begin(key: &str, saved: T, version: i64) -> (Self, T) {
        let draft = Draft::new(key);
        let kept: Option<Kept<T>> = json::read(&draft.text.get_untracked()).ok();
        let restored = kept.is_some();
        let opened = (saved.clone(), version);
        let Kept { seen, version, typed } =
            kept.unwrap_or_else(|| Kept { seen: saved.clone(), version, typed: saved });
        let editing = Self {
            seen: RwSignal::new((seen, version)),
            restored,
            draft: StoredValue::new(Some(draft)),
            ..Self::undrafted(opened.0, opened.1)
        };
        (editing, typed)
    }

    /// The same for a form whose words are not kept on this device.
    pub fn undrafted(saved: T, version: i64) -> Self {
        let opened = (saved, version);
        Self {
            form: Form::new(),
            seen: RwSignal::new(opened.clone()),
            opened: StoredValue::new(opened),
            restored: false,
            conflict: RwSignal::new(None),
            linked: StoredValue::new(&[]),
            access: StoredValue::new_local(None),
            draft: StoredValue::new(None),
        }
    }

    /// Fields that say one thing together are chosen together.
    #[must_use]
    pub fn linked(self, linked: Linked) -> Self {
        self.linked.set_value(linked);
        self
    }

    /// Follows what is typed: keeps it on this device while it differs from what was seen. `fill` shows other values.
    pub fn keep(self, typed: impl Fn() -> T + 'static, fill: impl Fn(&T) + 'static) {
        let typed: Rc<dyn Fn() -> T> = Rc::new(typed);
        let fill: Rc<dyn Fn(&T)> = Rc::new(fill);
        self.access.set_value(Some(Access { typed: typed.clone(), fill }));
        Effect::new(move |_| {
            let now = typed();
            self.follow(&now);
            let text = self.seen.with(|(seen, version)| {
                if *seen == now {
                    return String::new();
                }
                let kept = Kept { seen, version: *version, typed: &now };
                json::write(&kept).unwrap_or_default()
            });
            self.draft.with_value(|draft| {
                if let Some(draft) = draft {
                    draft.text.set(text);
                }
            });
        });
    }

    /// What is typed into a disputed field is the editor's side of it.
    fn follow(self, typed: &T) {
        let Some(mut now) = self.conflict.get_untracked() else { return };
        let typed = merge::fields(typed);
        let changed = now.disputes.iter_mut().filter_map(|dispute| dispute.follow(&typed).then_some(()));
        if changed.count() > 0 {
            self.conflict.set(Some(now));
        }
    }

    /// Whether something typed is not saved; subscribes the caller.
    pub fn is_unsaved(self) -> bool {
        self.draft
            .with_value(|draft| draft.as_ref().is_some_and(|draft| draft.text.with(|text| !text.is_empty())))
    }

    /// Whether what is typed comes from a draft.
    pub fn is_restored(self) -> bool {
        self.restored
    }

    /// The way back from everything typed: what was saved when the form was opened.
    pub fn discard(self) {
        let (saved, version) = self.opened.get_value();
        self.begin_again(&saved, version);
        self.form.clear();
    }

    /// Goes on with what is saved now.
    pub fn begin_again(self, saved: &T, version: i64) {
        self.conflict.set(None);
        self.seen.set((saved.clone(), version));
        self.fill(saved);
    }

    /// What was typed over.
    pub fn seen(self) -> T {
        self.seen.with_untracked(|(seen, _)| seen.clone())
    }

    /// The version that `typed` may replace. `None` while a choice is missing: then it is asked for.
    pub fn version_to_replace(self) -> Option<i64> {
        if self.conflict.with_untracked(|conflict| conflict.as_ref().is_some_and(Conflict::is_open)) {
            self.conflict.update(|conflict| conflict.iter_mut().for_each(|conflict| conflict.asked = true));
            // By then the fields are marked.
            request_animation_frame(|| dom::focus_in_page("[role=radiogroup][aria-invalid=true] input"));
            return None;
        }
        Some(self.seen.with_untracked(|(_, version)| *version))
    }

    /// Looks at why saving failed: perhaps someone else was first, and `read` says what they saved: its name, its value
    /// and its version. What only they changed comes into the form, and what both changed is to be chosen.
    pub fn failed<R: DeserializeOwned>(
        self,
        typed: &T,
        error: &client::Error,
        read: impl FnOnce(R) -> (String, T, i64),
    ) {
        let Some((name, theirs, version)) = error.current::<R>().map(read) else { return };
        let (seen, before) = self.seen.get_untracked();
        let (theirs, mine) = (merge::fields(&theirs), merge::fields(typed));
        let merged = merge::merge(&merge::fields(&seen), &mine, &theirs, self.linked.get_value());
        // What cannot be read back is not merged, and stays refused.
        let (Some(seen), Some(typed)) = (merge::value(merged.seen), merge::value(merged.typed)) else {
            return;
        };
        let round = self.conflict.with_untracked(|last| last.as_ref().map_or(1, |last| last.round + 1));
        let next = Conflict { round, name, version, disputes: merged.disputes, asked: false };
        // A draft is of the old version until everything is decided: saving it is refused, and asks again.
        let version = if next.is_open() { before } else { version };
        self.conflict.set(Some(next));
        self.seen.set((seen, version));
        self.fill(&typed);
    }

    /// Takes one side of a disputed field, which the form then shows.
    pub fn choose(self, field: &str, side: Side) {
        let Some(typed) = self.access.with_value(|access| access.as_ref().map(|access| access.typed.clone()))
        else {
            return;
        };
        let Some(mut conflict) = self.conflict.get_untracked() else { return };
        let (seen, before) = self.seen.get_untracked();
        let (mut seen, mut typed) = (merge::fields(&seen), merge::fields(&untrack(|| typed())));
        let Some(dispute) = conflict.disputes.iter_mut().find(|dispute| dispute.field == field) else {
            return;
        };
        dispute.choose(side, &mut seen, &mut typed);
        let (Some(seen), Some(typed)) = (merge::value(seen), merge::value(typed)) else { return };
        let version = if conflict.is_open() { before } else { conflict.version };
        self.conflict.set(Some(conflict));
        self.seen.set((seen, version));
        self.fill(&typed);
    }

    fn fill(self, value: &T) {
        let fill = self.access.with_value(|access| access.as_ref().map(|access| access.fill.clone()));
        if let Some(fill) = fill {
            fill(value);
        }
    }

    /// It is saved: nothing is left to keep.
    pub fn finish(self) {
        self.draft.with_value(|draft| draft.iter().for_each(Draft::finish));
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
