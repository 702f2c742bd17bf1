//! What is known of a record, name by name; dates, countries and languages in words.

use chrono::{NaiveDate, NaiveTime};
use leptos::{prelude::*, text_prop::TextProp};

use crate::{
    i18n,
    js::{
        intl::{self, Style},
        names::{self, Kind},
    },
};

/// `3 Mar 2026`, the same day everywhere.
pub fn date(date: NaiveDate) -> String {
    let noon = date.and_time(NaiveTime::MIN).and_utc();
    intl::format(noon, "UTC", i18n::date_locale(i18n::language()), Style::Day)
}

pub fn country(code: &str) -> String {
    names::name(Kind::Country, code, i18n::tag(i18n::language()))
}

pub fn language(tag: &str) -> String {
    names::name(Kind::Language, tag, i18n::tag(i18n::language()))
}

/// One fact; nothing where there is none.
#[component]
pub fn Fact(#[prop(into)] label: TextProp, children: Children) -> impl IntoView {
    view! {
        <div class="record-fact">
            <dt class="record-fact__label">{move || label.get()}</dt>
            <dd class="record-fact__value">{children()}</dd>
        </div>
    }
    .into_any()
}
