//! The browser's clock: the one place of the front end that asks what time it is.

use std::time::Duration;

use chrono::{DateTime, Utc};
use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The present instant by the browser's clock.
pub fn now() -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit an i64 for ages")]
    let milliseconds = Date::now() as i64;
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

/// The browser's own value of an instant.
pub(super) fn date(instant: DateTime<Utc>) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact in an f64")]
    Date::new(&JsValue::from_f64(instant.timestamp_millis() as f64))
}

/// `2026-03-03T14:30:00.000Z`, as the API writes it.
pub fn iso(instant: DateTime<Utc>) -> String {
    date(instant).to_iso_string().into()
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
