//! A call from its client's side, until they have knocked: what it is, when, and their name.

use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use client::{Client, Error};
use domain::zone;
use leptos::prelude::*;
use wire::guest::{GuestDoor, Knock};
use wire::{Code, FieldCode};

use super::{
    checks::{Fact, Facts},
    devices::device_checks,
    frame::GuestFrame,
    notice::{failed, loading, say},
    visit::Visit,
    visiting::VISIT,
};
use crate::{
    i18n::{self, guest},
    js::{
        intl::{self, Style},
        timer,
    },
    task,
    ui::{
        Button, ButtonKind, Icon, Size, TextField,
        lazy::{self, Placeholder},
    },
};

/// What the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Loading,
    Failed(Option<Code>),
    /// One has knocked.
    Visiting,
    At(GuestDoor),
}

impl Stage {
    /// `call` is what the server said of it, once it has; a call that is over is told to those who have knocked as well.
    fn of(knocked: bool, call: Option<&Result<GuestDoor, Option<Code>>>) -> Self {
        match call {
            Some(Ok(door @ (GuestDoor::Ended | GuestDoor::Cancelled))) => Self::At(*door),
            _ if knocked => Self::Visiting,
            Some(Ok(door)) => Self::At(*door),
            Some(Err(code)) => Self::Failed(*code),
            None => Self::Loading,
        }
    }
}

/// The page of the link `{id}.{mac}`.
#[component]
pub fn GuestPage(link: String) -> impl IntoView {
    let visit = Visit::begin(link);
    provide_context(visit);
    // Nobody waits for it at the door.
    lazy::fetch_ahead(Duration::from_secs(1), VISIT);
    // The door opens and closes with the clock.
    task::spawn(async move {
        loop {
            timer::sleep(Duration::from_secs(20)).await;
            if visit.pass.with_untracked(Option::is_none) {
                visit.load();
            }
        }
    });
    let stage = Memo::new(move |_| {
        let door =
            visit.call.with(|call| Some(call.as_ref()?.as_ref().map(|call| call.door).map_err(|code| *code)));
        Stage::of(visit.pass.with(Option::is_some), door.as_ref())
    });
    view! { <GuestFrame practice=visit.practice>{move || show(visit, stage.get())}</GuestFrame> }
}

fn show(visit: Visit, stage: Stage) -> AnyView {
    match stage {
        Stage::Loading => loading(),
        Stage::Failed(Some(Code::LinkExpired)) => say(Icon::CircleAlert, guest::revoked, guest::revoked_text),
        Stage::Failed(Some(Code::NotFound)) => say(Icon::CircleAlert, guest::unknown, guest::unknown_text),
        Stage::Failed(_) => failed(Callback::new(move |()| visit.load())),
        Stage::Visiting => lazy::page_with(VISIT, Placeholder { waiting: loading, lost: failed }),
        Stage::At(GuestDoor::Ended) => say(Icon::CircleCheck, guest::ended, guest::ended_text),
        Stage::At(GuestDoor::Cancelled) => view! {
            {say(Icon::Calendar, guest::cancelled, guest::cancelled_text)}
            {move || visit.call.get().and_then(Result::ok).and_then(|call| call.cancel_reason).map(paragraph)}
        }
        .into_any(),
        Stage::At(GuestDoor::Over) => say(Icon::Clock, guest::over, guest::over_text),
        Stage::At(GuestDoor::Early) => view! { <About visit=visit /> <Early visit=visit /> }.into_any(),
        Stage::At(GuestDoor::Open) => view! { <About visit=visit /> <Enter visit=visit /> }.into_any(),
    }
}

fn paragraph(text: String) -> AnyView {
    view! { <p>{text}</p> }.into_any()
}

/// What, with whom, when: in the client's time, and in the practice's where it differs.
#[component]
fn About(visit: Visit) -> impl IntoView {
    move || {
        let Some(Ok(call)) = visit.call.get() else { return ().into_any() };
        let (clocks, home) = (call.clocks, call.practice.time_zone);
        let (here, there) = (clocks.starts_at, clocks.practice_starts_at);
        let theirs = time(here, &clocks.time_zone);
        let day = day(here);
        let practice = if here.naive_local() == there.naive_local() {
            None
        } else if here.date_naive() == there.date_naive() {
            Some(time(there, &home))
        } else {
            Some(day_and_time(there, &home))
        };
        view! {
            <h1 class="guest__title">{guest::invites(&call.practice.name)}</h1>
            <Facts>
                <Fact icon=Icon::Info name=guest::what><bdi>{call.title}</bdi></Fact>
                <Fact icon=Icon::User name=guest::with><bdi>{call.with.join(", ")}</bdi></Fact>
                <Fact icon=Icon::Clock name=guest::when>
                    <p>{day}</p>
                    <p>{theirs} " · " {guest::your_time}</p>
                    {practice.map(|ours| view! { <p class="muted">{guest::practice_time(&ours)}</p> })}
                </Fact>
            </Facts>
        }
        .into_any()
    }
}

