//! Dates and times in a given zone and language.
//!
//! What the clocks of a zone show is computed with the server's table of it, once that has been told here: a browser may
//! have older or newer rules than the mails. `Intl` words the result, as a time in UTC, and is asked about the zone itself
//! only before anybody is signed in.

use std::cell::RefCell;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::zone::{self, WallTime, ZoneOffsets};
use js_sys::{Array, Function, Intl::DateTimeFormat, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::clock;

/// What to say of an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `14:30`
    Time,
    /// `Tue 3 Mar`
    WeekdayDay,
    /// `3 Mar 2025`
    Day,
    /// `Tuesday 3 March 2026`
    LongDay,
    /// `Tuesday 3 March 2026 14:30`
    Exact,
    /// `2026-03-03`, whatever the language.
    Iso,
}

impl Style {
    const fn options(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Time => &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")],
            Self::WeekdayDay => &[("weekday", "short"), ("day", "numeric"), ("month", "short")],
            Self::Day => &[("day", "numeric"), ("month", "short"), ("year", "numeric")],
            Self::LongDay => {
                &[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")]
            }
            Self::Exact => &[
                ("weekday", "long"),
                ("day", "numeric"),
                ("month", "long"),
                ("year", "numeric"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
                ("hourCycle", "h23"),
            ],
            Self::Iso => &[("year", "numeric"), ("month", "2-digit"), ("day", "2-digit")],
        }
    }
}

/// A formatter for a style, a zone and a locale; none where the browser refused.
struct Format {
    style: Style,
    zone: String,
    locale: &'static str,
    function: Option<Function>,
}

thread_local! {
    // Making one costs a hundred times what using it does. A page uses a handful.
    static FORMATS: RefCell<Vec<Format>> = const { RefCell::new(Vec::new()) };
    static CLOCKS: RefCell<Vec<(String, ZoneOffsets)>> = const { RefCell::new(Vec::new()) };
}

/// The server told the clocks of a zone: from now on they are what counts.
pub fn learn(zone: &str, offsets: ZoneOffsets) {
    CLOCKS.with_borrow_mut(|clocks| match clocks.iter_mut().find(|(name, _)| name == zone) {
        Some(known) => known.1 = offsets,
        None => clocks.push((zone.to_owned(), offsets)),
    });
}

/// Whether the server has told the clocks of a zone.
pub fn knows(zone: &str) -> bool {
    with_clocks(zone, |_| ()).is_some()
}

fn with_clocks<T>(zone: &str, look: impl FnOnce(&ZoneOffsets) -> T) -> Option<T> {
    CLOCKS.with_borrow(|clocks| clocks.iter().find(|(name, _)| name == zone).map(|(_, known)| look(known)))
}

/// What a time on the wall means in a zone; none while its clocks are not known.
pub fn read(wall: NaiveDateTime, zone: &str) -> Option<WallTime> {
    with_clocks(zone, |clocks| clocks.read(wall))
}

/// Seconds east of UTC; none while the zone's clocks are not known.
pub fn seconds(instant: DateTime<Utc>, zone: &str) -> Option<i32> {
    with_clocks(zone, |clocks| clocks.seconds_at(instant))
}

/// `Toronto, UTC−05:00`; the city alone while the zone's clocks are not known.
pub fn place(instant: DateTime<Utc>, zone: &str) -> String {
    seconds(instant, zone).map_or_else(|| zone::city(zone), |seconds| zone::place(zone, seconds))
}

/// `instant` in `zone` (IANA name) for `locale` (BCP 47). An unknown zone falls back to UTC.
pub fn format(instant: DateTime<Utc>, zone: &str, locale: &'static str, style: Style) -> String {
    match with_clocks(zone, |clocks| clocks.local(instant).naive_local()) {
        Some(local) => format_local(local, locale, style),
        None => by_browser(instant, zone, locale, style),
    }
}

/// A time as clocks show it, in words.
pub fn format_local(local: NaiveDateTime, locale: &'static str, style: Style) -> String {
    by_browser(local.and_utc(), "UTC", locale, style)
}

fn by_browser(instant: DateTime<Utc>, zone: &str, locale: &'static str, style: Style) -> String {
    let locale = if style == Style::Iso { "en-CA" } else { locale };
    let function = FORMATS.with_borrow_mut(|formats| {
        let known =
            formats.iter().find(|known| known.style == style && known.locale == locale && known.zone == zone);
        if let Some(known) = known {
            return known.function.clone();
        }
        let function = formatter(zone, locale, style).or_else(|| formatter("UTC", locale, style));
        formats.push(Format { style, zone: zone.to_owned(), locale, function: function.clone() });
        function
    });
    let date = clock::date(instant);
    let Some(function) = function else { return String::new() };
    let text = function.call1(&JsValue::UNDEFINED, &date).ok().and_then(|text| text.as_string());
    let text = text.unwrap_or_default();
    match style {
        // English as the browser writes it has commas between the parts ("Tue, 3 Mar").
        Style::WeekdayDay => text.replace(',', ""),
        _ => text,
    }
}

/// What the clocks of `zone` show, in UTC while they are not known.
pub fn local(instant: DateTime<Utc>, zone: &str) -> NaiveDateTime {
    with_clocks(zone, |clocks| clocks.local(instant).naive_local()).unwrap_or_else(|| instant.naive_utc())
}

/// The day of `instant` in `zone`.
pub fn day(instant: DateTime<Utc>, zone: &str) -> NaiveDate {
    if let Some(day) = with_clocks(zone, |clocks| clocks.local(instant).date_naive()) {
        return day;
    }
    wire::instant::day(&format(instant, zone, "en-CA", Style::Iso)).unwrap_or_else(|| instant.date_naive())
}

/// The zone of this device.
pub fn device_zone() -> String {
    let options = DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    let zone = Reflect::get(&options, &JsValue::from_str("timeZone")).ok().and_then(|zone| zone.as_string());
    zone.unwrap_or_else(|| "UTC".to_owned())
}

/// Every zone the browser knows, in the order of their names.
pub fn zones() -> Vec<String> {
    let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl"));
    let list = intl.and_then(|intl| {
        let function: Function = Reflect::get(&intl, &JsValue::from_str("supportedValuesOf"))?.dyn_into()?;
        function.call1(&intl, &JsValue::from_str("timeZone"))
    });
    let Ok(list) = list else { return vec![device_zone()] };
    Array::from(&list).iter().filter_map(|zone| zone.as_string()).collect()
}

fn formatter(zone: &str, locale: &str, style: Style) -> Option<Function> {
    let options = Object::new();
    for (name, value) in style.options().iter().chain([&("timeZone", zone)]) {
        Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value)).ok()?;
    }
    let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).ok()?;
    let class: Function = Reflect::get(&intl, &JsValue::from_str("DateTimeFormat")).ok()?.dyn_into().ok()?;
    // By `construct`, because an unknown zone throws and the typed constructor cannot say so.
    let arguments = Array::of2(&JsValue::from_str(locale), &options);
    let format: DateTimeFormat = Reflect::construct(&class, &arguments).ok()?.unchecked_into();
    Some(format.format())
}
