//! Time zones as the server's database has them: choosing one, and learning its clocks.

use leptos::{prelude::*, text_prop::TextProp};
use wire::time_zones::TimeZone;

use crate::{
    js::{casing, intl},
    session::Session,
    ui::{Choice, Combobox},
};

/// The zone that `wanted` names, once its clocks are known here.
pub fn known(wanted: Signal<Option<String>>) -> Signal<Option<String>> {
    let session = expect_context::<Session>();
    let learnt = LocalResource::new(move || {
        let zone = wanted.get().filter(|zone| !zone.is_empty());
        async move {
            let zone = zone?;
            if !intl::knows(&zone) {
                intl::learn(&zone, session.client().zone_offsets(&zone).await.ok()?);
            }
            Some(zone)
        }
    });
    Signal::derive(move || learnt.get().flatten().filter(|zone| Some(zone) == wanted.get().as_ref()))
}

/// A zone by its city, and by the names it had. What is typed and not picked changes nothing.
#[component]
pub fn ZonePicker(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(optional_no_strip)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let query = RwSignal::new(String::new());
    let zones = LocalResource::new(move || async move {
        match session.client().time_zones().await {
            Ok(list) => list.items,
            // The form can be filled in all the same; the server says what it does not know.
            Err(_) => intl::zones().into_iter().map(named).collect(),
        }
    });
    let called = move |zone: &str| zones.get().map_or_else(|| written(zone), |all| call(&all, zone));
    let show = move || query.set(called(&value.get()));
    Effect::new(move |_| show());
    let choices = Signal::derive(move || {
        let all = zones.get()?;
        let typed = query.get();
        let typed = if typed == call(&all, &value.get()) { String::new() } else { typed };
        Some(matching(&all, &casing::fold(&typed)))
    });
    let pick = move |choice: Choice| {
        value.set(choice.value);
        untrack(show);
    };
    view! {
        <Combobox
            label=label
            query=query
            choices=choices
            on_pick=pick
            on_leave=move |()| untrack(show)
            hint=hint
            error=error
        />
    }
}

fn named(name: String) -> TimeZone {
    TimeZone { name, was: Vec::new(), also: Vec::new() }
}

/// `America / Argentina / Buenos Aires`
pub fn written(name: &str) -> String {
    name.replace('_', " ").replace('/', " / ")
}

/// What a zone is called now.
fn call(all: &[TimeZone], zone: &str) -> String {
    let now = all.iter().find(|one| one.was.iter().any(|old| old == zone));
    written(now.map_or(zone, |now| &now.name))
}

/// The zones with every word of `wanted` in one of their names; those whose city begins with it in front.
fn matching(all: &[TimeZone], wanted: &str) -> Vec<Choice> {
    let words: Vec<&str> =
        wanted.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |name: &str| {
        let name = written(name).to_ascii_lowercase();
        words.iter().all(|word| name.contains(word))
    };
    let begins = |name: &str| {
        let city = name.rsplit('/').next().unwrap_or_default();
        words.first().is_some_and(|word| city.to_ascii_lowercase().starts_with(word))
    };
    let mut found: Vec<(bool, Choice)> = Vec::new();
    for zone in all {
        let choice = Choice::new(zone.name.clone(), written(&zone.name));
        let other = zone.was.iter().chain(&zone.also).find(|name| !words.is_empty() && has(name));
        if has(&zone.name) {
            found.push((begins(&zone.name), choice));
        } else if let Some(other) = other {
            found.push((begins(other), choice.detail(written(other))));
        }
    }
    found.sort_by_key(|(begins, _)| !begins);
    found.into_iter().map(|(_, choice)| choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones() -> Vec<TimeZone> {
        let zone = |name: &str, was: &[&str], also: &[&str]| TimeZone {
            name: name.to_owned(),
            was: was.iter().map(ToString::to_string).collect(),
            also: also.iter().map(ToString::to_string).collect(),
        };
        vec![
            zone("America/Argentina/Buenos_Aires", &["America/Buenos_Aires"], &[]),
            zone("America/Toronto", &["Canada/Eastern"], &["America/Montreal"]),
            zone("Asia/Ho_Chi_Minh", &["Asia/Saigon"], &[]),
            zone("Asia/Kolkata", &["Asia/Calcutta"], &[]),
            zone("Europe/Kyiv", &["Europe/Kiev"], &["Europe/Uzhgorod"]),
            zone("UTC", &["Etc/UTC"], &[]),
        ]
    }

    #[test]
    fn zones_are_found_by_their_names_old_and_new() {
        for (typed, expected) in [
            ("kolk", "Asia/Kolkata"),
            ("calcutta", "Asia/Kolkata"),
            ("kiev", "Europe/Kyiv"),
            ("kyiv", "Europe/Kyiv"),
            ("saigon", "Asia/Ho_Chi_Minh"),
            ("ho chi minh", "Asia/Ho_Chi_Minh"),
            ("montreal", "America/Toronto"),
            ("buenos aires", "America/Argentina/Buenos_Aires"),
            ("america/tor", "America/Toronto"),
            ("utc", "UTC"),
        ] {
            let found = matching(&zones(), typed);
            assert_eq!(found.first().map(|choice| choice.value.as_str()), Some(expected), "{typed}");
        }
        assert_eq!(matching(&zones(), "").len(), 6);
        assert!(matching(&zones(), "atlantis").is_empty());
        assert_eq!(matching(&zones(), "saigon")[0].detail.as_deref(), Some("Asia / Saigon"));
    }

    #[test]
    fn a_zone_is_called_what_it_is_called_now() {
        assert_eq!(call(&zones(), "Asia/Calcutta"), "Asia / Kolkata");
        assert_eq!(call(&zones(), "America/Montreal"), "America / Montreal");
        assert_eq!(call(&zones(), "Pacific/Kanton"), "Pacific / Kanton");
    }
}
