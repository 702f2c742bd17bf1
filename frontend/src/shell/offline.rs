//! The slim banner that says the connection is gone.

use leptos::prelude::*;

use crate::{
    i18n::ui,
    js::dom,
    ui::{Icon, IconView},
};

/// Whether the server can be reached, as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    #[default]
    Connected,
    Reconnecting,
    Offline,
}

#[component]
pub fn OfflineBanner() -> impl IntoView {
    let offline = RwSignal::new(!dom::is_online());
    let gone = window_event_listener(leptos::ev::offline, move |_| offline.set(true));
    let back = window_event_listener(leptos::ev::online, move |_| offline.set(false));
    on_cleanup(move || {
        gone.remove();
        back.remove();
    });
    view! {
        <div role="status">
            {move || offline.get().then(|| view! {
                <p class="offline"><IconView icon=Icon::WifiOff size="small" /> {ui::state::offline}</p>
            })}
        </div>
    }
}
