//! Sending a form: busy while it is on its way, errors beneath their fields, everything typed stays.

use std::future::Future;

use leptos::prelude::*;
use wire::{FieldCode, FieldError};

use super::{Banner, Scope, Tone};
use crate::{js::dom, task, words};

/// The state of one form while it is being sent.
#[derive(Clone, Copy)]
pub struct Form {
    busy: RwSignal<bool>,
    fields: RwSignal<Vec<FieldError>>,
    failure: RwSignal<Option<client::Error>>,
    /// A send belongs to the form, not to the button: what is sent may take the button away.
    scope: Scope,
}

impl Default for Form {
    fn default() -> Self {
        Self::new()
    }
}

impl Form {
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            fields: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            scope: Scope::here(),
        }
    }

    /// For the button that sends.
    pub fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// What the server found wrong with the field of this name of the request, in the user's language.
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        let fields = self.fields;
        Signal::derive(move || {
            fields.with(|list| list.iter().find(|one| one.field == field).map(words::field))
        })
    }

    /// Why it failed as a whole.
    pub fn failure(self) -> Option<client::Error> {
        self.failure.get()
    }

    /// Says that a field is wrong before anything is sent.
    pub fn refuse(self, field: &'static str, code: FieldCode) {
        self.fields.update(|list| list.push(FieldError::new(field, code, code.as_str())));
        focus_first_wrong();
    }

    /// Says that something else that the form needs failed.
    pub fn fail(self, error: client::Error) {
        self.failure.set(Some(error));
    }

    /// Forgets what was wrong.
    pub fn clear(self) {
        self.fields.set(Vec::new());
        self.failure.set(None);
    }

    /// Sends, unless a send is on its way. `then` runs when the server said yes; otherwise the errors appear and
    /// focus goes to the first field that is wrong.
    pub fn send<T: 'static>(
        self,
        call: impl Future<Output = client::Result<T>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.begin() {
            self.scope.spawn(async move { self.end(call.await, then) });
        }
    }

    /// The same for what takes the form itself away: leaving a room, ending a call. The event of it arrives before the
    /// answer, and `then` runs nevertheless. It may only touch what outlives the form.
    pub fn send_through<T: 'static>(
        self,
        call: impl Future<Output = client::Result<T>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.begin() {
            task::detached(async move { self.end(call.await, then) });
        }
    }

    /// False while a send is on its way.
    fn begin(self) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.clear();
        self.busy.set(true);
        true
    }

    fn end<T>(self, result: client::Result<T>, then: impl FnOnce(T)) {
        self.busy.set(false);
        match result {
            Ok(value) => then(value),
            Err(error) => {
                self.fields.set(error.problem().map(|problem| problem.errors.clone()).unwrap_or_default());
                self.failure.set(Some(error));
                focus_first_wrong();
            }
        }
    }
}

fn focus_first_wrong() {
    request_animation_frame(|| dom::focus_in_page("[aria-invalid=true]"));
}

/// Why sending failed, above the buttons of a form.
#[component]
pub fn FormFailure(form: Form) -> impl IntoView {
    move || {
        form.failure().map(|error| {
            view! { <Banner tone=Tone::Danger>{move || words::error(&error)}</Banner> }
        })
    }
}
