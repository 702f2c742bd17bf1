//! Lists of things one opens: two lines, the time at the right, moved through with j, k and arrows.

use chrono::{DateTime, Utc};
use leptos::{ev, html, prelude::*, text_prop::TextProp};
use leptos_router::components::A;

use super::{Time, time::TimeFormat};
use crate::js::dom::{self, Step};

const ROWS: &str = ".row__link";

/// A list of [`Row`]s.
#[component]
pub fn List(
    #[prop(into)] label: TextProp,
    /// j and k move in this list from anywhere on the page; for the one list the page is about.
    #[prop(optional)]
    principal: bool,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Ul>::new();
    let step =
        move |step: Step| node.get_untracked().is_some_and(|list| dom::step_focus(&list, ROWS, step, false));
    let key = move |event: ev::KeyboardEvent| {
        let wanted = match event.key().as_str() {
            "ArrowDown" => Step::Next,
            "ArrowUp" => Step::Previous,
            "Home" => Step::First,
            "End" => Step::Last,
            _ => return,
        };
        if step(wanted) {
            event.prevent_default();
        }
    };
    if principal {
        let listener = window_event_listener(ev::keydown, move |event| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || dom::is_editable(event.target()) {
                return;
            }
            match event.key().as_str() {
                "j" => step(Step::Next),
                "k" => step(Step::Previous),
                _ => return,
            };
        });
        on_cleanup(move || listener.remove());
    }
    view! {
        <ul class="list" node_ref=node aria-label=move || label.get() on:keydown=key>
            {children()}
        </ul>
    }
    .into_any()
}

/// One thing of a list.
#[component]
pub fn Row(
    #[prop(into)] href: Signal<String>,
    /// The first line; bold while unread. Names are isolated, so that Arabic and Latin do not mix.
    #[prop(into)]
    title: TextProp,
    /// The second, muted line.
    #[prop(optional, into)]
    detail: Option<TextProp>,
    /// Before the lines: an avatar or an icon.
    #[prop(optional)]
    leading: Option<AnyView>,
    /// After the title: a chip, a presence mark.
    #[prop(optional)]
    beside: Option<AnyView>,
    #[prop(optional, into)] at: Option<DateTime<Utc>>,
    #[prop(optional, into)] unread: Signal<u64>,
    /// Shown on hover and focus; a menu of the row holds them too.
    #[prop(optional)]
    actions: Option<AnyView>,
    /// Always shown at the end: the one thing to do.
    #[prop(optional)]
    after: Option<AnyView>,
) -> impl IntoView {
    let bold = move || unread.get() > 0;
    let acts = after.is_some();
    view! {
        <li class="row" class:row--unread=bold class:row--act=acts>
            <A href=move || href.get() attr:class="row__link">
                {leading}
                <span class="row__lines">
                    <span class="row__first">
                        <bdi class="row__title truncate">{move || title.get()}</bdi>
                        {beside}
                        {at.map(|at| view! { <span class="row__time"><Time at=at format=TimeFormat::Short /></span> })}
                    </span>
                    {detail.map(|detail| view! {
                        <span class="row__second">
                            <bdi class="truncate grow">{move || detail.get()}</bdi>
                            {move || bold().then(|| view! { <UnreadMark count=unread.get() /> })}
                        </span>
                    })}
                </span>
            </A>
            {actions.map(|actions| view! { <div class="row__actions">{actions}</div> })}
            {after}
        </li>
    }
    .into_any()
}

/// An absolute number of unread things, in words for screen readers, cut off at 99.
#[component]
pub fn UnreadMark(count: u64) -> impl IntoView {
    let shown = if count > 99 { "99+".to_owned() } else { count.to_string() };
    view! {
        <span class="count">
            <span aria-hidden="true">{shown}</span>
            <span class="unseen">{move || crate::i18n::ui::unread(count)}</span>
        </span>
    }
}
