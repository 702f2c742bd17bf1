//! The client in the call: the room, and beneath it what one needs.

use client::Client;
use leptos::task::spawn_local;
use leptos::{html, prelude::*};
use wire::guest::{GuestPass, GuestStay};
use wire::video::RoomGrant;

use crate::{
    i18n::guest,
    js::jitsi::{self, Call, Over, Phase},
    task,
    ui::{Button, ButtonKind, Icon, Size},
};

/// The room of someone who was admitted.
#[component]
pub fn GuestRoom(
    link: String,
    pass: GuestPass,
    #[prop(into)] ended: Signal<bool>,
    /// Told why the room closed.
    on_over: Callback<Over>,
) -> impl IntoView {
    let room = Call::new();
    let meeting = room.meeting();
    let place = NodeRef::<html::Div>::new();
    let grant = RwSignal::new(None::<RoomGrant>);
    {
        let (link, pass) = (link.clone(), pass.clone());
        task::spawn(async move {
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
            let (link, pass) = (link.clone(), pass.clone());
            jitsi::report_stay(room, move |stay, left| {
                let (link, GuestPass { guest, secret }) = (link.clone(), pass.clone());
                // Not bound to this page: the last report is sent while it goes.
                spawn_local(async move {
                    let report = GuestStay { guest, secret, stay: Some(stay), left };
                    // Unheard, the stay ends when the server's lease does.
                    let _ = Client::new("").guest_stay(&link, &report).await;
                });
            });
        }
        room.begin((*element).clone().into(), granted.into());
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
    view! {
        // Dark as the room itself is, so that faces are the brightest thing on the screen.
        <div class="guest-room" data-theme="dark">
            <div class="guest-room__place" node_ref=place></div>
            <div class="guest-room__bar">
                <Button kind=ButtonKind::Danger size=Size::Large icon=Icon::PhoneOff on_press=move |()| room.leave()>
                    {guest::leave}
                </Button>
            </div>
        </div>
    }
}
