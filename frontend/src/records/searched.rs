//! What is searched in a list, in the page's address: a reload, a shared link and the palette show the same.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};

use crate::js::address;

/// What is wanted of the list around the caller: what its address says, and what is typed from then on.
pub fn wanted() -> RwSignal<String> {
    let query = use_query_map();
    let named = Memo::new(move |_| query.with(|query| query.get("q")).unwrap_or_default());
    let wanted = RwSignal::new(named.get_untracked());
    // What was typed here and is on its way into the address: not to be taken for someone else's wish.
    let own = StoredValue::new(Own::default());
    let navigate = use_navigate();
    let location = use_location();
    Effect::new(move |before: Option<String>| {
        let q = wanted.get();
        if before.as_ref().is_some_and(|before| *before != q) && named.get_untracked() != q {
            own.update_value(|own| own.wrote(&q));
            let path = location.pathname.get_untracked();
            let to = if q.is_empty() { path } else { format!("{path}?q={}", address::escape(&q)) };
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&to, options);
        }
        q
    });
    Effect::new(move |_| {
        let q = named.get();
        let ours = own.try_update_value(|own| own.read(&q)).unwrap_or_default();
        // Opening a record takes the search out of the address, and leaves it in its field.
        if !ours && !q.is_empty() && wanted.with_untracked(|wanted| *wanted != q) {
            wanted.set(q);
        }
    });
    wanted
}

/// What was written into the address and has not been read from it yet.
#[derive(Debug, Default)]
struct Own(Vec<String>);

impl Own {
    fn wrote(&mut self, q: &str) {
        self.0.push(q.to_owned());
    }

    /// Whether `q` was written here. Addresses change in order: what was written before it is past.
    fn read(&mut self, q: &str) -> bool {
        let Some(at) = self.0.iter().position(|one| one == q) else { return false };
        self.0.drain(..=at);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Own;

    #[test]
    fn what_was_typed_here_is_known_again() {
        let mut own = Own::default();
        for q in ["a", "ab", "abc"] {
            own.wrote(q);
        }
        assert!(own.read("a"));
        assert!(own.read("abc"), "the browser may leave one out");
        assert!(!own.read("ab"));
        assert!(!own.read("from the palette"));
    }
}
