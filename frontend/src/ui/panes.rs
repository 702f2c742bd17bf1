//! Content in panes: a list, what is open, and its details. Under 900 px one at a time, with a way back.

use leptos::{prelude::*, text_prop::TextProp};
use leptos_router::components::A;

use super::{Icon, IconView};
use crate::i18n::ui;

/// Which pane a narrow window shows. The address decides, so that the browser's back works too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Showing {
    #[default]
    List,
    Main,
    Details,
}

#[component]
pub fn Panes(
    #[prop(into)] showing: Signal<Showing>,
    /// What the list pane is, for those who move by landmarks.
    #[prop(into)]
    list_label: TextProp,
    list: AnyView,
    /// Shown beside the main pane from 1280 px up, and instead of it when the address asks for it.
    #[prop(optional)]
    details: Option<AnyView>,
    /// The main pane.
    children: Children,
) -> impl IntoView {
    let name = move || match showing.get() {
        Showing::List => "list",
        Showing::Main => "main",
        Showing::Details => "details",
    };
    view! {
        <div class="panes" data-showing=name>
            <section class="pane pane--list" aria-label=move || list_label.get()>{list}</section>
            <section class="pane pane--main">{children()}</section>
            {details.map(|details| view! { <aside class="pane pane--details">{details}</aside> })}
        </div>
    }
    .into_any()
}

/// The head of a pane: what it shows, and its actions as children. 52 px, as the top bar.
#[component]
pub fn PaneHead(
    /// Where the way back leads, in a narrow window.
    #[prop(optional, into)]
    back: Option<String>,
    title: AnyView,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="pane__head">
            {back.map(|back| view! {
                <A href=back attr:class="button button--quiet button--icon pane__back" attr:aria-label=ui::back>
                    <IconView icon=Icon::ArrowLeft />
                </A>
            })}
            <div class="pane__title">{title}</div>
            {children.map(|children| view! { <div class="pane__actions">{children()}</div> })}
        </header>
    }
    .into_any()
}
