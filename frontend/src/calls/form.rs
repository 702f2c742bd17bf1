//! The fields of a call, for scheduling and for changing one.

use chrono::{DateTime, Utc};
use domain::UserId;
use domain::calls::CallPurpose;
use domain::zone::{self, WallTime};
use leptos::prelude::*;
use wire::calls::{Call, CallChange, CallPerson};
use wire::chat::Colleagues;
use wire::instant::{self, offset_text};

use super::{length, purpose};
use crate::{
    i18n::calls,
    js::{
        casing,
        intl::{self, Style},
    },
    session::Session,
    ui::{
        Checkbox, Choice, Form, PickMany, Select, TextArea, TextField,
        time::{Zone, exact},
    },
    zones::{self, ZonePicker},
};

/// What is typed into the form of a call.
#[derive(Clone, Copy)]
pub struct CallFields {
    pub title: RwSignal<String>,
    pub purpose: RwSignal<String>,
    pub day: RwSignal<String>,
    pub clock: RwSignal<String>,
    pub zone: RwSignal<String>,
    /// Which of two is meant, of a time that comes twice: its distance from UTC, `-05:00`.
    offset: RwSignal<String>,
    /// The time before anything was typed, as it is shown and as it came.
    before: StoredValue<Option<(Shown, String)>>,
    pub minutes: RwSignal<String>,
    pub team: RwSignal<Vec<Choice>>,
    /// Those of the team who may end the call for everyone, by id.
    pub delegates: RwSignal<Vec<String>>,
    pub notes: RwSignal<String>,
    pub waiting_room: RwSignal<bool>,
    /// Whether the client is mailed a new time.
    pub notify: RwSignal<bool>,
}

/// A time as the form shows it: day, clock, zone, and which of two.
type Shown = (String, String, String, String);

/// A new call: the next full hour, in the zone of who schedules.
pub fn blank(now: DateTime<Utc>) -> CallChange {
    let zone = untrack(Zone::get);
    let next = DateTime::from_timestamp((now.timestamp() / 3600 + 1) * 3600, 0).unwrap_or(now);
    CallChange {
        purpose: CallPurpose::Consultation.to_string(),
        starts_at: Some(wall(next, &zone)),
        time_zone: Some(zone),
        minutes: 30,
        waiting_room: true,
        notify_client: true,
        ..CallChange::default()
    }
}

/// A call as its form holds it.
pub fn of(call: &Call) -> CallChange {
    let ids = |all: &[CallPerson], wanted: fn(&CallPerson) -> bool| {
        all.iter().filter(|one| wanted(one)).map(|one| one.id).collect()
    };
    CallChange {
        title: call.title.clone(),
        purpose: call.purpose.to_string(),
        // To the second, and with the distance from UTC: what is not touched goes back as it came.
        starts_at: Some(instant::write_local(call.local_start)),
        time_zone: Some(call.time_zone.clone()),
        minutes: call.minutes,
        participants: ids(&call.participants, |_| true),
        delegates: ids(&call.participants, |one| one.may_end),
        notes: call.notes.clone(),
        waiting_room: call.waiting_room,
        notify_client: true,
    }
}

impl CallFields {
    /// What is typed to begin with; `name` says who a colleague is.
    pub fn new(typed: &CallChange, name: impl Fn(UserId) -> String) -> Self {
        let given = typed.starts_at.clone().unwrap_or_default();
        let (day, rest) = given.split_once('T').unwrap_or_default();
        let clock = rest.get(..5).unwrap_or(rest);
        let zone = typed.time_zone.clone().unwrap_or_default();
        let offset = instant::local(&given).map(|at| offset_text(at.offset().local_minus_utc()));
        let shown = offset.clone().map(|offset| (day.to_owned(), clock.to_owned(), zone.clone(), offset));
        let team = typed.participants.iter().map(|id| Choice::new(id.to_string(), name(*id)));
        Self {
            title: RwSignal::new(typed.title.clone()),
            purpose: RwSignal::new(typed.purpose.clone()),
            day: RwSignal::new(day.to_owned()),
            clock: RwSignal::new(clock.to_owned()),
            zone: RwSignal::new(zone),
            offset: RwSignal::new(offset.unwrap_or_default()),
            before: StoredValue::new(shown.map(|shown| (shown, given.clone()))),
            minutes: RwSignal::new(typed.minutes.to_string()),
            team: RwSignal::new(team.collect()),
            delegates: RwSignal::new(typed.delegates.iter().map(ToString::to_string).collect()),
            notes: RwSignal::new(typed.notes.clone()),
            waiting_room: RwSignal::new(typed.waiting_room),
            notify: RwSignal::new(typed.notify_client),
        }
    }

