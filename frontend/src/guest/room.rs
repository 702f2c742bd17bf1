//! The client in the call: the room, and beneath it what one needs.

use std::rc::Rc;

use client::{Client, Error};
use leptos::task::spawn_local;
use leptos::{html, prelude::*};
use wire::Code;
use wire::calls::RoomGrant;
use wire::guest::{GuestCredentials, GuestPractice, PresenceReport};

use super::frame::call_us;
use crate::{
    i18n::guest,
    js::jitsi::{self, Call, EndReason, Phase, Renew},
    ui::{Button, ButtonKind, Icon, Scope, Size},
};

/// The room of someone who was admitted.
#[component]
pub fn GuestRoom(
    link: String,
    pass: GuestCredentials,
    practice: RwSignal<Option<GuestPractice>>,
    #[prop(into)] ended: Signal<bool>,
    /// Told why the room closed.
    on_over: Callback<EndReason>,
) -> impl IntoView {
    let room = Call::new();
    let meeting = room.meeting();
    let place = NodeRef::<html::Div>::new();
    let grant = RwSignal::new(None::<RoomGrant>);
    let ask = {
        let (link, pass) = (link.clone(), pass.clone());
        move || {
            let (link, pass) = (link.clone(), pass.clone());
            async move { Client::new("").guest_enter(&link, &pass).await.map_err(|error| why(&error)) }
        }
    };
    let renew: Renew = {
        let ask = ask.clone();
        Rc::new(move || {
            let asked = ask();
            Box::pin(async move { asked.await.map(Into::into) })
        })
    };
    Scope::here().spawn(async move {
        match ask().await {
            Ok(granted) => grant.set(Some(granted)),
            Err(why) => on_over.run(why),
        }
    });
    let renew = StoredValue::new_local(renew);
    Effect::new(move |begun: Option<bool>| {
        if begun == Some(true) {
            return true;
        }
        let (Some(element), Some(granted)) = (place.get(), grant.get()) else { return false };
        if granted.report_presence {
            let (link, pass) = (link.clone(), pass.clone());
            jitsi::report_stay(room, move |stay, word| {
                let (link, GuestCredentials { guest, secret }) = (link.clone(), pass.clone());
                // Not bound to this page: the last report is sent while it goes.
                spawn_local(async move {
                    let report = PresenceReport {
                        guest,
                        secret,
                        stay: Some(stay),
                        left: word.left,
                        hidden: word.hidden,
                    };
                    // Unheard, the stay ends when the server's lease does.
                    let _ = Client::new("").guest_stay(&link, &report).await;
                });
            });
        }
        room.begin((*element).clone().into(), granted.into(), renew.get_value());
        true
    });
    Effect::new(move |_| {
        if ended.get() {
            room.finish();
        }
    });
    Effect::new(move |_| {
        if let Phase::Over(why) = meeting.with(|meeting| meeting.phase) {
            on_over.run(why);
        }
    });
    let stalled = room.stalled();
    view! {
        // Dark as the room itself is, so that faces are the brightest thing on the screen.
        <div class="guest-room" data-theme="dark">
            <div class="guest-room__place" node_ref=place></div>
            <Show when=move || stalled.get()>
                <div class="guest-room__stalled stack stack--tight" role="alert">
                    <p>{guest::stalled}</p>
                    <div class="cluster">
                        <Button size=Size::Large icon=Icon::RotateCcw on_press=move |()| room.try_again()>
                            {guest::retry}
                        </Button>
                        {move || practice.get().and_then(call_us)}
                    </div>
                </div>
            </Show>
            <div class="guest-room__bar">
                <Button kind=ButtonKind::Danger size=Size::Large icon=Icon::PhoneOff on_press=move |()| room.leave()>
                    {guest::leave}
                </Button>
            </div>
        </div>
    }
}

/// Why the server does not let one in, in the room's terms.
fn why(error: &Error) -> EndReason {
    match error.code() {
        Some(Code::CallEnded | Code::CallCancelled) => EndReason::Ended,
        Some(Code::RemovedFromCall | Code::NotAdmitted | Code::LinkExpired | Code::NotFound) => {
            EndReason::KickedOut
        }
        Some(Code::CallFull) => EndReason::Full,
        _ => EndReason::Unreachable,
    }
}
