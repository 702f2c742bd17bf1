//! Buttons, and links that look like buttons.

use leptos::{prelude::*, text_prop::TextProp};
use leptos_router::components::A;

use super::{Icon, IconView};

/// How loudly a button speaks: one primary per view, danger for what cannot be undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    #[default]
    Secondary,
    Quiet,
    Danger,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    Small,
    #[default]
    Normal,
    Large,
}

fn class(kind: ButtonKind, size: Size, wide: bool, icon_only: bool) -> String {
    let mut class = String::from(match kind {
        ButtonKind::Primary => "button button--primary",
        ButtonKind::Secondary => "button button--secondary",
        ButtonKind::Quiet => "button button--quiet",
        ButtonKind::Danger => "button button--danger",
    });
    class.push_str(match size {
        Size::Small => " button--small",
        Size::Normal => "",
        Size::Large => " button--large",
    });
    if wide {
        class.push_str(" button--wide");
    }
    if icon_only {
        class.push_str(" button--icon");
    }
    class
}

/// A button with words. While `busy` it keeps its width and its focus and ignores presses.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] size: Size,
    /// Fills the width it is given.
    #[prop(optional)]
    wide: bool,
    /// Submits its form; such a button needs no `on_press`.
    #[prop(optional)]
    submit: bool,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let inert = move || busy.get() || disabled.get();
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() || disabled.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=class(kind, size, wide, false)
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || inert().then_some("true")
            on:click=press
        >
            <span class="button__content">
                {icon.map(|icon| view! { <IconView icon=icon /> })} {children()}
            </span>
            {move || busy.get().then(busy_mark)}
        </button>
    }
    .into_any()
}

fn busy_mark() -> impl IntoView {
    view! {
        <span class="button__busy">
            <IconView icon=Icon::LoaderCircle size="spin" />
        </span>
    }
}

/// A button that is an icon alone; `label` is its name and its tooltip.
#[component]
pub fn IconButton(
    icon: Icon,
    #[prop(into)] label: TextProp,
    #[prop(optional)] size: Size,
    #[prop(default = ButtonKind::Quiet)] kind: ButtonKind,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// For a button that stays pressed, such as a microphone that is off.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
) -> impl IntoView {
    let press = move |_| {
        if let Some(on_press) = on_press
            && !disabled.get_untracked()
        {
            on_press.run(());
        }
    };
    let title = label.clone();
    view! {
        <button
            type="button"
            class=class(kind, size, false, true)
            aria-label=move || label.get()
            title=move || title.get()
            aria-disabled=move || disabled.get().then_some("true")
            aria-pressed=move || pressed.map(|pressed| if pressed.get() { "true" } else { "false" })
            on:click=press
        >
            <IconView icon=icon />
        </button>
    }
    .into_any()
}

/// A link within the application that looks like a button.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] size: Size,
    #[prop(optional)] wide: bool,
    #[prop(optional, into)] icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <A href=move || href.get() attr:class=class(kind, size, wide, false)>
            <span class="button__content">
                {icon.map(|icon| view! { <IconView icon=icon /> })} {children()}
            </span>
        </A>
    }
    .into_any()
}
