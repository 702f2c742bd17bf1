//! The slim banner that says the connection is gone.

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    i18n::{shell, ui},
    js::dom,
    realtime::{Realtime, Status},
    ui::{Icon, IconView},
};

/// A break shorter than this is nobody's business.
const GRACE: Duration = Duration::from_secs(3);

#[component]
pub fn OfflineBanner() -> impl IntoView {
    let realtime = expect_context::<Realtime>();
    let offline = RwSignal::new(!dom::is_online());
    let long = RwSignal::new(false);
    let gone = window_event_listener(leptos::ev::offline, move |_| offline.set(true));
    let back = window_event_listener(leptos::ev::online, move |_| offline.set(false));
    on_cleanup(move || {
        gone.remove();
        back.remove();
    });
    Effect::new(move |_| {
        if realtime.status() == Status::Reconnecting {
            let handle = set_timeout_with_handle(move || long.set(true), GRACE).ok();
            on_cleanup(move || {
                if let Some(handle) = handle {
                    handle.clear();
                }
            });
        } else {
            long.set(false);
        }
    });
    let words = move || {
        if offline.get() {
            Some(ui::state::offline())
        } else if long.get() {
            Some(shell::reconnecting())
        } else {
            None
        }
    };
    view! {
        <div role="status">
            {move || words().map(|words| view! {
                <p class="shell-offline"><IconView icon=Icon::WifiOff size="small" /> {words}</p>
            })}
        </div>
    }
}
