//! From the knock to the farewell: the wait at the door, the room, and why one is no longer in it.

use std::time::Duration;

use client::Client;
use leptos::prelude::*;
use wire::Code;
use wire::guest::{GuestCredentials, GuestStanding, GuestStatus, GuestWait, PresenceReport};

use super::{
    notice::{loading, say},
    room::GuestRoom,
    visit::Visit,
};
use crate::{
    i18n::{Text, guest},
    js::{jitsi::EndReason, timer},
    lazy_page, task,
    ui::{Button, ButtonKind, Icon, Size},
};

lazy_page!(visit: pub VISIT, fetch_visit => Visiting);

/// Asks where you are, again and again; each question is held by the server until there is news.
async fn follow(visit: Visit, pass: GuestCredentials, status: RwSignal<Option<GuestStatus>>) {
    loop {
        let seen = status.with_untracked(|status| status.as_ref().map(|status| status.standing));
        let GuestCredentials { guest, secret } = pass.clone();
        let wait = GuestWait { guest, secret, seen };
        match Client::new("").guest_wait(&visit.link.get_value(), &wait).await {
            Ok(news) => {
                let over = matches!(news.standing, GuestStanding::Ended | GuestStanding::Cancelled);
                status.set(Some(news));
                if over {
                    visit.load();
                    return;
                }
            }
            Err(error) if matches!(error.code(), Some(Code::NotFound | Code::LinkExpired)) => {
                visit.keep(None);
                visit.load();
                return;
            }
            Err(_) => timer::sleep(Duration::from_secs(2)).await,
        }
    }
}

#[component]
fn Visiting() -> impl IntoView {
    let visit = expect_context::<Visit>();
    let status = RwSignal::new(None::<GuestStatus>);
    // Why one is no longer in the room.
    let over = RwSignal::new(None::<EndReason>);
    let pass = StoredValue::new(visit.pass.get_untracked());
    if let Some(pass) = pass.get_value() {
        task::spawn(follow(visit, pass, status));
    }
    let standing = Memo::new(move |_| status.with(|status| status.as_ref().map(|status| status.standing)));
    let ended = Signal::derive(move || standing.get() == Some(GuestStanding::Ended));
    let on_over = Callback::new(move |why| over.set(Some(why)));
    // Whom this page has let in. The server may say that they were sent away before the room says so.
    let inside = RwSignal::new(false);
    // Let in again after having been sent away: the old reason is no longer true.
    Effect::new(move |before: Option<Option<GuestStanding>>| {
        let now = standing.get();
        if now == Some(GuestStanding::Admitted) {
            inside.set(true);
        }
        let sent_away = matches!(before.flatten(), Some(GuestStanding::Refused | GuestStanding::Removed));
        if sent_away && now == Some(GuestStanding::Admitted) {
            over.set(None);
        }
        now
    });
    move || match (standing.get(), over.get()) {
        (None, _) => loading(),
        (Some(GuestStanding::Ended), _) | (_, Some(EndReason::Ended)) => {
            say(Icon::CircleCheck, guest::ended, guest::ended_text)
        }
        (Some(GuestStanding::Cancelled), _) => say(Icon::Calendar, guest::cancelled, guest::cancelled_text),
        // Who has been inside was taken out; who has not was not let in.
        (Some(GuestStanding::Removed), _)
        | (Some(GuestStanding::Refused), Some(_))
        | (_, Some(EndReason::KickedOut)) => say(Icon::Hand, guest::removed, guest::removed_text),
        (Some(GuestStanding::Refused), None) if inside.get_untracked() => {
            say(Icon::Hand, guest::removed, guest::removed_text)
        }
        (Some(GuestStanding::Refused), None) => say(Icon::Hand, guest::refused, guest::refused_text),
        (_, Some(why)) => view! { <Left over=over why=why /> }.into_any(),
        (Some(GuestStanding::Waiting), _) => view! { <Wait visit=visit status=status /> }.into_any(),
        (Some(GuestStanding::Admitted), None) => match pass.get_value() {
            Some(pass) => {
                let link = visit.link.get_value();
                view! {
                    <GuestRoom link=link pass=pass practice=visit.practice ended=ended on_over=on_over />
                }
                .into_any()
            }
            None => loading(),
        },
    }
}

/// At the door.
#[component]
fn Wait(visit: Visit, status: RwSignal<Option<GuestStatus>>) -> impl IntoView {
    let name =
        move || status.with(|status| status.as_ref().map(|status| status.name.clone())).unwrap_or_default();
    let leave = move |()| {
        let Some(GuestCredentials { guest, secret }) = visit.pass.get_untracked() else { return };
        visit.scope.spawn(async move {
            let gone = PresenceReport { guest, secret, stay: None, left: true, hidden: false };
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

/// Out of the room while the call may go on.
#[component]
fn Left(over: RwSignal<Option<EndReason>>, why: EndReason) -> impl IntoView {
    let (icon, title, text, again): (Icon, Text, Text, Text) = match why {
        EndReason::Unreachable | EndReason::TokenRefused => {
            (Icon::WifiOff, guest::trouble, guest::trouble_text, guest::retry)
        }
        EndReason::Full => (Icon::CircleAlert, guest::full, guest::full_text, guest::retry),
        EndReason::Replaced => (Icon::Info, guest::elsewhere, guest::elsewhere_text, guest::continue_here),
        EndReason::Left | EndReason::Ended | EndReason::KickedOut => {
            (Icon::CircleCheck, guest::left, guest::left_text, guest::rejoin)
        }
    };
    view! {
        {say(icon, title, text)}
        <Button size=Size::Large wide=true on_press=move |()| over.set(None)>{again}</Button>
    }
}
