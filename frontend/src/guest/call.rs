//! A call from its client's side: what it is, one's name, the wait, the room, the end.

use std::time::Duration;

use chrono::{DateTime, Utc};
use client::{Client, Error};
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use wire::Code;
use wire::guest::{GuestCall, GuestDoor, GuestPass, GuestStanding, GuestStatus, GuestStay, GuestWait, Knock};

use super::{
    Fact, Facts, GuestFrame, Practice,
    devices::device_checks,
    room::{Admitted, ROOM, guest_room},
};
use crate::{
    i18n::{self, guest},
    js::{
        dom,
        intl::{self, Style},
        jitsi::Over,
        storage, timer,
    },
    ui::{Button, ButtonKind, Icon, IconView, Scope, Size, TextField, lazy},
};

/// What this browser knows of its client; in a tab's own storage, so that a reload returns to where one was.
#[derive(Clone, Copy)]
struct Visit {
    link: StoredValue<String>,
    call: RwSignal<Option<Result<GuestCall, Option<Code>>>>,
    pass: RwSignal<Option<GuestPass>>,
    status: RwSignal<Option<GuestStatus>>,
    /// Why one is no longer in the room.
    over: RwSignal<Option<Over>>,
    scope: Scope,
}

impl Visit {
    fn key(self) -> String {
        format!("guest.{}", self.link.get_value())
    }

    fn load(self) {
        self.scope.spawn(async move {
            let result = Client::new("").guest_call(&self.link.get_value()).await;
            if let Ok(call) = &result
                && storage::read("language").is_none()
            {
                i18n::choose_language(call.language);
            }
            let known = self.call.with_untracked(|call| matches!(call, Some(Ok(_))));
            // A lost connection does not take away what is on the screen.
            if !(known && matches!(&result, Err(Error::Network(_)))) {
                self.call.set(Some(result.map_err(|error| error.code())));
            }
        });
    }

    fn keep(self, pass: Option<GuestPass>) {
        let text = pass.as_ref().and_then(|pass| serde_json::to_string(pass).ok());
        storage::write_tab(&self.key(), text.as_deref());
        self.status.set(None);
        self.over.set(None);
        self.pass.set(pass);
    }

    /// Asks where one stands, again and again; each question is held by the server until there is news.
    async fn follow(self, pass: GuestPass) {
        loop {
            let seen = self.status.with_untracked(|status| status.as_ref().map(|status| status.standing));
            let GuestPass { guest, secret } = pass.clone();
            let wait = GuestWait { guest, secret, seen };
            match Client::new("").guest_wait(&self.link.get_value(), &wait).await {
                Ok(status) => {
                    let over = matches!(status.standing, GuestStanding::Ended | GuestStanding::Cancelled);
                    self.status.set(Some(status));
                    if over {
                        self.load();
                        return;
                    }
                }
                Err(Error::Problem(problem))
                    if matches!(problem.code, Code::NotFound | Code::LinkExpired) =>
                {
                    self.keep(None);
                    self.load();
                    return;
                }
                Err(_) => timer::sleep(Duration::from_secs(2)).await,
            }
        }
    }
}

