//! What a page shows instead of its content: loading, empty, failed, forbidden, not found.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Button, ButtonKind, ButtonLink, Icon, IconView};
use crate::i18n::ui;

/// Grey shapes in the place of rows that are on their way; visible only after 150 ms.
#[component]
pub fn Skeleton(
    #[prop(default = 6)] rows: u8,
    /// What the rows will look like: `line`, `row` (avatar and two lines) or `message`.
    #[prop(default = "row")]
    shape: &'static str,
) -> impl IntoView {
    let one = move |_| {
        view! {
            <div class=format!("skeleton__row skeleton__row--{shape}")>
                <span class="skeleton__disc"></span>
                <span class="skeleton__lines">
                    <span></span>
                    <span></span>
                </span>
            </div>
        }
    };
    view! {
        <div class="skeleton" role="status">
            <span class="unseen">{ui::loading}</span>
            {(0..rows).map(one).collect_view()}
        </div>
    }
    .into_any()
}

/// Nothing here yet: one sentence and, as children, one action.
#[component]
pub fn Empty(
    icon: Icon,
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] text: Option<TextProp>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            <span class="state__icon"><IconView icon=icon size="large" /></span>
            <h2 class="state__title">{move || title.get()}</h2>
            {text.map(|text| view! { <p class="state__text">{move || text.get()}</p> })}
            {children.map(|children| view! { <div class="state__actions">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// Something did not work: what happened, what to do, and the reference to quote.
#[component]
pub fn Failure(
    #[prop(optional, into)] title: Option<TextProp>,
    #[prop(into)] text: TextProp,
    #[prop(optional, into)] reference: Option<String>,
    #[prop(optional, into)] on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let title = title.unwrap_or_else(|| ui::state::error_title.into());
    view! {
        <div class="state" role="alert">
            <span class="state__icon state__icon--danger"><IconView icon=Icon::TriangleAlert size="large" /></span>
            <h2 class="state__title">{move || title.get()}</h2>
            <p class="state__text">{move || text.get()}</p>
            {on_retry.map(|on_retry| view! {
                <div class="state__actions">
                    <Button icon=Icon::RotateCcw on_press=on_retry>{ui::retry}</Button>
                </div>
            })}
            {reference.map(|reference| view! {
                <p class="state__reference">{move || ui::state::reference(&reference)}</p>
            })}
        </div>
    }
    .into_any()
}

/// The page exists, but this user may not see it: which permission, and whom to ask.
#[component]
pub fn Forbidden(
    /// The permission's name, in the words of the interface.
    #[prop(into)]
    permission: TextProp,
) -> impl IntoView {
    view! {
        <div class="state" role="alert">
            <span class="state__icon"><IconView icon=Icon::Lock size="large" /></span>
            <h1 class="state__title">{ui::state::forbidden_title}</h1>
            <p class="state__text">{move || ui::state::forbidden_body(&permission.get())}</p>
        </div>
    }
    .into_any()
}

#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Empty icon=Icon::MapPin title=ui::state::not_found_title text=ui::state::not_found_body>
            <ButtonLink href="/" kind=ButtonKind::Primary>{ui::state::not_found_action}</ButtonLink>
        </Empty>
    }
}
