//! What is said where mail is written and where it is set up, while none leaves.

use leptos::prelude::*;
use wire::mail::{MailSetup, MailStop};

use super::words;
use crate::{
    i18n::mail as w,
    realtime::Realtime,
    session::Session,
    ui::{Banner, Icon, Tone},
};

/// How mail leaves, read again when that changes.
pub fn setup() -> LocalResource<client::Result<MailSetup>> {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let (changes, set_changes) = signal(0_u32);
    realtime.settings.listen(move |()| set_changes.update(|count| *count = count.wrapping_add(1)));
    realtime.resync.listen(move |()| set_changes.update(|count| *count = count.wrapping_add(1)));
    LocalResource::new(move || {
        changes.track();
        async move { session.call(session.client().mail_setup()).await }
    })
}

/// Nothing while mail leaves. What cannot be read is said elsewhere: the page itself does not load then either.
#[component]
pub fn MailStopped() -> impl IntoView {
    let setup = setup();
    move || {
        let stop = setup.get().and_then(Result::ok).and_then(|setup| setup.stopped);
        stop.map(|stop| view! { <Stop stop=stop /> })
    }
}

#[component]
pub fn Stop(stop: MailStop) -> impl IntoView {
    let code = stop.code;
    let (fault, waiting, said) = (stop.fault, stop.waiting, stop.said);
    view! {
        <Banner tone=Tone::Danger icon=Icon::TriangleAlert>
            <p>
                <strong>{w::stopped}</strong> " " {move || words::fault(fault)} " "
                {move || code.map(|code| w::error_code(&code.to_string()))}
            </p>
            {said.filter(|said| !said.is_empty()).map(|said| view! {
                <p><bdi>{move || w::server_said(&said)}</bdi></p>
            })}
            <p>{move || w::waiting(waiting)}</p>
        </Banner>
    }
}