/// The page of the link `{id}.{mac}`.
#[component]
pub fn GuestPage(link: String) -> impl IntoView {
    let visit = Visit {
        link: StoredValue::new(link),
        call: RwSignal::new(None),
        pass: RwSignal::new(None),
        status: RwSignal::new(None),
        over: RwSignal::new(None),
        scope: Scope::here(),
    };
    visit.pass.set(storage::read_tab(&visit.key()).and_then(|text| serde_json::from_str(&text).ok()));
    visit.load();
    // Nobody waits for it at the door.
    lazy::fetch_ahead(Duration::from_secs(1), ROOM);
    // The door opens and closes with the clock.
    spawn_local_scoped_with_cancellation(async move {
        loop {
            timer::sleep(Duration::from_secs(20)).await;
            if visit.pass.with_untracked(Option::is_none) {
                visit.load();
            }
        }
    });
    Effect::new(move |_| {
        if let Some(pass) = visit.pass.get() {
            spawn_local_scoped_with_cancellation(visit.follow(pass));
        }
    });
    let practice = Signal::derive(move || {
        let Some(Ok(call)) = visit.call.get() else { return None };
        let some = |text: String| (!text.is_empty()).then_some(text);
        Some(Practice {
            name: call.practice.name,
            address: some(call.practice.address),
            phone: some(call.practice.phone),
        })
    });
    Effect::new(move |_| {
        let name = practice.with(|practice| practice.as_ref().map(|practice| practice.name.clone()));
        dom::set_title(&name.map_or_else(|| guest::title().to_owned(), |name| guest::title_with(&name)));
    });
    let standing =
        Memo::new(move |_| visit.status.with(|status| status.as_ref().map(|status| status.standing)));
    let door = Memo::new(move |_| match visit.call.get() {
        Some(Ok(call)) => Some(call.door),
        _ => None,
    });
    let inside = Memo::new(move |_| {
        standing.get() == Some(GuestStanding::Admitted)
            && visit.over.get().is_none()
            && !matches!(door.get(), Some(GuestDoor::Ended | GuestDoor::Cancelled))
    });
    let ended = Signal::derive(move || matches!(standing.get(), Some(GuestStanding::Ended)));
    let room = move || {
        let pass = visit.pass.get_untracked()?;
        let on_over = Callback::new(move |why| visit.over.set(Some(why)));
        provide_context(Admitted { link: visit.link.get_value(), pass, ended, on_over });
        Some(guest_room())
    };
    view! {
        <GuestFrame practice=practice>
            {move || if inside.get() { room().into_any() } else { view! { <Card visit=visit standing=standing door=door /> }.into_any() }}
        </GuestFrame>
    }
}

/// Everything but the room itself.
#[component]
fn Card(visit: Visit, standing: Memo<Option<GuestStanding>>, door: Memo<Option<GuestDoor>>) -> impl IntoView {
    move || {
        if door.get().is_none() {
            return match visit
                .call
                .with(|call| call.as_ref().map(|call| call.as_ref().err().copied().flatten()))
            {
                None => view! { <p role="status">{guest::loading}</p> }.into_any(),
                Some(Some(Code::LinkExpired)) => say(Icon::CircleAlert, guest::revoked, guest::revoked_text),
                Some(Some(Code::NotFound)) => say(Icon::CircleAlert, guest::unknown, guest::unknown_text),
                Some(_) => view! {
                    {say(Icon::WifiOff, guest::failed, guest::failed_text)}
                    <Button on_press=move |()| visit.load()>{guest::retry}</Button>
                }
                .into_any(),
            };
        }
        match (door.get(), standing.get(), visit.over.get()) {
            (Some(GuestDoor::Ended), ..) | (_, Some(GuestStanding::Ended), _) | (_, _, Some(Over::Ended)) => {
                say(Icon::CircleCheck, guest::ended, guest::ended_text)
            }
            (Some(GuestDoor::Cancelled), ..) | (_, Some(GuestStanding::Cancelled), _) => {
                let reason =
                    move || visit.call.get().and_then(Result::ok).and_then(|call| call.cancel_reason);
                view! {
                    {say(Icon::Calendar, guest::cancelled, guest::cancelled_text)}
                    {move || reason().map(|reason| view! { <p>{reason}</p> })}
                }
                .into_any()
            }
            (_, _, Some(why)) => view! { <Left visit=visit why=why /> }.into_any(),
            (_, Some(GuestStanding::Refused), _) => say(Icon::Hand, guest::refused, guest::refused_text),
            (_, Some(GuestStanding::Waiting | GuestStanding::Admitted), _) => {
                view! { <Wait visit=visit /> }.into_any()
            }
            (Some(GuestDoor::Over), ..) => say(Icon::Clock, guest::over, guest::over_text),
            (Some(GuestDoor::Early), ..) => view! { <About visit=visit /> <Early visit=visit /> }.into_any(),
            _ => view! { <About visit=visit /> <Enter visit=visit /> }.into_any(),
        }
    }
}

