//! A menu of actions: arrows and letters move, Enter acts, Escape leaves.

use leptos::{ev, prelude::*, text_prop::TextProp};
use leptos_router::components::A;

use super::{Icon, IconView, Popover, popover::PopoverRole};
use crate::{i18n::ui, js::dom};

/// A button that opens a menu; the items are its children.
#[component]
pub fn Menu(
    #[prop(default = ui::more_actions.into(), into)] label: TextProp,
    #[prop(default = Icon::Ellipsis)] icon: Icon,
    /// Small, for the end of a row.
    #[prop(optional)]
    small: bool,
    #[prop(default = true)] align_end: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let class = if small {
        "button button--quiet button--icon button--small"
    } else {
        "button button--quiet button--icon"
    };
    view! {
        <Popover
            label=label
            trigger_class=class
            trigger=view! { <IconView icon=icon /> }.into_any()
            role=PopoverRole::Menu
            align_end=align_end
            children=children
        />
    }
}

/// Closes the popover an element is in, after its own action has run.
fn leave(event: &ev::MouseEvent) {
    if let Some(panel) = dom::closest(event.target(), "[popover]") {
        dom::hide_popover(&panel);
    }
}

#[component]
pub fn MenuItem(
    #[prop(optional, into)] icon: Option<Icon>,
    /// For what cannot be undone.
    #[prop(optional)]
    danger: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// A mark before the item that is in force, in menus that choose one of several.
    #[prop(optional, into)]
    checked: Option<Signal<bool>>,
    #[prop(into)] on_press: Callback<()>,
    children: Children,
) -> impl IntoView {
    let press = move |event: ev::MouseEvent| {
        if !disabled.get_untracked() {
            leave(&event);
            on_press.run(());
        }
    };
    view! {
        <button
            type="button"
            class=if danger { "menu__item menu__item--danger" } else { "menu__item" }
            role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            tabindex="-1"
            aria-checked=move || checked.map(|checked| if checked.get() { "true" } else { "false" })
            aria-disabled=move || disabled.get().then_some("true")
            on:click=press
        >
            {icon.map(|icon| view! { <IconView icon=icon /> })}
            <span class="grow truncate">{children()}</span>
            {checked.map(|checked| move || checked.get().then(|| view! { <IconView icon=Icon::Check /> }))}
        </button>
    }
    .into_any()
}

#[component]
pub fn MenuLink(
    #[prop(into)] href: String,
    #[prop(optional, into)] icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <A href=href attr:class="menu__item" attr:role="menuitem" attr:tabindex="-1" on:click=|event| leave(&event)>
            {icon.map(|icon| view! { <IconView icon=icon /> })}
            <span class="grow truncate">{children()}</span>
        </A>
    }
    .into_any()
}

/// A heading over some items.
#[component]
pub fn MenuHeading(#[prop(into)] text: TextProp) -> impl IntoView {
    view! { <p class="menu__heading" role="presentation">{move || text.get()}</p> }
}

#[component]
pub fn MenuDivider() -> impl IntoView {
    view! { <hr class="menu__divider" /> }
}