    /// Puts other values into the fields.
    pub fn fill(self, from: &CallChange, name: impl Fn(UserId) -> String) {
        let other = Self::new(from, name);
        self.before.set_value(other.before.get_value());
        self.title.set(other.title.get_untracked());
        self.purpose.set(other.purpose.get_untracked());
        self.day.set(other.day.get_untracked());
        self.clock.set(other.clock.get_untracked());
        self.zone.set(other.zone.get_untracked());
        self.offset.set(other.offset.get_untracked());
        self.minutes.set(other.minutes.get_untracked());
        self.team.set(other.team.get_untracked());
        self.delegates.set(other.delegates.get_untracked());
        self.notes.set(other.notes.get_untracked());
        self.waiting_room.set(other.waiting_room.get_untracked());
        self.notify.set(other.notify.get_untracked());
    }

    /// What is typed now; subscribes the caller. The time is the wall clock's, as the server reads it with the zone.
    pub fn typed(self) -> CallChange {
        let participants: Vec<UserId> =
            self.team.with(|team| team.iter().filter_map(|one| one.value.parse().ok()).collect());
        let delegates: Vec<UserId> =
            self.delegates.with(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect());
        CallChange {
            title: self.title.get(),
            purpose: self.purpose.get(),
            starts_at: Some(self.time()),
            time_zone: Some(self.zone.get()),
            minutes: self.minutes.get().parse().unwrap_or_default(),
            delegates: delegates.into_iter().filter(|id| participants.contains(id)).collect(),
            participants,
            notes: self.notes.get(),
            waiting_room: self.waiting_room.get(),
            notify_client: self.notify.get(),
        }
    }

    /// What is sent of the time: as it came while nobody touched it, or else what the clock in the zone is to show; with
    /// its distance from UTC where it comes twice and one was chosen.
    fn time(self) -> String {
        let shown = (self.day.get(), self.clock.get(), self.zone.get(), self.offset.get());
        if let Some((before, given)) = self.before.get_value()
            && before == shown
        {
            return given;
        }
        let (day, clock, zone, offset) = shown;
        if day.is_empty() || clock.is_empty() {
            return String::new();
        }
        let wall = format!("{day}T{clock}");
        let twice = matches!(meaning(&wall, &zone), Some(WallTime::Twice { .. }));
        if twice && !offset.is_empty() { format!("{wall}:00{offset}") } else { wall }
    }

    /// The instant meant, where the clocks of the zone are known; the server decides.
    fn instant(self) -> Option<DateTime<Utc>> {
        let time = self.time();
        if let Some(at) = instant::local(&time) {
            return Some(at.to_utc());
        }
        match meaning(&time, &self.zone.get())? {
            WallTime::Once(at) | WallTime::Twice { first: at, .. } => Some(at),
            WallTime::Skipped => None,
        }
    }

    /// Which of two is asked again for another time.
    fn forget_offset(self) {
        Effect::new(move |_| {
            let shown = (self.day.get(), self.clock.get(), self.zone.get());
            let before = self.before.get_value();
            let same = before
                .filter(|((day, clock, zone, _), _)| (day, clock, zone) == (&shown.0, &shown.1, &shown.2));
            self.offset.set(same.map(|((.., offset), _)| offset).unwrap_or_default());
        });
    }
}

fn meaning(wall: &str, zone: &str) -> Option<WallTime> {
    let (day, clock) = wall.split_once('T')?;
    let (hour, minute) = clock.split_once(':')?;
    let wall = wire::instant::day(day)?.and_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)?;
    intl::read(wall, zone)
}

/// Date and time of the wall clock in `zone`: `2026-03-03T14:30`.
fn wall(at: DateTime<Utc>, zone: &str) -> String {
    format!("{}T{}", intl::day(at, zone), intl::format(at, zone, "en-GB", Style::Time))
}

