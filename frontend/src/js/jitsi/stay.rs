//! Telling the server that one is in a room that cannot tell it itself.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};

use super::Call;
use crate::{js::timer, task};

/// A third of the server's lease: a report that was lost is followed by the next in time.
const EVERY: Duration = Duration::from_secs(10);

/// Reports what the room calls this tab's person: on joining and then every ten seconds with `false`, and once with
/// `true` when one has left, also by closing the page.
pub fn report_stay(room: Call, report: impl Fn(String, bool) + 'static) {
    let meeting = room.meeting();
    let stay = Memo::new(move |_| meeting.with(|meeting| meeting.own_id.clone()));
    let reporter = Rc::new(Reporter { told: RefCell::default(), report });
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
    let hidden = Hidden::listen(move || reporter.say(None));
    StoredValue::new_local(hidden);
}

struct Reporter<R: Fn(String, bool)> {
    /// Where the server was last told that one is.
    told: RefCell<Option<String>>,
    report: R,
}

impl<R: Fn(String, bool)> Reporter<R> {
    fn say(&self, now: Option<String>) {
        let before = self.told.replace(now.clone());
        if let Some(gone) = before.filter(|before| Some(before) != now.as_ref()) {
            (self.report)(gone, true);
        }
        if let Some(here) = now {
            (self.report)(here, false);
        }
    }
}

impl<R: Fn(String, bool)> Drop for Reporter<R> {
    fn drop(&mut self) {
        self.say(None);
    }
}

/// Hears that the page is closed, reloaded or left, until it is dropped.
struct Hidden(Closure<dyn Fn()>);

impl Hidden {
    fn listen(then: impl Fn() + 'static) -> Self {
        let heard = Closure::<dyn Fn()>::new(then);
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback("pagehide", heard.as_ref().unchecked_ref());
        }
        Self(heard)
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let _ = window.remove_event_listener_with_callback("pagehide", self.0.as_ref().unchecked_ref());
        }
    }
}
