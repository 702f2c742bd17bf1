//! Dates and times in a given zone and language, by the browser's `Intl`.

use std::cell::RefCell;

use chrono::{DateTime, NaiveDate, Utc};
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
    /// `Tuesday 3 March 2026 14:30 EST`
    Exact,
    /// `2026-03-03`, whatever the language.
    Iso,
    /// `Eastern Time`
    ZoneName,
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
                ("timeZoneName", "short"),
            ],
            Self::Iso => &[("year", "numeric"), ("month", "2-digit"), ("day", "2-digit")],
            Self::ZoneName => &[("timeZoneName", "longGeneric")],
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
}

/// `instant` in `zone` (IANA name) for `locale` (BCP 47). An unknown zone falls back to UTC.
pub fn format(instant: DateTime<Utc>, zone: &str, locale: &'static str, style: Style) -> String {
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
        Style::ZoneName => text.rsplit(',').next().unwrap_or_default().trim().to_owned(),
        // English as the browser writes it has commas between the parts ("Tue, 3 Mar").
        Style::WeekdayDay => text.replace(',', ""),
        _ => text,
    }
}

/// The day of `instant` in `zone`.
pub fn day(instant: DateTime<Utc>, zone: &str) -> NaiveDate {
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
