//! What a client reads before a call: the facts of it, and a list that ticks itself.

use leptos::{prelude::*, text_prop::TextProp};

use crate::{
    i18n::{Text, guest},
    ui::{Icon, IconView},
};

/// What, with whom, when.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="guest-facts">{children()}</dl> }
}

#[component]
pub fn Fact(icon: Icon, name: Text, children: Children) -> impl IntoView {
    view! {
        <div class="guest-fact">
            <dt><IconView icon=icon /> <span>{name}</span></dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// How a check went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Check {
    /// Nobody has asked yet.
    #[default]
    Untried,
    Waiting,
    Good,
    /// It does not work; the call is possible without it, and the help says how.
    Bad,
}

/// The list of checks; changes are read aloud.
#[component]
pub fn Checks(children: Children) -> impl IntoView {
    view! { <ul class="guest-checks" aria-live="polite">{children()}</ul> }
}

/// One line: camera, microphone, speaker, connection. What it says is words and a sign, never colour alone.
#[component]
pub fn CheckLine(
    icon: Icon,
    #[prop(into)] name: TextProp,
    #[prop(into)] state: Signal<Check>,
    /// What was found, or what to do.
    #[prop(optional, into)]
    help: Option<TextProp>,
    /// A picture, a level or a button of the check.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let key = move || match state.get() {
        Check::Untried => "untried",
        Check::Waiting => "waiting",
        Check::Good => "good",
        Check::Bad => "bad",
    };
    let sign = move || match state.get() {
        Check::Untried => None,
        Check::Waiting => Some(view! { <IconView icon=Icon::LoaderCircle size="spin" /> }),
        Check::Good => Some(view! { <IconView icon=Icon::CircleCheck /> }),
        Check::Bad => Some(view! { <IconView icon=Icon::TriangleAlert /> }),
    };
    let words = move || match state.get() {
        Check::Untried => "",
        Check::Waiting => guest::check::waiting(),
        Check::Good => guest::check::good(),
        Check::Bad => guest::check::bad(),
    };
    view! {
        <li class="guest-checks__line" data-state=key>
            <IconView icon=icon />
            <div class="grow">
                <p>{move || name.get()} <span class="unseen">{words}</span></p>
                {help.map(|help| view! { <p class="guest-checks__help">{move || help.get()}</p> })}
                {children.map(|children| children())}
            </div>
            {sign}
        </li>
    }
}
