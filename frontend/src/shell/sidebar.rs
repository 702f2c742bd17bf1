//! The sidebar: practice, modules with what is unread, and what a module pins beneath its entry.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    i18n::{shell, ui},
    modules::{Module, modules},
    theme::Look,
    ui::{Icon, IconButton, IconView, Size},
};

#[component]
pub fn Sidebar() -> impl IntoView {
    let look = expect_context::<Look>();
    view! {
        <nav class="sidebar" aria-label=shell::modules>
            <div class="sidebar__head">
                <A href="/" attr:class="sidebar__practice">
                    <span class="mark" aria-hidden="true"></span>
                    <span class="sidebar__name truncate">"Liaison"</span>
                </A>
            </div>
            <ul class="sidebar__list scroll">
                {modules().into_iter().map(|module| view! { <Entry module=module /> }).collect_view()}
            </ul>
            <div class="sidebar__foot">
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
            <A href=module.href attr:class="sidebar__entry" attr:title=module.label>
                <IconView icon=module.icon />
                <span class="sidebar__label truncate">{module.label}</span>
                {move || (unread.get() > 0).then(|| view! { <Count value=unread.get() /> })}
            </A>
            {module.below.map(|below| below())}
        </li>
    }
}

/// An absolute number of unread things, said in words to screen readers and cut off at 99.
#[component]
pub fn Count(value: u64) -> impl IntoView {
    let shown = if value > 99 { "99+".to_owned() } else { value.to_string() };
    view! {
        <span class="count">
            <span aria-hidden="true">{shown}</span>
            <span class="unseen">{move || ui::unread(value)}</span>
        </span>
    }
}
