//! The modules at the foot of a phone's screen.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    i18n::shell,
    modules::modules,
    session::Session,
    slots::Module,
    ui::{IconView, UnreadMark},
};

/// As many as a thumb can tell apart on 360 px; the rest is in the palette.
const FITTING: usize = 5;

#[component]
pub fn BottomBar() -> impl IntoView {
    let session = expect_context::<Session>();
    let entries = move || {
        let fit = modules().into_iter().filter(|module| module.on_phone);
        fit.filter(move |module| module.needs.is_none_or(|needed| session.may(needed))).take(FITTING)
    };
    view! {
        <nav class="shell-bottombar" aria-label=shell::modules>
            {move || entries().map(|module| view! { <Entry module=module /> }).collect_view()}
        </nav>
    }
}

#[component]
fn Entry(module: Module) -> impl IntoView {
    let unread = Memo::new(move |_| module.unread.map_or(0, |unread| unread()));
    view! {
        <A href=module.href attr:class="shell-bottombar__entry">
            <IconView icon=module.icon size="large" />
            <span class="truncate">{module.label}</span>
            {move || (unread.get() > 0).then(|| view! { <UnreadMark count=unread.get() /> })}
        </A>
    }
}
