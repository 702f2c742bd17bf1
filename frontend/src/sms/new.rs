//! A new text from the module: an applicant is found, or a number typed.

use domain::phone::PhoneNumber;
use leptos::{prelude::*, text_prop::TextProp};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::sms::SmsMessage;

use super::composer::{Composer, TextDraft};
use super::outgoing::{About, Chosen};
use super::people::{self, Found};
use super::recipient::{AboutWhat, Recipient};
use crate::i18n::sms as w;
use crate::ui::{Choice, Combobox, PaneHead};

/// The value of the choice that is the number typed.
const NUMBER: &str = "number";

#[component]
pub fn NewText() -> impl IntoView {
    let draft = TextDraft::new("new");
    let before = draft.chosen();
    let shown = |chosen: &Chosen| {
        if chosen.applicant.is_some() {
            chosen.name.clone()
        } else {
            crate::words::phone_number(chosen.number.trim())
        }
    };
    let query = RwSignal::new(before.as_ref().map(shown).unwrap_or_default());
    let chosen = RwSignal::new(before);
    let found = Found::follow(query);
    let choices = Signal::derive(move || {
        let typed = query.get();
        // A number in an old form is offered as it is written today.
        let number = PhoneNumber::parse(&typed).ok().map(|number| number.modern().unwrap_or(number));
        let number = number.map(|number| Choice::new(NUMBER, w::compose::use_number(&number.grouped())));
        found.people.with(|people| {
            people
                .as_ref()
                .map(|people| number.into_iter().chain(people.iter().map(people::choice)).collect())
        })
    });
    let pick = move |choice: Choice| {
        if choice.value == NUMBER {
            let typed = query.get_untracked();
            let number = PhoneNumber::parse(&typed)
                .map_or(typed, |number| number.modern().unwrap_or(number).into_string());
            query.set(crate::words::phone_number(number.trim()));
            chosen.set(Some(Chosen { number, ..Chosen::default() }));
        } else if let Some(person) = found.of(&choice.value) {
            let name = people::name(&person);
            query.set(name.clone());
            let number = person.phone.clone().unwrap_or_default();
            chosen.set(Some(Chosen { number, applicant: Some(person.id), name }));
        }
    };
    // What was typed without choosing counts as a number; the server says what is wrong with it.
    let to = Memo::new(move |_| {
        let typed = query.get();
        chosen
            .get()
            .filter(|chosen| typed == shown(chosen))
            .unwrap_or_else(|| Chosen { number: typed, ..Chosen::default() })
    });
    Effect::new(move |_| draft.choose(Some(to.get())));
    let recipient = Signal::derive(move || {
        let Chosen { number, applicant, name } = to.get();
        let usual = About { applicant, case: None };
        let about = AboutWhat { people: Vec::new(), usual, fixed_case: false };
        Recipient { number, shown: String::new(), name, about }
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
                failed=found.failure
                on_retry=Some(found.retry())
            />
            <Composer to=recipient draft=draft on_sent=sent />
        </div>
    }
    .into_any()
}
