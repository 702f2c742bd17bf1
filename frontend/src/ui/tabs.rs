//! Tabs: of a page whose address says which is open, and of a part of a page.

use leptos::{ev, html, prelude::*, text_prop::TextProp};
use leptos_router::components::A;

use crate::js::dom::{self, Step};

/// A tab with an address of its own.
pub struct TabLink {
    pub href: String,
    pub label: TextProp,
    /// How many things are in it, where that helps to decide; none while that is not known.
    pub count: Option<Signal<Option<u64>>>,
    /// The address must be this one exactly, not one beneath it.
    pub exact: bool,
}

impl TabLink {
    pub fn new(href: impl Into<String>, label: impl Into<TextProp>) -> Self {
        Self { href: href.into(), label: label.into(), count: None, exact: false }
    }

    #[must_use]
    pub fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    #[must_use]
    pub fn count(mut self, count: impl Into<Signal<Option<u64>>>) -> Self {
        self.count = Some(count.into());
        self
    }
}

/// Tabs that are links; the router says which one is open.
#[component]
pub fn TabLinks(#[prop(into)] label: TextProp, tabs: Vec<TabLink>) -> impl IntoView {
    let one = |tab: TabLink| {
        view! {
            <A href=tab.href exact=tab.exact attr:class="tab">
                {move || tab.label.get()}
                {tab.count.map(|count| move || count.get().map(|count| view! { <span class="tab__count numbers">{count}</span> }))}
            </A>
        }
    };
    view! {
        <nav class="tabs" aria-label=move || label.get()>
            {tabs.into_iter().map(one).collect_view()}
        </nav>
    }
    .into_any()
}

/// A tab of a part of a page.
#[derive(Clone)]
pub struct Tab {
    pub key: &'static str,
    pub label: crate::i18n::Text,
}

/// Tabs that swap what is beneath them. The panel is the caller's, with `role="tabpanel"`.
#[component]
pub fn Tabs(
    #[prop(into)] label: TextProp,
    tabs: Vec<Tab>,
    #[prop(into)] selected: Signal<&'static str>,
    #[prop(into)] on_select: Callback<&'static str>,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let key = move |event: ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => Step::Next,
            "ArrowLeft" => Step::Previous,
            "Home" => Step::First,
            "End" => Step::Last,
            _ => return,
        };
        event.prevent_default();
        if let Some(list) = list.get_untracked() {
            dom::step_focus(&list, "[role=tab]", step, true);
        }
    };
    let one = move |tab: Tab| {
        let chosen = move || selected.get() == tab.key;
        view! {
            <button
                type="button"
                role="tab"
                class="tab"
                aria-selected=move || if chosen() { "true" } else { "false" }
                tabindex=move || if chosen() { "0" } else { "-1" }
                on:click=move |_| on_select.run(tab.key)
                on:focus=move |_| on_select.run(tab.key)
            >
                {tab.label}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=move || label.get() node_ref=list on:keydown=key>
            {tabs.into_iter().map(one).collect_view()}
        </div>
    }
    .into_any()
}
