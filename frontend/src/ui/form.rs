//! Sending a form: busy while it is on its way, errors beneath their fields, everything typed stays.

use std::future::Future;

use leptos::prelude::*;
use wire::{FieldCode, FieldError};

use super::{Banner, Scope, Tone};
use crate::{js::dom, words};

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
        self.fields.update(|list| list.push(FieldError::new(field, code.as_str(), code.as_str())));
        focus_first_wrong();
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
        if self.busy.get_untracked() {
            return;
        }
        self.clear();
        self.busy.set(true);
        self.scope.spawn(async move {
            let result = call.await;
            self.busy.set(false);
            match result {
                Ok(value) => then(value),
                Err(error) => {
                    self.fields
                        .set(error.problem().map(|problem| problem.errors.clone()).unwrap_or_default());
                    self.failure.set(Some(error));
                    focus_first_wrong();
                }
            }
        });
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
