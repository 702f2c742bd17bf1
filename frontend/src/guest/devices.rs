//! Camera, microphone and speaker, tried before the call.

use leptos::{html, prelude::*};

use super::checks::{Check, CheckLine, Checks};
use crate::{
    i18n::guest,
    js::media::{self, Camera, MediaFault, Meter, Microphone},
    lazy_page,
    ui::{
        Button, Icon, Scope, Size,
        lazy::{self, Placeholder},
    },
};

/// How loud it has to be for the microphone to count as working: a voice, not the room.
const AUDIBLE: f32 = 0.03;

lazy_page!(visit: DEVICES, fetch_devices => DeviceChecks);

/// The tests below the rest of the page, which does not wait for them.
pub fn device_checks() -> AnyView {
    lazy::page_with(DEVICES, Placeholder { waiting: || ().into_any(), lost: untested })
}

/// One can join without the tests: no more is said than how to get them.
fn untested(retry: Callback<()>) -> AnyView {
    view! {
        <div class="stack stack--tight" role="status">
            <p class="muted">{guest::checks_lost}</p>
            <Button icon=Icon::RotateCcw on_press=retry>{guest::retry}</Button>
        </div>
    }
    .into_any()
}

/// Asks for the devices when pressed, shows what they see and hear, and frees them with the page's next step.
#[component]
fn DeviceChecks() -> impl IntoView {
    let asked = RwSignal::new(false);
    let camera_state = RwSignal::new(Check::Waiting);
    let microphone_state = RwSignal::new(Check::Waiting);
    let speaker_state = RwSignal::new(Check::Waiting);
    let level = RwSignal::new(0.0_f32);
    let camera_fault = RwSignal::new(None::<MediaFault>);
    let microphone_fault = RwSignal::new(None::<MediaFault>);
    let camera = StoredValue::new_local(None::<Camera>);
    let microphone = StoredValue::new_local(None::<(Microphone, Meter)>);
    let picture = NodeRef::<html::Video>::new();
    let scope = Scope::here();
    let test = move |()| {
        asked.set(true);
        camera_state.set(Check::Waiting);
        microphone_state.set(Check::Waiting);
        scope.spawn(async move {
            // One question for both; where it is refused, each is asked for by itself to see which is the trouble.
            let _ = media::ask_permission().await;
            match Camera::open(None).await {
                Ok(open) => {
                    if let Some(video) = picture.get_untracked() {
                        open.show_in(&video);
                    }
                    camera.set_value(Some(open));
                    camera_state.set(Check::Good);
                }
                Err(fault) => {
                    camera_fault.set(Some(fault));
                    camera_state.set(Check::Bad);
                }
            }
            let opened = match Microphone::open(None).await {
                Ok(open) => {
                    let meter = open.meter(move |now| {
                        let _ = level.try_set(now);
                        if now > AUDIBLE {
                            let _ = microphone_state.try_set(Check::Good);
                        }
                    });
                    meter.map(|meter| (open, meter))
                }
                Err(fault) => Err(fault),
            };
            match opened {
                Ok((open, meter)) => {
                    meter.wake();
                    microphone.set_value(Some((open, meter)));
                }
                Err(fault) => {
                    microphone_fault.set(Some(fault));
                    microphone_state.set(Check::Bad);
                }
            }
        });
    };
    let play = move |()| {
        speaker_state.set(Check::Waiting);
        scope.spawn(async move {
            speaker_state.set(match media::play_tone(None).await {
                Ok(()) => Check::Good,
                Err(_) => Check::Bad,
            });
        });
    };
    let failed = move || camera_state.get() == Check::Bad || microphone_state.get() == Check::Bad;
    view! {
        <section class="stack" aria-label=guest::checks>
            <Show
                when=move || asked.get()
                fallback=move || view! {
                    <p class="muted">{guest::devices_hint}</p>
                    <Button icon=Icon::Camera size=Size::Large wide=true on_press=test>{guest::ask_devices}</Button>
                }
            >
                <Checks>
                    <CheckLine icon=Icon::Camera name=guest::camera state=camera_state>
                        <video class="guest-preview" node_ref=picture autoplay=true playsinline=true prop:muted=true
                            hidden=move || camera_state.get() != Check::Good></video>
                        {move || (camera_state.get() == Check::Bad).then(|| view! {
                            <p class="guest-checks__help">{move || camera_fault.get().map(camera_help)}</p>
                            <p class="guest-checks__help">{guest::camera_help}</p>
                        })}
                    </CheckLine>
                    <CheckLine icon=Icon::Mic name=guest::microphone state=microphone_state>
                        {move || match microphone_state.get() {
                            Check::Bad => view! { <p class="guest-checks__help">{move || microphone_fault.get().map(microphone_help)}</p> }.into_any(),
                            _ => view! {
                                <meter class="guest-level" min="0" max="0.5" aria-label=guest::level
                                    prop:value=move || f64::from(level.get())></meter>
                                <p class="guest-checks__help">{guest::level}</p>
                            }
                            .into_any(),
                        }}
                    </CheckLine>
                    <CheckLine icon=Icon::Volume2 name=guest::speaker state=speaker_state>
                        <Button on_press=play>{guest::play}</Button>
                    </CheckLine>
                </Checks>
                <Show when=failed>
                    <Button icon=Icon::RotateCcw on_press=test>{guest::again}</Button>
                </Show>
            </Show>
        </section>
    }
}

/// Why the camera cannot be had, and what to do about it.
fn camera_help(fault: MediaFault) -> &'static str {
    match fault {
        MediaFault::Denied => guest::camera_fault::denied(),
        MediaFault::Missing => guest::camera_fault::missing(),
        MediaFault::Busy => guest::camera_fault::busy(),
        MediaFault::Insecure => guest::device_insecure(),
        MediaFault::Failed => guest::device_failed(),
    }
}

/// The same for the microphone, without which there is the telephone.
fn microphone_help(fault: MediaFault) -> &'static str {
    match fault {
        MediaFault::Denied => guest::microphone_help(),
        MediaFault::Missing => guest::microphone_fault::missing(),
        MediaFault::Busy => guest::microphone_fault::busy(),
        MediaFault::Insecure => guest::device_insecure(),
        MediaFault::Failed => guest::device_failed(),
    }
}
