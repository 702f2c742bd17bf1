//! Something that floats at its button until it is dismissed, by the browser's own popover.

use leptos::{ev, html, prelude::*, text_prop::TextProp};

use super::{id, menu_keys};
use crate::js::{dom, scroll};

/// What a popover is to assistive technology.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PopoverRole {
    /// Free content, reached by tabbing.
    #[default]
    Dialog,
    /// Items moved through with arrows; see [`super::Menu`].
    Menu,
}

impl PopoverRole {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Dialog => "dialog",
            Self::Menu => "menu",
        }
    }
}

/// A button and what it opens. The content exists only while it is open.
///
/// Escape, a press outside and `open.set(false)` close it; focus returns to the button.
#[component]
pub fn Popover(
    /// The name of the button and of what it opens.
    #[prop(into)]
    label: TextProp,
    /// Classes of the button.
    #[prop(default = "button button--quiet button--icon")]
    trigger_class: &'static str,
    /// What the button shows.
    trigger: AnyView,
    /// The label is also the button's tooltip; off where the button has words.
    #[prop(default = true)]
    tooltip: bool,
    #[prop(optional)] role: PopoverRole,
    /// Aligns the right edges instead of the left ones.
    #[prop(optional)]
    align_end: bool,
    #[prop(default = RwSignal::new(false))] open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let panel = NodeRef::<html::Div>::new();
    let panel_id = id::unique("popover");
    let target = panel_id.clone();
    // Before it shows, so that its content is there to be measured when it does.
    let before = move |_: ev::Event| {
        if panel.get_untracked().is_some_and(|panel| !dom::is_popover_open(&panel)) {
            open.set(true);
        }
    };
    // What it shows may come later and be larger: it is placed again, or it would reach out of the window.
    let sizes = StoredValue::new_local(None::<Box<dyn FnOnce()>>);
    let unwatch = move || {
        if let Some(stop) = sizes.try_update_value(Option::take).flatten() {
            stop();
        }
    };
    on_cleanup(unwatch);
    let after = move |_| {
        let (Some(panel), Some(button)) = (panel.get_untracked(), button.get_untracked()) else { return };
        unwatch();
        if dom::is_popover_open(&panel) {
            dom::place(&panel, &button, align_end);
            let (placed, at) = (panel.clone(), button);
            let place = move || dom::place(&placed, &at, align_end);
            sizes.set_value(Some(Box::new(scroll::on_resize(&panel, place))));
            dom::set_property(&panel, "opacity", "1");
            if role == PopoverRole::Menu {
                menu_keys::enter(&panel);
            }
        } else {
            dom::set_property(&panel, "opacity", "0");
            open.set(false);
        }
    };
    Effect::new(move |_| {
        if !open.get()
            && let Some(panel) = panel.get_untracked()
        {
            dom::hide_popover(&panel);
        }
    });
    let label = StoredValue::new(label);
    let name = move || label.with_value(TextProp::get);
    let children = StoredValue::new(children);
    view! {
        <button
            node_ref=button
            type="button"
            class=trigger_class
            popovertarget=target
            aria-haspopup=role.as_str()
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-label=name
            title=move || tooltip.then(name)
        >
            {trigger}
        </button>
        <div
            node_ref=panel
            id=panel_id
            class="popover"
            popover="auto"
            role=role.as_str()
            aria-label=name
            on:toggle=after
            on:beforetoggle=before
            on:keydown=move |event: ev::KeyboardEvent| {
                if role == PopoverRole::Menu
                    && let Some(panel) = panel.get_untracked()
                {
                    menu_keys::on_key(&event, &panel);
                }
            }
        >
            <Show when=move || open.get()>{children.with_value(|children| children())}</Show>
        </div>
    }
    .into_any()
}