/// All of them, in one column.
#[component]
pub fn CallFieldset(
    fields: CallFields,
    form: Form,
    /// The client's zone, whose time is shown beside your own.
    #[prop(into)]
    client_zone: Signal<Option<String>>,
) -> impl IntoView {
    let purposes = Signal::derive(|| {
        CallPurpose::ALL.iter().map(|one| Choice::new(one.as_str(), purpose(*one))).collect::<Vec<_>>()
    });
    let lengths = Signal::derive(move || {
        let mut all = vec![15, 30, 45, 60, 90, 120];
        let chosen = fields.minutes.get().parse::<i64>().unwrap_or(30);
        if !all.contains(&chosen) {
            all.push(chosen);
            all.sort_unstable();
        }
        all.into_iter().map(|one| Choice::new(one.to_string(), length(one * 60))).collect::<Vec<_>>()
    });
    fields.forget_offset();
    let zone = zones::known(Signal::derive(move || Some(fields.zone.get())));
    let client = zones::known(client_zone);
    // What the clocks of another zone show, where that is not what is typed.
    let elsewhere = move |there: Option<String>| {
        let (here, there) = (zone.get()?, there?);
        let at = fields.instant()?;
        (wall(at, &there) != wall(at, &here)).then(|| exact(at, &there))
    };
    let theirs = move || elsewhere(client.get()).map(|text| calls::client_time(&text));
    let own = move || elsewhere(Some(Zone::get())).map(|text| calls::own_time(&text));
    let twice = move || {
        let wall = format!("{}T{}", fields.day.get(), fields.clock.get());
        match meaning(&wall, &zone.get()?)? {
            WallTime::Twice { first, second } => Some((first, second, zone.get()?)),
            WallTime::Once(_) | WallTime::Skipped => None,
        }
    };
    let which = move |(first, second, zone): (DateTime<Utc>, DateTime<Utc>, String)| {
        let choices = Signal::derive(move || {
            let one = |at: DateTime<Utc>, text: fn(&str) -> String| {
                let seconds = intl::seconds(at, &zone).unwrap_or_default();
                Choice::new(offset_text(seconds), text(&zone::offset_label(seconds)))
            };
            vec![one(first, calls::first_of_two), one(second, calls::second_of_two)]
        });
        view! { <Select label=calls::field::which value=fields.offset choices=choices /> }
    };
    view! {
        <TextField label=calls::field::title value=fields.title error=form.error("title") />
        <Select label=calls::field::purpose value=fields.purpose choices=purposes error=form.error("purpose") />
        <div class="columns columns--narrow">
            <TextField label=calls::field::day kind="date" value=fields.day error=form.error("starts_at") />
            <TextField label=calls::field::time kind="time" value=fields.clock />
            <Select label=calls::field::length value=fields.minutes choices=lengths error=form.error("minutes") />
        </div>
        {move || twice().map(which)}
        <ZonePicker label=calls::field::zone value=fields.zone error=form.error("time_zone") />
        {move || theirs().map(|text| view! { <p class="muted" role="status">{text}</p> })}
        {move || own().map(|text| view! { <p class="muted" role="status">{text}</p> })}
        <Team fields=fields form=form />
        <TextArea
            label=calls::field::notes
            value=fields.notes
            hint=calls::notes_hint
            error=form.error("notes")
            optional=true
        />
        <Checkbox label=calls::field::waiting_room checked=fields.waiting_room hint=calls::waiting_room_hint />
    }
}

#[component]
fn Team(fields: CallFields, form: Form) -> impl IntoView {
    let session = expect_context::<Session>();
    let query = RwSignal::new(String::new());
    let team = LocalResource::new(move || async move { session.call(session.client().colleagues()).await });
    let choices = Signal::derive(move || {
        let wanted = casing::fold(&query.get());
        let own = session.me().map(|me| me.id);
        let Some(Ok(Colleagues { items })) = team.get() else { return None };
        let some = items
            .into_iter()
            .filter(|one| one.active && Some(one.id) != own && casing::fold(&one.name).contains(&wanted));
        Some(some.map(|one| Choice::new(one.id.to_string(), one.name).detail(one.title)).collect::<Vec<_>>())
    });
    view! {
        <PickMany
            label=calls::field::participants
            chosen=fields.team
            query=query
            choices=choices
            error=form.error("participants")
            optional=true
            people=true
        />
        <Show when=move || fields.team.with(|team| !team.is_empty())>
            <Delegates fields=fields />
        </Show>
    }
}

/// Which of the team may end the call for everyone, besides the host.
#[component]
fn Delegates(fields: CallFields) -> impl IntoView {
    let one = move |choice: Choice| {
        let (id, ticked) = (choice.value.clone(), choice.value);
        let change = move |event| {
            let wanted = event_target_checked(&event);
            fields.delegates.update(|ids| {
                ids.retain(|one| *one != id);
                if wanted {
                    ids.push(id.clone());
                }
            });
        };
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    class="check__box"
                    prop:checked=move || fields.delegates.with(|ids| ids.contains(&ticked))
                    on:change=change
                />
                <span class="check__text"><bdi>{choice.label}</bdi></span>
            </label>
        }
    };
    view! {
        <fieldset class="call-delegates">
            <legend class="field__label">{calls::field::delegates}</legend>
            <For each=move || fields.team.get() key=|choice| choice.value.clone() children=one />
        </fieldset>
    }
}
