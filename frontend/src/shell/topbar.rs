//! The bar above the page: where you are, search, the bell, you.

use leptos::prelude::*;

use super::{account::AccountMenu, page::Breadcrumb, palette::Palette, shortcuts::Keys};
use crate::{
    i18n::shell,
    notifications::Bell,
    ui::{Icon, IconView},
};

#[component]
pub fn TopBar() -> impl IntoView {
    let palette = expect_context::<Palette>();
    view! {
        <header class="shell-topbar">
            <Breadcrumb />
            <button
                type="button"
                class="shell-topbar__search"
                aria-label=shell::palette::title
                aria-haspopup="dialog"
                on:click=move |_| palette.open()
            >
                <IconView icon=Icon::Search />
                <span class="grow truncate">{shell::palette::field}</span>
                <Keys keys="mod+k" />
            </button>
            <Bell />
            <AccountMenu />
        </header>
    }
}
