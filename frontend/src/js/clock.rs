//! The browser's clock: the one place of the front end that asks what time it is.

use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// The present instant by the browser's clock.
pub fn now() -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit an i64 for ages")]
    let milliseconds = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

/// The present minute, for texts such as "5 min ago"; in context.
#[derive(Clone, Copy)]
pub struct Minute(RwSignal<DateTime<Utc>>);

impl Minute {
    /// Starts a clock that ticks every twenty seconds until the owner is gone.
    pub fn provide() {
        let minute = Self(RwSignal::new(now()));
        if let Ok(handle) = set_interval_with_handle(move || minute.0.set(now()), Duration::from_secs(20)) {
            on_cleanup(move || handle.clear());
        }
        provide_context(minute);
    }

    /// The instant of the last tick; subscribes the caller.
    pub fn get() -> DateTime<Utc> {
        use_context::<Self>().map_or_else(now, |minute| minute.0.get())
    }
}
