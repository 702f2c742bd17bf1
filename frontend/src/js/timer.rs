//! Waiting, and what wakes a waiting connection.

use std::time::Duration;

use js_sys::{Function, Promise};
use wasm_bindgen_futures::JsFuture;

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
