//! To which part of the page a piece of work belongs.

use std::future::Future;

use leptos::{prelude::*, reactive::owner::WeakOwner};

use crate::task;

/// Work begun by a press would otherwise end with the button: a row that goes, a menu that closes, a list that is
/// drawn again. Within a scope it goes on until the part of the page is gone that was being made at [`Scope::here`].
#[derive(Clone, Copy)]
pub struct Scope(StoredValue<Option<WeakOwner>>);

impl Scope {
    /// To be called while a component is made.
    pub fn here() -> Self {
        Self(StoredValue::new(Owner::current().map(|owner| owner.downgrade())))
    }

    pub fn spawn(self, work: impl Future<Output = ()> + 'static) {
        self.begin(Box::pin(work));
    }

    fn begin(self, work: task::Work) {
        // Without an owner the part is gone, and nobody waits for the work.
        let owner = self.0.try_with_value(|owner| owner.as_ref().and_then(WeakOwner::upgrade)).flatten();
        if let Some(owner) = owner {
            owner.with(|| task::begin(work));
        }
    }
}
