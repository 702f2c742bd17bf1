//! The fields of a call, for scheduling and for changing one.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::UserId;
use domain::call::CallPurpose;
use leptos::prelude::*;
use wire::chat::Colleagues;
use wire::video::{Call, CallChange, CallPerson};

use super::{length, purpose};
use crate::{
    i18n::{self, video},
    js::{
        intl::{self, Style},
        letters,
    },
    session::Session,
    ui::{Checkbox, Choice, Form, PickMany, Select, TextArea, TextField, time::Zone},
};

/// What is typed into the form of a call.
#[derive(Clone, Copy)]
pub struct CallFields {
    pub title: RwSignal<String>,
    pub purpose: RwSignal<String>,
    pub day: RwSignal<String>,
    pub clock: RwSignal<String>,
    pub zone: RwSignal<String>,
    pub minutes: RwSignal<String>,
    pub team: RwSignal<Vec<Choice>>,
    /// Those of the team who may end the call for everyone, by id.
    pub delegates: RwSignal<Vec<String>>,
    pub notes: RwSignal<String>,
    pub waiting_room: RwSignal<bool>,
    /// Whether the client is mailed a new time.
    pub notify: RwSignal<bool>,
}

/// A new call: the next full hour, in the zone of who schedules.
pub fn blank(now: DateTime<Utc>) -> CallChange {
    let zone = untrack(Zone::get);
    let next = DateTime::from_timestamp((now.timestamp() / 3600 + 1) * 3600, 0).unwrap_or(now);
    CallChange {
        purpose: CallPurpose::Consultation.to_string(),
        starts_at: wall(next, &zone),
        time_zone: zone,
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
        starts_at: wall(call.starts_at, &call.time_zone),
        time_zone: call.time_zone.clone(),
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
        let (day, clock) = typed.starts_at.split_once('T').unwrap_or_default();
        let team = typed.participants.iter().map(|id| Choice::new(id.to_string(), name(*id)));
        Self {
            title: RwSignal::new(typed.title.clone()),
            purpose: RwSignal::new(typed.purpose.clone()),
            day: RwSignal::new(day.to_owned()),
            clock: RwSignal::new(clock.to_owned()),
            zone: RwSignal::new(typed.time_zone.clone()),
            minutes: RwSignal::new(typed.minutes.to_string()),
            team: RwSignal::new(team.collect()),
            delegates: RwSignal::new(typed.delegates.iter().map(ToString::to_string).collect()),
            notes: RwSignal::new(typed.notes.clone()),
            waiting_room: RwSignal::new(typed.waiting_room),
            notify: RwSignal::new(typed.notify_client),
        }
    }

    /// What is typed now; subscribes the caller. The time is the wall clock's, as the server reads it with the zone.
    pub fn typed(self) -> CallChange {
        let (day, clock) = (self.day.get(), self.clock.get());
        let participants: Vec<UserId> =
            self.team.with(|team| team.iter().filter_map(|one| one.value.parse().ok()).collect());
        let delegates: Vec<UserId> =
            self.delegates.with(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect());
        CallChange {
            title: self.title.get(),
            purpose: self.purpose.get(),
            starts_at: if day.is_empty() || clock.is_empty() {
                String::new()
            } else {
                format!("{day}T{clock}")
            },
            time_zone: self.zone.get(),
            minutes: self.minutes.get().parse().unwrap_or_default(),
            delegates: delegates.into_iter().filter(|id| participants.contains(id)).collect(),
            participants,
            notes: self.notes.get(),
            waiting_room: self.waiting_room.get(),
            notify_client: self.notify.get(),
        }
    }

    /// The instant meant, as nearly as the browser can tell; the server decides.
    fn instant(self) -> Option<DateTime<Utc>> {
        let given = format!("{}T{}", self.day.get(), self.clock.get());
        let local = NaiveDateTime::parse_from_str(&given, "%Y-%m-%dT%H:%M").ok()?;
        let zone = self.zone.get();
        let mut guess = local.and_utc();
        for _ in 0..2 {
            let seen = NaiveDateTime::parse_from_str(&wall(guess, &zone), "%Y-%m-%dT%H:%M").ok()?;
            guess += local - seen;
        }
        Some(guess)
    }
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
    /// The client's zone, whose time is shown beside one's own.
    #[prop(into)]
    client_zone: Signal<Option<String>>,
) -> impl IntoView {
    let purposes = Signal::derive(|| {
        CallPurpose::ALL.iter().map(|one| Choice::new(one.as_str(), purpose(*one))).collect::<Vec<_>>()
    });
    let zones = Signal::derive(move || {
        let mut all = intl::zones();
        let chosen = fields.zone.get();
        if !all.contains(&chosen) {
            all.insert(0, chosen);
        }
        all.into_iter().map(|zone| Choice::new(zone.clone(), zone.replace('_', " "))).collect::<Vec<_>>()
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
    let theirs = move || {
        let zone = client_zone.get()?;
        let at = fields.instant()?;
        if wall(at, &zone) == wall(at, &fields.zone.get()) {
            return None;
        }
        let text = intl::format(at, &zone, i18n::date_locale(i18n::language()), Style::Exact);
        Some(video::client_time(&text))
    };
    view! {
        <TextField label=video::field::title value=fields.title error=form.error("title") />
        <Select label=video::field::purpose value=fields.purpose choices=purposes error=form.error("purpose") />
        <div class="columns columns--narrow">
            <TextField label=video::field::day kind="date" value=fields.day error=form.error("starts_at") />
            <TextField label=video::field::time kind="time" value=fields.clock />
            <Select label=video::field::length value=fields.minutes choices=lengths error=form.error("minutes") />
        </div>
        <Select label=video::field::zone value=fields.zone choices=zones error=form.error("time_zone") />
        {move || theirs().map(|text| view! { <p class="muted" role="status">{text}</p> })}
        <Team fields=fields form=form />
        <TextArea
            label=video::field::notes
            value=fields.notes
            hint=video::notes_hint
            error=form.error("notes")
            optional=true
        />
        <Checkbox label=video::field::waiting_room checked=fields.waiting_room hint=video::waiting_room_hint />
    }
}

#[component]
fn Team(fields: CallFields, form: Form) -> impl IntoView {
    let session = expect_context::<Session>();
    let query = RwSignal::new(String::new());
    let team = LocalResource::new(move || async move { session.call(session.client().colleagues()).await });
    let choices = Signal::derive(move || {
        let wanted = letters::fold(&query.get());
        let own = session.me().map(|me| me.id);
        let Some(Ok(Colleagues { items })) = team.get() else { return None };
        let some = items
            .into_iter()
            .filter(|one| one.active && Some(one.id) != own && letters::fold(&one.name).contains(&wanted));
        Some(some.map(|one| Choice::new(one.id.to_string(), one.name).detail(one.title)).collect::<Vec<_>>())
    });
    view! {
        <PickMany
            label=video::field::participants
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
            <legend class="field__label">{video::field::delegates}</legend>
            <For each=move || fields.team.get() key=|choice| choice.value.clone() children=one />
        </fieldset>
    }
}
