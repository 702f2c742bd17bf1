//! The marked line of a list that is steered from a text field, as in a combobox and the palette.

use leptos::prelude::*;

use super::id;
use crate::js::dom;

/// Which option is marked. Focus stays in the field; the option is named by `aria-activedescendant`.
#[derive(Clone, Copy)]
pub struct Cursor {
    current: RwSignal<usize>,
    count: Signal<usize>,
    prefix: StoredValue<String>,
}

impl Cursor {
    /// A cursor over `count` options, back at the first whenever their number changes.
    pub fn new(count: Signal<usize>) -> Self {
        let current = RwSignal::new(0);
        Effect::new(move |_| {
            count.get();
            current.set(0);
        });
        Self { current, count, prefix: StoredValue::new(id::unique("option")) }
    }

    pub fn index(self) -> usize {
        self.current.get_untracked()
    }

    pub fn mark(self, index: usize) {
        if self.current.get_untracked() != index {
            self.current.set(index);
        }
    }

    /// Back to the first option.
    pub fn reset(self) {
        self.mark(0);
    }

    /// `"true"` for the marked option, as `aria-selected` wants it.
    pub fn selected(self, index: usize) -> &'static str {
        if self.current.get() == index { "true" } else { "false" }
    }

    pub fn option_id(self, index: usize) -> String {
        self.prefix.with_value(|prefix| format!("{prefix}-{index}"))
    }

    /// The id of the marked option; nothing where there is none.
    pub fn active_id(self) -> Option<String> {
        let current = self.current.get();
        (self.count.get() > 0).then(|| self.option_id(current))
    }

    /// Moves by one, round the ends.
    pub fn step(self, forward: bool) {
        let count = self.count.get_untracked();
        if count > 0 {
            let current = self.current.get_untracked();
            self.current.set(if forward { current + 1 } else { current + count - 1 } % count);
            dom::reveal(&self.option_id(self.current.get_untracked()));
        }
    }
}
