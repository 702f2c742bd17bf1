//! Telling the server that one is in a room that cannot tell it itself.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::EventTarget;

use super::Call;
use crate::{
    js::{dom, timer},
    task,
};

/// A third of the server's lease: a report that was lost is followed by the next in time. In a tab that is not shown the
/// browser lets this pass once a minute; the server is told so beforehand, and waits for longer.
const EVERY: Duration = Duration::from_secs(10);

/// What is reported of a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    pub left: bool,
    /// The tab is not shown.
    pub hidden: bool,
}

/// Reports what the room calls this tab's person: on joining, then every ten seconds and whenever the tab is hidden or shown,
/// and once when one has left, also by closing the page.
pub fn report_stay(room: Call, report: impl Fn(String, Word) + 'static) {
    let meeting = room.meeting();
    let stay = Memo::new(move |_| meeting.with(|meeting| meeting.own_id.clone()));
    let reporter = Rc::new(Reporter { told: RefCell::default(), closed: Cell::new(false), report });
    {
        let reporter = Rc::clone(&reporter);
        Effect::new(move |_| reporter.say(stay.get()));
    }
    {
        // Held weakly, so that the reporter goes with this part of the page.
        let reporter = Rc::downgrade(&reporter);
        task::spawn(async move {
            loop {
                timer::sleep(EVERY).await;
                let (Some(reporter), Some(here)) = (reporter.upgrade(), stay.try_get_untracked()) else {
                    return;
                };
                reporter.say(here);
            }
        });
    }
    {
        let reporter = Rc::clone(&reporter);
        let shown =
            Heard::of_document("visibilitychange", move || reporter.say(stay.try_get_untracked().flatten()));
        StoredValue::new_local(shown);
    }
    {
        let reporter = Rc::clone(&reporter);
        let back = Heard::of_window("pageshow", move || {
            reporter.closed.set(false);
            reporter.say(stay.try_get_untracked().flatten());
        });
        StoredValue::new_local(back);
    }
    let closed = Heard::of_window("pagehide", move || {
        reporter.closed.set(true);
        reporter.say(None);
    });
    StoredValue::new_local(closed);
}

struct Reporter<R: Fn(String, Word)> {
    /// Where the server was last told that one is.
    told: RefCell<Option<String>>,
    /// The page was left. Browsers say after that that it is hidden, which is no return.
    closed: Cell<bool>,
    report: R,
}

impl<R: Fn(String, Word)> Reporter<R> {
    fn say(&self, now: Option<String>) {
        let now = now.filter(|_| !self.closed.get());
        let before = self.told.replace(now.clone());
        if let Some(gone) = before.filter(|before| Some(before) != now.as_ref()) {
            (self.report)(gone, Word { left: true, hidden: false });
        }
        if let Some(here) = now {
            (self.report)(here, Word { left: false, hidden: !dom::is_visible() });
        }
    }
}

impl<R: Fn(String, Word)> Drop for Reporter<R> {
    fn drop(&mut self) {
        self.say(None);
    }
}

/// Hears an event of the page until it is dropped.
struct Heard {
    target: Option<EventTarget>,
    name: &'static str,
    then: Closure<dyn Fn()>,
}

impl Heard {
    fn of_window(name: &'static str, then: impl Fn() + 'static) -> Self {
        Self::listen(web_sys::window().map(Into::into), name, then)
    }

    fn of_document(name: &'static str, then: impl Fn() + 'static) -> Self {
        Self::listen(web_sys::window().and_then(|window| window.document()).map(Into::into), name, then)
    }

    fn listen(target: Option<EventTarget>, name: &'static str, then: impl Fn() + 'static) -> Self {
        let then = Closure::<dyn Fn()>::new(then);
        if let Some(target) = &target {
            let _ = target.add_event_listener_with_callback(name, then.as_ref().unchecked_ref());
        }
        Self { target, name, then }
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        if let Some(target) = &self.target {
            let _ = target.remove_event_listener_with_callback(self.name, self.then.as_ref().unchecked_ref());
        }
    }
}
