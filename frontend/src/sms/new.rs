//! A new text from the module: an applicant is found, or a number typed.

use domain::phone::PhoneNumber;
use leptos::{prelude::*, text_prop::TextProp};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::sms::SmsMessage;

use super::composer::{Composer, Recipient};
use super::people::{self, Found};
use crate::i18n::sms as w;
use crate::ui::{Choice, Combobox, PaneHead};

/// The value of the choice that is the number typed.
const NUMBER: &str = "number";

#[component]
pub fn NewText() -> impl IntoView {
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<Recipient>);
    let found = Found::follow(query);
    let choices = Signal::derive(move || {
        let typed = query.get();
        let number = PhoneNumber::parse(&typed).ok();
        let number = number.map(|number| Choice::new(NUMBER, w::compose::use_number(&number.grouped())));
        found.people.with(|people| {
            people
                .as_ref()
                .map(|people| number.into_iter().chain(people.iter().map(people::choice)).collect())
        })
    });
    let pick = move |choice: Choice| {
        if choice.value == NUMBER {
            let number = query.get_untracked();
            query.set(crate::words::phone_number(number.trim()));
            chosen.set(Some(Recipient { number, ..Recipient::default() }));
        } else if let Some(person) = found.of(&choice.value) {
            let name = people::name(&person);
            query.set(name.clone());
            let number = person.phone.clone().unwrap_or_default();
            chosen.set(Some(Recipient { number, applicant: Some(person.id), case: None, name }));
        }
    };
    // What was typed without choosing counts as a number; the server says what is wrong with it.
    let to = Signal::derive(move || {
        chosen
            .get()
            .filter(|chosen| {
                query.with(|query| {
                    *query == chosen.name || *query == crate::words::phone_number(chosen.number.trim())
                })
            })
            .unwrap_or_else(|| Recipient { number: query.get(), ..Recipient::default() })
    });
    let navigate = use_navigate();
    let sent = move |sms: SmsMessage| navigate(&format!("/sms/{}", sms.thread), NavigateOptions::default());
    let title = view! { <h1 class="pane__name">{w::new}</h1> }.into_any();
    view! {
        <PaneHead back="/sms" title=title />
        <div class="sms-new scroll">
            <Combobox
                label=w::compose::to
                query=query
                choices=choices
                on_pick=pick
                placeholder=TextProp::from(w::compose::find_placeholder)
                hint=Some(TextProp::from(w::compose::to_hint))
            />
            <Composer to=to draft="new" on_sent=sent />
        </div>
    }
    .into_any()
}
