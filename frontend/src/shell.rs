//! The frame around every staff page: sidebar, top bar, bottom bar on phones, and the page itself.

mod account;
mod bottom_bar;
mod offline;
pub mod page;
pub mod palette;
pub mod shortcuts;
mod sidebar;
mod topbar;

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::{Outlet, Redirect},
    hooks::use_navigate,
};

use self::{page::Trail, palette::Palette, shortcuts::Shortcuts};
use crate::{
    calls::knocks::KnockWatch,
    chat::state::ChatState,
    i18n::shell,
    js::address,
    lazy_page,
    modules::modules,
    notifications::NotificationsState,
    realtime::Realtime,
    session::{Person, Session},
    sms::SmsState,
    ui::{
        ErrorState,
        lazy::{self, Placeholder},
    },
};

/// What the frame shows; changes of the profile alone do not build it again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Asking,
    SignedOut,
    NotSetUp,
    SignedIn,
    Unknown,
}

/// Until the frame's code is here, which is seldom seen: nothing that would flash.
fn boot() -> AnyView {
    view! { <div class="shell-boot" aria-hidden="true"></div> }.into_any()
}

lazy_page!(start: pub FRAME, fetch_frame => SignedIn);

/// The frame, for those who are signed in; everybody else is led to sign in and comes back afterwards.
#[component]
pub fn Frame() -> impl IntoView {
    let session = expect_context::<Session>();
    let stage = Memo::new(move |_| match session.person() {
        Person::Asking => Stage::Asking,
        Person::SignedOut => Stage::SignedOut,
        Person::NotSetUp => Stage::NotSetUp,
        Person::SignedIn(_) => Stage::SignedIn,
        Person::Unknown(_) => Stage::Unknown,
    });
    move || match stage.get() {
        Stage::Asking => view! { <div class="shell-boot" aria-hidden="true"></div> }.into_any(),
        Stage::SignedOut => {
            let here = address::here();
            let path = match here.as_str() {
                "" | "/" => "/sign-in".to_owned(),
                here => format!("/sign-in?to={}", address::escape(here)),
            };
            view! { <Redirect path=path /> }.into_any()
        }
        Stage::NotSetUp => view! { <Redirect path="/set-up" /> }.into_any(),
        Stage::SignedIn => lazy::page_with(FRAME, Placeholder { waiting: boot, ..lazy::SKELETON }),
        Stage::Unknown => match session.person() {
            Person::Unknown(error) => {
                view! { <ErrorState error=error on_retry=move |()| session.ask() /> }.into_any()
            }
            _ => ().into_any(),
        },
    }
}

#[component]
fn SignedIn() -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = Realtime::provide(session);
    NotificationsState::provide(session, realtime);
    ChatState::provide(session, realtime);
    SmsState::provide(session, realtime);
    Trail::provide();
    // All other pages.
    lazy::fetch_ahead(Duration::from_secs(2), crate::applicants::routes::APPLICANTS);
    let palette = Palette::provide();
    let shortcuts = Shortcuts::provide();
    let find = Callback::new(move |()| palette.open());
    shortcuts.add("mod+k", shell::palette::title, shell::shortcuts::general, find);
    shortcuts.add("/", shell::palette::title, shell::shortcuts::general, find);
    for module in modules().into_iter().filter(|module| !module.keys.is_empty()) {
        let navigate = use_navigate();
        let go = Callback::new(move |()| navigate(module.href, NavigateOptions::default()));
        shortcuts.add(module.keys, module.label, shell::shortcuts::go_to, go);
    }
    view! {
        <a class="shell-skip" href="#main">{shell::skip}</a>
        <div class="shell-frame">
            <sidebar::Sidebar />
            <div class="shell-frame__column">
                <topbar::TopBar />
                <offline::OfflineBanner />
                <main class="shell-frame__main" id="main" tabindex="-1">
                    <Outlet />
                </main>
            </div>
            <bottom_bar::BottomBar />
        </div>
        <palette::PaletteDialog />
        <shortcuts::ShortcutSheet />
        <KnockWatch />
    }
}
