//! News of one kind, and who listens to them.

use std::rc::Rc;

use leptos::prelude::*;

type Listener<T> = Rc<dyn Fn(&T)>;

struct Listeners<T> {
    list: Vec<(u32, Listener<T>)>,
    next: u32,
}

/// Delivers each piece of news to every listener, at once and in order.
pub struct Feed<T: 'static>(StoredValue<Listeners<T>, LocalStorage>);

impl<T> Clone for Feed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Feed<T> {}

impl<T> Feed<T> {
    pub(super) fn new() -> Self {
        Self(StoredValue::new_local(Listeners { list: Vec::new(), next: 0 }))
    }

    /// Calls `listener` with every piece of news until the caller's owner is gone.
    pub fn listen(self, listener: impl Fn(&T) + 'static) {
        let listeners = self.0;
        let id = listeners.try_update_value(|known| {
            known.next = known.next.wrapping_add(1);
            known.list.push((known.next, Rc::new(listener)));
            known.next
        });
        on_cleanup(move || {
            listeners.try_update_value(|known| known.list.retain(|(known, _)| Some(*known) != id));
        });
    }

    /// Copied before the calls, because a listener may start or stop listening.
    pub(crate) fn emit(self, news: &T) {
        let listeners: Option<Vec<Listener<T>>> = self
            .0
            .try_with_value(|known| known.list.iter().map(|(_, listener)| Rc::clone(listener)).collect());
        for listener in listeners.unwrap_or_default() {
            listener(news);
        }
    }
}

impl Feed<()> {
    /// A number that grows with every piece of news: read it in a resource to load again.
    pub fn counter(self) -> ReadSignal<u32> {
        let (count, set_count) = signal(0_u32);
        self.listen(move |()| set_count.update(|count| *count = count.wrapping_add(1)));
        count
    }
}
