//! The frame of a client's page: the practice's header, the language switch, one column.

use leptos::prelude::*;
use wire::guest::GuestPractice;

use crate::{
    i18n::{self, Language, guest},
    js::dom,
    ui::{Icon, IconView},
};

/// `practice` is none until it is known whose page this is.
#[component]
pub fn GuestFrame(practice: RwSignal<Option<GuestPractice>>, children: Children) -> impl IntoView {
    Effect::new(move |_| {
        let name = practice.with(|practice| practice.as_ref().map(|practice| practice.name.clone()));
        dom::set_title(&name.map_or_else(|| guest::title().to_owned(), |name| guest::title_with(&name)));
    });
    view! {
        <div class="guest">
            <header class="guest__head">
                <div>{move || practice.get().map(sender)}</div>
                <LanguageSwitch />
            </header>
            <main class="guest__main">{children()}</main>
            <footer class="guest__foot">{move || practice.get().and_then(call_us)}</footer>
        </div>
    }
}

fn sender(practice: GuestPractice) -> AnyView {
    let address = (!practice.address.is_empty()).then_some(practice.address);
    view! {
        <p class="guest__practice">{practice.name}</p>
        {address.map(|address| view! { <p class="guest__address">{address}</p> })}
    }
    .into_any()
}

pub fn call_us(practice: GuestPractice) -> Option<AnyView> {
    let phone = practice.phone;
    (!phone.is_empty()).then(|| {
        view! {
            <a class="guest__phone" href=dialled(&phone)>
                <IconView icon=Icon::Phone />
                {guest::call_practice(&phone)}
            </a>
        }
        .into_any()
    })
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
