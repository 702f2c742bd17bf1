//! The frame of a client's page: the practice's header, the language switch, one column.

use leptos::prelude::*;

use crate::{
    i18n::{self, Language, guest},
    ui::{Icon, IconView},
};

/// What the client sees of the practice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Practice {
    pub name: String,
    pub address: Option<String>,
    /// As people read it; shown as a link that calls.
    pub phone: Option<String>,
}

#[component]
pub fn GuestFrame(#[prop(into)] practice: Signal<Option<Practice>>, children: Children) -> impl IntoView {
    let name = move || practice.get().map(|practice| practice.name);
    let address = move || practice.get().and_then(|practice| practice.address);
    let phone = move || practice.get().and_then(|practice| practice.phone);
    view! {
        <div class="guest">
            <header class="guest__head">
                <div>
                    <p class="guest__practice">{name}</p>
                    {move || address().map(|address| view! { <p class="guest__address">{address}</p> })}
                </div>
                <LanguageSwitch />
            </header>
            <main class="guest__main">{children()}</main>
            <footer class="guest__foot">
                {move || phone().map(|phone| view! {
                    <a class="guest__phone" href=dialled(&phone)>
                        <IconView icon=Icon::Phone />
                        {guest::call_practice(&phone)}
                    </a>
                })}
            </footer>
        </div>
    }
}

/// The address that calls a number: its digits alone.
fn dialled(phone: &str) -> String {
    let digits = phone.chars().filter(|char| char.is_ascii_digit() || *char == '+');
    format!("tel:{}", digits.collect::<String>())
}

/// Three links in their own languages; the one in use is marked.
#[component]
fn LanguageSwitch() -> impl IntoView {
    let one = |language: Language| {
        view! {
            <button
                type="button"
                class="guest__language"
                lang=language.as_str()
                aria-pressed=move || if i18n::language() == language { "true" } else { "false" }
                on:click=move |_| i18n::choose_language(language)
            >
                {language.native_name()}
            </button>
        }
    };
    view! {
        <div class="guest__languages" role="group" aria-label=guest::language>
            {Language::ALL.iter().copied().map(one).collect_view()}
        </div>
    }
}
