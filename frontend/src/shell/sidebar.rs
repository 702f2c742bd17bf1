//! The sidebar: practice, modules with what is unread, and what a module pins beneath its entry.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    i18n::shell,
    modules::modules,
    session::Session,
    slots::Module,
    theme::Appearance,
    ui::{Icon, IconButton, IconView, Size, UnreadMark},
};

#[component]
pub fn Sidebar() -> impl IntoView {
    let look = expect_context::<Appearance>();
    let session = expect_context::<Session>();
    let practice = move || session.me().map(|me| me.practice.name).unwrap_or_default();
    let initial = move || practice().chars().next().map(String::from);
    let allowed = move || {
        let modules = modules().into_iter();
        modules.filter(move |module| module.needs.is_none_or(|needed| session.may(needed)))
    };
    view! {
        <nav class="shell-sidebar" aria-label=shell::modules>
            <div class="shell-sidebar__head">
                <A href="/" attr:class="shell-sidebar__practice">
                    <span class="mark" aria-hidden="true">{initial}</span>
                    <bdi class="shell-sidebar__name truncate">{practice}</bdi>
                </A>
            </div>
            <ul class="shell-sidebar__list scroll">
                {move || allowed().map(|module| view! { <Entry module=module /> }).collect_view()}
            </ul>
            <div class="shell-sidebar__foot">
                <IconButton
                    icon=Icon::PanelLeft
                    size=Size::Small
                    label=move || if look.narrow() { shell::widen() } else { shell::narrow() }
                    on_press=move |()| look.toggle_sidebar()
                />
            </div>
        </nav>
    }
}

#[component]
fn Entry(module: Module) -> impl IntoView {
    let unread = Memo::new(move |_| module.unread.map_or(0, |unread| unread()));
    view! {
        <li>
            <A href=module.href attr:class="shell-sidebar__entry" attr:title=module.label>
                <IconView icon=module.icon />
                <span class="shell-sidebar__label truncate">{module.label}</span>
                {move || (unread.get() > 0).then(|| view! { <UnreadMark count=unread.get() /> })}
            </A>
            {module.below.map(|below| view! { <div class="shell-sidebar__below">{below()}</div> })}
        </li>
    }
}