/// `14:30 (Toronto, UTC−05:00)`, as the mail has it: the server says what the clocks show, not this browser.
fn time(at: DateTime<FixedOffset>, zone: &str) -> String {
    let clock = intl::format_local(at.naive_local(), i18n::date_locale(i18n::language()), Style::Time);
    format!("{clock} ({})", zone::place(zone, at.offset().local_minus_utc()))
}

/// `Tuesday 3 March 2026`
fn day(at: DateTime<FixedOffset>) -> String {
    intl::format_local(at.naive_local(), i18n::date_locale(i18n::language()), Style::LongDay)
}

fn day_and_time(at: DateTime<FixedOffset>, zone: &str) -> String {
    format!("{}, {}", day(at), time(at, zone))
}

#[component]
fn Early(visit: Visit) -> impl IntoView {
    let opens = move || {
        let clocks = visit.call.get()?.ok()?.clocks;
        Some(guest::early_text(&day_and_time(clocks.opens_at, &clocks.time_zone)))
    };
    view! {
        <div class="stack stack--tight" role="status">
            <h2>{guest::early}</h2>
            <p>{opens}</p>
        </div>
        {device_checks()}
    }
}

/// One's name, a test of the devices, one large button.
#[component]
fn Enter(visit: Visit) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        wrong.set(None);
        visit.scope.spawn(async move {
            let knock = Knock { name: name.get_untracked(), language: i18n::language_now().to_string() };
            let result = Client::new("").knock(&visit.link.get_value(), &knock).await;
            busy.set(false);
            match result {
                Ok(pass) => visit.keep(Some(pass)),
                Err(error) => {
                    wrong.set(Some(refusal(&error).to_owned()));
                    // The call may have changed under the page: what it is now says why.
                    visit.load();
                }
            }
        });
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            {device_checks()}
            <TextField
                label=guest::name
                value=name
                name="name"
                autocomplete="name"
                hint=guest::name_hint
                error=wrong
                large=true
            />
            <Button kind=ButtonKind::Primary size=Size::Large wide=true submit=true busy=busy>{guest::enter}</Button>
        </form>
    }
}

/// Why one is not at the door, and what to do: a button never does nothing.
fn refusal(error: &Error) -> &'static str {
    if let Some(wrong) = error.field("name") {
        return if wrong.code == FieldCode::TooLong.as_str() {
            guest::name_too_long()
        } else {
            guest::name_missing()
        };
    }
    match error.code() {
        Some(Code::CallFull) => guest::door_full(),
        Some(Code::RateLimited) => guest::too_often(),
        _ => guest::failed_text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_knocked_stays_unless_the_call_is_over() {
        let (lost, dead) = (Err(None), Err(Some(Code::LinkExpired)));
        for (knocked, call, expected) in [
            (false, None, Stage::Loading),
            (false, Some(lost), Stage::Failed(None)),
            (false, Some(dead), Stage::Failed(Some(Code::LinkExpired))),
            (false, Some(Ok(GuestDoor::Early)), Stage::At(GuestDoor::Early)),
            (false, Some(Ok(GuestDoor::Open)), Stage::At(GuestDoor::Open)),
            (false, Some(Ok(GuestDoor::Ended)), Stage::At(GuestDoor::Ended)),
            (true, None, Stage::Visiting),
            (true, Some(dead), Stage::Visiting),
            (true, Some(Ok(GuestDoor::Over)), Stage::Visiting),
            (true, Some(Ok(GuestDoor::Ended)), Stage::At(GuestDoor::Ended)),
            (true, Some(Ok(GuestDoor::Cancelled)), Stage::At(GuestDoor::Cancelled)),
        ] {
            assert_eq!(Stage::of(knocked, call.as_ref()), expected, "{knocked} {call:?}");
        }
    }
}
