//! What a page says of itself: its title in the window, and the way to it in the top bar.

use leptos::{prelude::*, text_prop::TextProp};
use leptos_router::components::A;

use crate::{
    js::dom,
    ui::{Icon, IconView},
};

/// A step on the way to a page.
#[derive(Clone)]
pub struct Crumb {
    pub label: TextProp,
    /// Absent for the page itself.
    pub href: Option<String>,
}

impl Crumb {
    pub fn to(href: impl Into<String>, label: impl Into<TextProp>) -> Self {
        Self { label: label.into(), href: Some(href.into()) }
    }

    pub fn here(label: impl Into<TextProp>) -> Self {
        Self { label: label.into(), href: None }
    }
}

/// The way to the page that is open, in context of the frame.
#[derive(Clone, Copy)]
pub struct Trail(RwSignal<Vec<Crumb>>);

impl Trail {
    pub fn provide() -> Self {
        let trail = Self(RwSignal::new(Vec::new()));
        provide_context(trail);
        trail
    }
}

/// Says which page this is; the last crumb is its title. Once per page, anywhere in its view.
#[component]
pub fn Breadcrumbs(#[prop(into)] crumbs: Signal<Vec<Crumb>>) -> impl IntoView {
    let trail = expect_context::<Trail>();
    Effect::new(move |_| {
        let crumbs = crumbs.get();
        let title = crumbs.last().map(|crumb| crumb.label.get().to_string()).unwrap_or_default();
        dom::set_title(&if title.is_empty() { "Liaison".to_owned() } else { format!("{title} · Liaison") });
        trail.0.set(crumbs);
    });
}

#[component]
pub fn Breadcrumb() -> impl IntoView {
    let trail = expect_context::<Trail>();
    let one = |crumb: Crumb| {
        let label = crumb.label;
        let text = move || label.get();
        match crumb.href {
            Some(href) => view! {
                <li class="shell-crumb">
                    <A href=href attr:class="shell-crumb__link truncate"><bdi>{text}</bdi></A>
                    <IconView icon=Icon::ChevronRight size="small" />
                </li>
            }
            .into_any(),
            None => {
                view! { <li class="shell-crumb shell-crumb--here truncate" aria-current="page"><bdi>{text}</bdi></li> }
                    .into_any()
            }
        }
    };
    view! {
        <nav class="shell-crumbs" aria-label=crate::i18n::shell::breadcrumb>
            <ol>{move || trail.0.get().into_iter().map(one).collect_view()}</ol>
        </nav>
    }
}
