//! The frame around every staff page: sidebar, top bar, bottom bar on phones, and the page itself.

mod bottom_bar;
mod offline;
mod sidebar;
mod topbar;

use leptos::prelude::*;
use leptos_router::components::Outlet;

use crate::i18n::shell;

pub use offline::Connection;

#[component]
pub fn Frame() -> impl IntoView {
    view! {
        <a class="skip" href="#main">{shell::skip}</a>
        <div class="frame">
            <sidebar::Sidebar />
            <div class="frame__column">
                <topbar::TopBar />
                <offline::OfflineBanner />
                <main class="frame__main" id="main" tabindex="-1">
                    <Outlet />
                </main>
            </div>
            <bottom_bar::BottomBar />
        </div>
    }
}
