//! What is around the pages before one is signed in: the practice's first impression.

use leptos::{prelude::*, text_prop::TextProp};

use crate::{
    i18n::{self, Language, identity},
    js::dom,
    ui::{Icon, IconView},
};

/// One column with the practice's name above it and the languages beneath; on a wide window a quiet picture of
/// what the place is for beside it.
#[component]
pub fn AuthLayout(
    /// The practice's name, once it is known.
    #[prop(optional, into)]
    practice: Signal<Option<String>>,
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] text: Option<TextProp>,
    /// For longer forms.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    let heading = title.clone();
    Effect::new(move |_| {
        let title = heading.get();
        dom::set_title(&practice.get().map_or_else(|| title.to_string(), |name| format!("{title} · {name}")));
    });
    let initial = move || practice.get().and_then(|name| name.chars().next()).map(String::from);
    view! {
        <div class="identity-entry">
            <main class=if wide { "identity-entry__main identity-entry__main--wide" } else { "identity-entry__main" } id="main">
                <p class="identity-entry__practice">
                    {move || initial().map(|letter| view! { <span class="mark" aria-hidden="true">{letter}</span> })}
                    <bdi>{move || practice.get()}</bdi>
                </p>
                <div class="identity-entry__body">
                    <header class="identity-entry__head">
                        <h1 class="identity-entry__title">{move || title.get()}</h1>
                        {text.map(|text| view! { <p class="identity-entry__text">{move || text.get()}</p> })}
                    </header>
                    {children()}
                </div>
                <Languages />
            </main>
            <Picture />
        </div>
    }
    .into_any()
}

/// The languages by their own names; the one in use is marked.
#[component]
fn Languages() -> impl IntoView {
    let one = |language: Language| {
        view! {
            <button
                type="button"
                class="identity-entry__language"
                lang=language.as_str()
                aria-pressed=move || if i18n::language() == language { "true" } else { "false" }
                on:click=move |_| i18n::choose_language(language)
            >
                {language.native_name()}
            </button>
        }
    };
    view! {
        <div class="identity-entry__languages" role="group" aria-label=identity::language>
            {Language::ALL.iter().copied().map(one).collect_view()}
        </div>
    }
}

/// A call, a text and a conversation as shapes, without a word to read.
#[component]
fn Picture() -> impl IntoView {
    view! {
        <div class="identity-entry__picture" aria-hidden="true">
            <div class="identity-scene">
                <div class="identity-scene__call">
                    <span class="identity-scene__person identity-scene__person--one"></span>
                    <span class="identity-scene__person identity-scene__person--two"></span>
                    <span class="identity-scene__bar">
                        <span class="identity-scene__dot"><IconView icon=Icon::Mic size="small" /></span>
                        <span class="identity-scene__dot"><IconView icon=Icon::Video size="small" /></span>
                        <span class="identity-scene__dot identity-scene__dot--leave"><IconView icon=Icon::PhoneOff size="small" /></span>
                    </span>
                </div>
                <div class="identity-scene__texts">
                    <span class="identity-scene__bubble identity-scene__bubble--theirs"><i></i><i></i></span>
                    <span class="identity-scene__bubble identity-scene__bubble--ours"><i></i></span>
                    <span class="identity-scene__bubble identity-scene__bubble--theirs"><i></i></span>
                </div>
                <div class="identity-scene__card">
                    <span class="identity-scene__disc"></span>
                    <span class="identity-scene__lines"><i></i><i></i></span>
                    <span class="identity-scene__tick"><IconView icon=Icon::Check size="small" /></span>
                </div>
            </div>
        </div>
    }
}
