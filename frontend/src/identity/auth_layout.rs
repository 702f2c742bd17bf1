//! What stands around the pages before one is signed in: the practice's first impression.

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
        <div class="entry">
            <main class=if wide { "entry__main entry__main--wide" } else { "entry__main" } id="main">
                <p class="entry__practice">
                    {move || initial().map(|letter| view! { <span class="mark" aria-hidden="true">{letter}</span> })}
                    <bdi>{move || practice.get()}</bdi>
                </p>
                <div class="entry__body">
                    <header class="entry__head">
                        <h1 class="entry__title">{move || title.get()}</h1>
                        {text.map(|text| view! { <p class="entry__text">{move || text.get()}</p> })}
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
                class="entry__language"
                lang=language.as_str()
                aria-pressed=move || if i18n::language() == language { "true" } else { "false" }
                on:click=move |_| i18n::choose_language(language)
            >
                {language.native_name()}
            </button>
        }
    };
    view! {
        <div class="entry__languages" role="group" aria-label=identity::language>
            {Language::ALL.iter().copied().map(one).collect_view()}
        </div>
    }
}

/// A call, a text and a conversation as shapes, without a word to read.
#[component]
fn Picture() -> impl IntoView {
    view! {
        <div class="entry__picture" aria-hidden="true">
            <div class="scene">
                <div class="scene__call">
                    <span class="scene__person scene__person--one"></span>
                    <span class="scene__person scene__person--two"></span>
                    <span class="scene__bar">
                        <span class="scene__dot"><IconView icon=Icon::Mic size="small" /></span>
                        <span class="scene__dot"><IconView icon=Icon::Video size="small" /></span>
                        <span class="scene__dot scene__dot--leave"><IconView icon=Icon::PhoneOff size="small" /></span>
                    </span>
                </div>
                <div class="scene__texts">
                    <span class="scene__bubble scene__bubble--theirs"><i></i><i></i></span>
                    <span class="scene__bubble scene__bubble--ours"><i></i></span>
                    <span class="scene__bubble scene__bubble--theirs"><i></i></span>
                </div>
                <div class="scene__card">
                    <span class="scene__disc"></span>
                    <span class="scene__lines"><i></i><i></i></span>
                    <span class="scene__tick"><IconView icon=Icon::Check size="small" /></span>
                </div>
            </div>
        </div>
    }
}
