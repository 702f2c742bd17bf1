//! The fields of a call, for scheduling and for changing one.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::call::CallPurpose;
use leptos::prelude::*;
use wire::chat::Colleagues;
use wire::video::Call;

use super::{length, purpose};
use crate::{
    i18n::{self, video},
    js::intl::{self, Style},
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
    pub notes: RwSignal<String>,
    pub waiting_room: RwSignal<bool>,
}

impl CallFields {
    /// For a new call: the next full hour, in the zone of who schedules.
    pub fn blank(now: DateTime<Utc>) -> Self {
        let zone = untrack(Zone::get);
        let next = DateTime::from_timestamp((now.timestamp() / 3600 + 1) * 3600, 0).unwrap_or(now);
        let (day, clock) = wall(next, &zone);
        Self {
            title: RwSignal::new(String::new()),
            purpose: RwSignal::new(CallPurpose::Consultation.to_string()),
            day: RwSignal::new(day),
            clock: RwSignal::new(clock),
            zone: RwSignal::new(zone),
            minutes: RwSignal::new("30".to_owned()),
            team: RwSignal::new(Vec::new()),
            notes: RwSignal::new(String::new()),
            waiting_room: RwSignal::new(true),
        }
    }

    /// For changing a call.
    pub fn of(call: &Call) -> Self {
        let (day, clock) = wall(call.starts_at, &call.time_zone);
        let team = call.participants.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone()));
        Self {
            title: RwSignal::new(call.title.clone()),
            purpose: RwSignal::new(call.purpose.to_string()),
            day: RwSignal::new(day),
            clock: RwSignal::new(clock),
            zone: RwSignal::new(call.time_zone.clone()),
            minutes: RwSignal::new(call.minutes.to_string()),
            team: RwSignal::new(team.collect()),
            notes: RwSignal::new(call.notes.clone()),
            waiting_room: RwSignal::new(call.waiting_room),
        }
    }

    /// The wall clock's time, as the server reads it together with the zone.
    pub fn starts_at(self) -> String {
        let (day, clock) = (self.day.get_untracked(), self.clock.get_untracked());
        if day.is_empty() || clock.is_empty() { String::new() } else { format!("{day}T{clock}") }
    }

    pub fn length(self) -> i64 {
        self.minutes.get_untracked().parse().unwrap_or_default()
    }

    pub fn participants(self) -> Vec<domain::UserId> {
        self.team.with_untracked(|team| team.iter().filter_map(|one| one.value.parse().ok()).collect())
    }

    /// The instant meant, as nearly as the browser can tell; the server decides.
    fn instant(self) -> Option<DateTime<Utc>> {
        let given = format!("{}T{}", self.day.get(), self.clock.get());
        let local = NaiveDateTime::parse_from_str(&given, "%Y-%m-%dT%H:%M").ok()?;
        let zone = self.zone.get();
        let mut guess = local.and_utc();
        for _ in 0..2 {
            let (day, clock) = wall(guess, &zone);
            let seen = NaiveDateTime::parse_from_str(&format!("{day}T{clock}"), "%Y-%m-%dT%H:%M").ok()?;
            guess += local - seen;
        }
        Some(guess)
    }
}

/// Date and time of the wall clock in `zone`, as inputs hold them.
fn wall(at: DateTime<Utc>, zone: &str) -> (String, String) {
    (intl::day(at, zone).to_string(), intl::format(at, zone, "en-GB", Style::Time))
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
        let text = intl::format(at, &zone, i18n::date_locale(i18n::language()), Style::Exact);
        Some(video::client_time(&text))
    };
    view! {
        <TextField label=video::field::title value=fields.title error=form.error("title") />
        <Select label=video::field::purpose value=fields.purpose choices=purposes error=form.error("purpose") />
        <div class="columns">
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
        let wanted = domain::search::fold(&query.get());
        let own = session.me().map(|me| me.id);
        let Some(Ok(Colleagues { items })) = team.get() else { return None };
        let some = items.into_iter().filter(|one| {
            one.active && Some(one.id) != own && domain::search::fold(&one.name).contains(&wanted)
        });
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
    }
}
