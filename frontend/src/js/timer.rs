//! Waiting, and what wakes a waiting connection.

use std::time::Duration;

use js_sys::{Function, Promise};
use leptos::{ev, prelude::*};
use wasm_bindgen_futures::JsFuture;

use super::dom;

/// Comes back after `time`.
pub async fn sleep(time: Duration) {
    let milliseconds = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
    let promise = Promise::new(&mut |resolve: Function, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    // The promise is never refused.
    let _ = JsFuture::from(promise).await;
}

/// A number from 0 up to 1, for jitter alone.
pub fn random() -> f64 {
    js_sys::Math::random()
}

/// Why it is worth trying again at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Return {
    /// The network is back, or the person looks at the page again.
    Back,
    /// The page was taken out of the browser's store of pages: nothing in it is of now.
    Restored,
}

/// Calls `then` when the network is back, when the page comes to the front, and when it is shown again after it had been
/// left; until the caller's owner is gone.
pub fn on_return(then: impl Fn(Return) + Clone + Send + Sync + 'static) {
    let (online, focus, visible) = (then.clone(), then.clone(), then.clone());
    let listeners = [
        window_event_listener(ev::online, move |_| online(Return::Back)),
        window_event_listener(ev::focus, move |_| focus(Return::Back)),
        window_event_listener(ev::visibilitychange, move |_| {
            if dom::is_visible() {
                visible(Return::Back);
            }
        }),
        window_event_listener(ev::pageshow, move |event| {
            then(if event.persisted() { Return::Restored } else { Return::Back });
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
}
