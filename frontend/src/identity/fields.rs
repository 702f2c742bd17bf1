//! Choosing a language, a time zone, a role.

use domain::permission::Role;
use leptos::{prelude::*, text_prop::TextProp};

use crate::{
    i18n::{Language, identity as words, identity::role as r},
    ui::{Choice, Select},
    zones::ZonePicker,
};

/// The languages by their own names.
#[component]
pub fn LanguageSelect(
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let choices: Vec<Choice> =
        Language::ALL.iter().map(|one| Choice::new(one.as_str(), one.native_name())).collect();
    match hint {
        Some(hint) => view! {
            <Select label=words::language value=value choices=choices name="language" hint=hint error=error />
        }
        .into_any(),
        None => view! {
            <Select label=words::language value=value choices=choices name="language" error=error />
        }
        .into_any(),
    }
}

/// A time zone, by its city.
#[component]
pub fn ZoneSelect(
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    view! { <ZonePicker label=words::time_zone value=value hint=hint error=error /> }
}

/// The preset roles, with what the chosen one is for beneath; only owners choose owners.
#[component]
pub fn RoleSelect(
    value: RwSignal<String>,
    with_owner: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let choices = Signal::derive(move || {
        let offered = Role::ALL.iter().filter(|role| with_owner || **role != Role::Owner);
        offered.map(|role| Choice::new(role.as_str(), role_name(*role))).collect::<Vec<_>>()
    });
    let hint = move || value.get().parse().map(role_text).unwrap_or_default();
    view! { <Select label=r::label value=value choices=choices name="role" hint=hint error=error /> }
}

pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Owner => r::owner(),
        Role::Admin => r::admin(),
        Role::Consultant => r::consultant(),
        Role::Assistant => r::assistant(),
        Role::Viewer => r::viewer(),
    }
}

fn role_text(role: Role) -> &'static str {
    match role {
        Role::Owner => r::owner_text(),
        Role::Admin => r::admin_text(),
        Role::Consultant => r::consultant_text(),
        Role::Assistant => r::assistant_text(),
        Role::Viewer => r::viewer_text(),
    }
}

/// The language a select holds; English where it holds none, which it never does. Subscribes the caller.
pub fn chosen_language(value: RwSignal<String>) -> Language {
    value.get().parse().unwrap_or_default()
}
