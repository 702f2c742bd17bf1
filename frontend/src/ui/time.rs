//! Instants as people say them, in the zone that matters, with the exact time on hover.

use chrono::{DateTime, Datelike, FixedOffset, Utc};
use domain::zone::{self, ZoneOffsets};
use leptos::prelude::*;

use crate::{
    i18n::{self, ui},
    js::{
        casing,
        clock::{Minute, iso},
        intl::{self, Style},
    },
};

/// The zone in which staff read times; in context. The device's zone until the user's setting is known.
#[derive(Clone, Copy)]
pub struct Zone(RwSignal<String>);

impl Zone {
    pub fn provide() -> Self {
        let zone = Self(RwSignal::new(intl::device_zone()));
        provide_context(zone);
        zone
    }

    /// The user's zone, and its clocks as the server knows them.
    pub fn set(self, zone: String, offsets: ZoneOffsets) {
        intl::learn(&zone, offsets);
        self.0.set(zone);
    }

    /// The zone in use; subscribes the caller.
    pub fn get() -> String {
        use_context::<Self>().map_or_else(intl::device_zone, |zone| zone.0.get())
    }
}

/// `14:30`
pub fn clock(instant: DateTime<Utc>, zone: &str) -> String {
    intl::format(instant, zone, i18n::date_locale(i18n::language()), Style::Time)
}

/// `Tuesday 3 March 2026 14:30 (Toronto, UTC−05:00)`
pub fn exact(instant: DateTime<Utc>, zone: &str) -> String {
    let text = intl::format(instant, zone, i18n::date_locale(i18n::language()), Style::Exact);
    format!("{text} ({})", intl::place(instant, zone))
}

/// The same of a time as the clocks of `zone` show it.
pub fn exact_local(local: DateTime<FixedOffset>, zone: &str) -> String {
    let text = intl::format_local(local.naive_local(), i18n::date_locale(i18n::language()), Style::Exact);
    format!("{text} ({})", zone::place(zone, local.offset().local_minus_utc()))
}

/// `today 14:30`, `Tue 3 Mar 14:30`, `3 Mar 2025`: the shortest that says when.
pub fn spoken(instant: DateTime<Utc>, zone: &str, now: DateTime<Utc>) -> String {
    let time = clock(instant, zone);
    let (day, today) = (intl::day(instant, zone), intl::day(now, zone));
    match day.signed_duration_since(today).num_days() {
        0 => ui::time::today(&time),
        -1 => ui::time::yesterday(&time),
        1 => ui::time::tomorrow(&time),
        _ => format!("{} {time}", day_name(instant, zone, day.year() == today.year())),
    }
}

/// For the right edge of a list: the time today, the day of what is past, both of what is to come.
pub fn short(instant: DateTime<Utc>, zone: &str, now: DateTime<Utc>) -> String {
    let (day, today) = (intl::day(instant, zone), intl::day(now, zone));
    match day.signed_duration_since(today).num_days() {
        0 => clock(instant, zone),
        -1 => casing::lower(ui::time::day_yesterday()),
        1.. => spoken(instant, zone, now),
        _ => day_name(instant, zone, day.year() == today.year()),
    }
}

/// `just now`, `5 min ago`, `3 h ago`, and beyond a day as [`spoken`].
pub fn ago(instant: DateTime<Utc>, zone: &str, now: DateTime<Utc>) -> String {
    let minutes = now.signed_duration_since(instant).num_minutes();
    match u64::try_from(minutes) {
        Ok(0) => ui::time::just_now().to_owned(),
        Ok(minutes) if minutes < 60 => ui::time::minutes_ago(minutes),
        Ok(minutes) if minutes < 24 * 60 => ui::time::hours_ago(minutes / 60),
        _ => spoken(instant, zone, now),
    }
}

/// `Today`, `Yesterday`, `Tuesday 3 March 2026`: the heading above the things of one day.
pub fn day_heading(instant: DateTime<Utc>, zone: &str, now: DateTime<Utc>) -> String {
    match intl::day(instant, zone).signed_duration_since(intl::day(now, zone)).num_days() {
        0 => ui::time::day_today().to_owned(),
        -1 => ui::time::day_yesterday().to_owned(),
        1 => ui::time::day_tomorrow().to_owned(),
        _ => intl::format(instant, zone, i18n::date_locale(i18n::language()), Style::LongDay),
    }
}

fn day_name(instant: DateTime<Utc>, zone: &str, this_year: bool) -> String {
    let style = if this_year { Style::WeekdayDay } else { Style::Day };
    intl::format(instant, zone, i18n::date_locale(i18n::language()), style)
}

/// How a [`Time`] is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeFormat {
    #[default]
    Spoken,
    Short,
    Ago,
    Clock,
}

/// An instant in the reader's zone, which stays right as minutes pass and when the language changes.
#[component]
pub fn Time(#[prop(into)] at: Signal<DateTime<Utc>>, #[prop(optional)] format: TimeFormat) -> impl IntoView {
    let text = move || {
        let (at, zone) = (at.get(), Zone::get());
        match format {
            TimeFormat::Spoken => spoken(at, &zone, Minute::get()),
            TimeFormat::Short => short(at, &zone, Minute::get()),
            TimeFormat::Ago => ago(at, &zone, Minute::get()),
            TimeFormat::Clock => clock(at, &zone),
        }
    };
    view! {
        <time class="numbers" datetime=move || iso(at.get()) title=move || exact(at.get(), &Zone::get())>
            {text}
        </time>
    }
}

/// The line between two days of a conversation or a timeline.
#[component]
pub fn DaySeparator(at: DateTime<Utc>) -> impl IntoView {
    view! {
        <div class="day" role="separator">
            <span>{move || day_heading(at, &Zone::get(), Minute::get())}</span>
        </div>
    }
}