fn say(icon: Icon, title: fn() -> &'static str, text: fn() -> &'static str) -> AnyView {
    view! {
        <div class="stack stack--tight" role="status">
            <IconView icon=icon size="large" />
            <h1 class="guest__title">{title}</h1>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

/// What, with whom, when: in the client's time, and in the practice's where it differs.
#[component]
fn About(visit: Visit) -> impl IntoView {
    move || {
        let Some(Ok(call)) = visit.call.get() else { return ().into_any() };
        let zone = intl::device_zone();
        let locale = i18n::date_locale(i18n::language());
        let theirs = time(call.starts_at, &zone, locale);
        let ours = time(call.starts_at, &call.practice.time_zone, locale);
        let day = intl::format(call.starts_at, &zone, locale, Style::LongDay);
        let differs = intl::format(call.starts_at, &zone, locale, Style::Time)
            != intl::format(call.starts_at, &call.practice.time_zone, locale, Style::Time);
        view! {
            <h1 class="guest__title">{guest::invites(&call.practice.name)}</h1>
            <Facts>
                <Fact icon=Icon::Info name=guest::what><bdi>{call.title}</bdi></Fact>
                <Fact icon=Icon::User name=guest::with><bdi>{call.with.join(", ")}</bdi></Fact>
                <Fact icon=Icon::Clock name=guest::when>
                    <p>{day}</p>
                    <p>{theirs} " · " {guest::your_time}</p>
                    {differs.then(|| view! { <p class="muted">{guest::practice_time(&ours)}</p> })}
                </Fact>
            </Facts>
        }
        .into_any()
    }
}

/// `14:30 Eastern Time`
fn time(at: DateTime<Utc>, zone: &str, locale: &str) -> String {
    let clock = intl::format(at, zone, locale, Style::Time);
    format!("{clock} {}", intl::format(at, zone, locale, Style::ZoneName))
}

#[component]
fn Early(visit: Visit) -> impl IntoView {
    let opens = move || {
        let call = visit.call.get()?.ok()?;
        let locale = i18n::date_locale(i18n::language());
        Some(guest::early_text(&time(call.opens_at, &intl::device_zone(), locale)))
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
                Err(error) if error.code() == Some(Code::Invalid) => {
                    wrong.set(Some(guest::name().to_owned()));
                }
                Err(Error::Network(_)) => wrong.set(Some(guest::failed_text().to_owned())),
                // The call has changed under the page: what it is now says why.
                Err(_) => visit.load(),
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

/// At the door.
#[component]
fn Wait(visit: Visit) -> impl IntoView {
    let name = move || {
        visit.status.with(|status| status.as_ref().map(|status| status.name.clone())).unwrap_or_default()
    };
    let leave = move |()| {
        let Some(GuestPass { guest, secret }) = visit.pass.get_untracked() else { return };
        visit.scope.spawn(async move {
            let gone = GuestStay { guest, secret, stay: None, left: true };
            // Unheard, the wait ends by itself after half a minute.
            let _ = Client::new("").guest_stay(&visit.link.get_value(), &gone).await;
            visit.keep(None);
        });
    };
    view! {
        <div class="stack" role="status" aria-live="polite">
            <h1 class="guest__title">{move || guest::waiting_title(&name())}</h1>
            <p>{guest::waiting_text}</p>
        </div>
        <Button kind=ButtonKind::Quiet on_press=leave>{guest::leave_door}</Button>
    }
}

/// A sentence of the locales.
type Words = fn() -> &'static str;

/// Out of the room while the call may go on.
#[component]
fn Left(visit: Visit, why: Over) -> impl IntoView {
    let trouble = matches!(why, Over::Unreachable | Over::TokenRefused | Over::Full);
    let (title, text): (Words, Words) =
        if trouble { (guest::trouble, guest::trouble_text) } else { (guest::left, guest::left_text) };
    view! {
        {say(Icon::CircleCheck, title, text)}
        <Button size=Size::Large wide=true on_press=move |()| visit.over.set(None)>{guest::rejoin}</Button>
    }
}
