//! The client in the call: the room, and beneath it what one needs.

use std::time::Duration;

use client::Client;
use leptos::task::spawn_local_scoped_with_cancellation;
use leptos::{html, prelude::*};
use wire::guest::{GuestPass, GuestStay};
use wire::video::{RoomGrant, RoomProvider};

use crate::{
    i18n::{self, guest},
    js::{
        dom,
        jitsi::{Call, Entry, Over, Phase},
        timer,
    },
    ui::{Button, ButtonKind, Icon, IconButton, Size},
};

/// The room of an admitted client. `on_over` is told why it closed.
#[component]
pub fn GuestRoom(
    link: String,
    pass: GuestPass,
    #[prop(into)] ended: Signal<bool>,
    #[prop(into)] on_over: Callback<Over>,
) -> impl IntoView {
    let room = Call::new();
    let meeting = room.meeting();
    let place = NodeRef::<html::Div>::new();
    let grant = RwSignal::new(None::<RoomGrant>);
    {
        let (link, pass) = (link.clone(), pass.clone());
        spawn_local_scoped_with_cancellation(async move {
            match Client::new("").guest_enter(&link, &pass).await {
                Ok(granted) => grant.set(Some(granted)),
                Err(_) => on_over.run(Over::Unreachable),
            }
        });
    }
    Effect::new(move |begun: Option<bool>| {
        if begun == Some(true) {
            return true;
        }
        let (Some(element), Some(granted)) = (place.get(), grant.get()) else { return false };
        if granted.report_presence {
            report_presence(link.clone(), pass.clone(), room);
        }
        room.begin((*element).clone().into(), entry(granted));
        true
    });
    Effect::new(move |_| {
        if ended.get() {
            room.dispose();
        }
    });
    Effect::new(move |_| {
        if let Phase::Over(why) = meeting.with(|meeting| meeting.phase) {
            on_over.run(why);
        }
    });
    let muted = Signal::derive(move || meeting.with(|meeting| meeting.audio_muted).unwrap_or(false));
    let dark = Signal::derive(move || meeting.with(|meeting| meeting.video_muted).unwrap_or(false));
    view! {
        <div class="guest-room">
            <div class="guest-room__place" node_ref=place></div>
            <div class="guest-room__bar">
                {move || {
                    let (icon, label): (_, fn() -> &'static str) =
                        if muted.get() { (Icon::MicOff, guest::unmute) } else { (Icon::Mic, guest::mute) };
                    view! {
                        <IconButton icon=icon label=label size=Size::Large pressed=muted
                            on_press=move |()| room.toggle_microphone() />
                    }
                }}
                {move || {
                    let (icon, label): (_, fn() -> &'static str) = if dark.get() {
                        (Icon::VideoOff, guest::camera_on)
                    } else {
                        (Icon::Video, guest::camera_off)
                    };
                    view! {
                        <IconButton icon=icon label=label size=Size::Large pressed=dark
                            on_press=move |()| room.toggle_camera() />
                    }
                }}
                <Button kind=ButtonKind::Danger size=Size::Large on_press=move |()| room.leave()>{guest::leave}</Button>
            </div>
        </div>
    }
}

fn entry(grant: RoomGrant) -> Entry {
    // The built-in room is on the page's own server, under whatever name it was reached.
    let domain = if grant.provider == RoomProvider::Builtin { dom::host() } else { grant.domain };
    Entry {
        script_url: grant.script_url,
        domain,
        room: grant.room,
        jwt: grant.jwt,
        language: i18n::language_now().to_string(),
        display_name: grant.display_name,
        config: grant.config,
    }
}

/// Tells the server every ten seconds that one is there, where the room itself cannot.
fn report_presence(link: String, pass: GuestPass, room: Call) {
    let meeting = room.meeting();
    spawn_local_scoped_with_cancellation(async move {
        loop {
            if let Some(stay) = meeting.with_untracked(|meeting| meeting.own_id.clone()) {
                let GuestPass { guest, secret } = pass.clone();
                let report = GuestStay { guest, secret, stay: Some(stay), left: false };
                // A report that was lost is followed by the next; the lease is three of them long.
                let _ = Client::new("").guest_stay(&link, &report).await;
            }
            timer::sleep(Duration::from_secs(10)).await;
        }
    });
}
