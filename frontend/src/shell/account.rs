//! Your own menu: profile, language, theme, density, shortcuts, sign out.

use leptos::prelude::*;

use crate::{
    i18n::{self, Language, identity, shell},
    lazy_page,
    realtime::Realtime,
    session::Session,
    theme::{Appearance, Theme},
    ui::{
        Avatar, AvatarSize, Icon, MenuDivider, MenuHeading, MenuItem, MenuLink, Popover, PopoverRole, Toasts,
        lazy,
    },
    words,
};

#[component]
pub fn AccountMenu() -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let name = Signal::derive(move || session.me().map(|me| me.name).unwrap_or_default());
    let trigger = move || {
        let me = session.me()?;
        let id = me.id;
        let presence = Signal::derive(move || realtime.presence_of(id));
        Some(view! { <Avatar id=id.as_uuid() name=me.name size=AvatarSize::Normal presence=presence /> })
    };
    view! {
        <Popover
            label=move || shell::account::menu(&name.get())
            trigger_class="shell-account"
            trigger=trigger.into_any()
            role=PopoverRole::Menu
            align_end=true
        >
            {lazy::page(ITEMS)}
        </Popover>
    }
}

lazy_page!(rest: ITEMS, fetch_items => Items);

#[component]
fn Items() -> impl IntoView {
    let session = expect_context::<Session>();
    let look = expect_context::<Appearance>();
    let toasts = expect_context::<Toasts>();
    let sign_out = move || session.sign_out(move |error| toasts.failed(words::error(&error)));
    let me = move || session.me();
    let theme = move |theme: Theme| {
        let label = match theme {
            Theme::System => shell::account::theme_system,
            Theme::Light => shell::account::theme_light,
            Theme::Dark => shell::account::theme_dark,
        };
        let icon = match theme {
            Theme::System => Icon::Monitor,
            Theme::Light => Icon::Sun,
            Theme::Dark => Icon::Moon,
        };
        view! {
            <MenuItem
                icon=icon
                checked=Signal::derive(move || look.theme() == theme)
                on_press=move |()| look.choose_theme(theme)
            >
                {label}
            </MenuItem>
        }
    };
    let language = move |language: Language| {
        view! {
            <MenuItem
                checked=Signal::derive(move || i18n::language() == language)
                on_press=move |()| session.speak(language)
            >
                <span lang=language.as_str()>{language.native_name()}</span>
            </MenuItem>
        }
    };
    view! {
        {move || me().map(|me| view! {
            <div class="shell-account__who">
                <bdi class="shell-account__name truncate">{me.name}</bdi>
                <span class="muted truncate">{me.email}</span>
            </div>
        })}
        <MenuLink href="/profile" icon=Icon::User>{identity::profile::title}</MenuLink>
        <MenuLink href="/settings" icon=Icon::Settings>{identity::settings::title}</MenuLink>
        <MenuHeading text=shell::account::language />
        {Language::ALL.iter().copied().map(language).collect_view()}
        <MenuHeading text=shell::account::theme />
        {Theme::ALL.map(theme).into_iter().collect_view()}
        <MenuItem
            icon=Icon::SlidersHorizontal
            checked=Signal::derive(move || look.roomy())
            on_press=move |()| look.choose_roomy(!look.roomy())
        >
            {shell::account::roomy}
        </MenuItem>
        <MenuDivider />
        <MenuItem icon=Icon::LogOut on_press=move |()| sign_out()>{shell::account::sign_out}</MenuItem>
    }
}
