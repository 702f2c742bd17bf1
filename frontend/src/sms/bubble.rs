//! Messages as a messenger shows them: theirs left, ours right, the state beneath ours.

use domain::SmsMessageId;
use domain::sms::DeliveryState;
use domain::sms::marks::shows_something;
use leptos::prelude::*;
use wire::sms::{Direction, SmsMessage, SmsPerson};

use super::words;
use crate::chat::state::ChatState;
use crate::i18n::sms as w;
use crate::js::dom;
use crate::session::Session;
use crate::ui::{Button, ButtonKind, Icon, IconView, Size, Time, time::TimeFormat};

/// The element of a message.
pub fn element_id(id: SmsMessageId) -> String {
    format!("sms-{id}")
}

#[component]
pub fn Bubble(
    message: SmsMessage,
    /// Who is named at the texts on their record; nobody where all are one person's.
    people: Signal<Vec<SmsPerson>>,
    /// Asked to write a text again that did not arrive.
    on_again: Callback<String>,
) -> impl IntoView {
    let ours = message.direction == Direction::Out;
    let (media, at) = (u64::from(message.media), message.created_at);
    let (state, id) = (message.state.as_str(), element_id(message.id));
    let body = message.body.clone();
    let (chat, session) = (expect_context::<ChatState>(), expect_context::<Session>());
    let author = message.author.filter(|_| ours);
    // Sides and colours are for the eye alone: who speaks is said as well.
    let speaker = move || match author {
        Some(author) => w::speaker(&words::colleague(author, session, chat)),
        None if ours => w::speaker(w::automatic()),
        None => w::speaker(w::client()),
    };
    let said = if shows_something(&body) {
        Some(view! { <p class="sms-bubble__text" dir="auto">{body}</p> }.into_any())
    } else if media == 0 {
        Some(view! { <p class="sms-bubble__text sms-bubble__text--none">{w::shows_nothing}</p> }.into_any())
    } else {
        None
    };
    view! {
        <li class="sms-bubble" class:sms-bubble--ours=ours id=id data-state=state>
            <span class="unseen">{speaker}</span>
            {said}
            {(media > 0).then(|| view! { <p class="sms-bubble__media">{move || w::media(media)}</p> })}
            <p class="sms-bubble__meta">
                {author.map(|author| view! {
                    <bdi class="sms-bubble__author">{move || words::colleague(author, session, chat)}</bdi>
                })}
                <Owner message=message.clone() people=people />
                <Time at=at format=TimeFormat::Clock />
                {ours.then(|| view! { <State message=message.clone() /> })}
            </p>
            {ours.then(|| view! { <Trouble message=message on_again=on_again /> })}
        </li>
    }
    .into_any()
}

/// On whose record the text is, where that is not plain.
#[component]
fn Owner(message: SmsMessage, people: Signal<Vec<SmsPerson>>) -> impl IntoView {
    let owner = message.applicant;
    move || {
        people.with(|people| {
            if people.is_empty() {
                return None;
            }
            let name =
                owner.and_then(|id| people.iter().find(|one| one.id == id)).map(|one| one.name.clone());
            Some(match name {
                Some(name) => view! { <bdi class="sms-bubble__owner">{name}</bdi> }.into_any(),
                None => view! { <span class="sms-bubble__owner">{w::about::nobody}</span> }.into_any(),
            })
        })
    }
}

#[component]
fn State(message: SmsMessage) -> impl IntoView {
    let (state, segments) = (message.state, u64::from(message.segments));
    view! {
        <span class="sms-bubble__state">
            <IconView icon=words::state_icon(state) size="small" />
            {move || words::state(state)}
        </span>
        {(segments > 1).then(|| view! { <span>{move || w::counter::warning(segments)}</span> })}
        {message.number_confirmed.then(|| view! { <span>{w::vouched}</span> })}
    }
}

/// Why it did not arrive or may not have, what to do, and writing it again.
#[component]
fn Trouble(message: SmsMessage, on_again: Callback<String>) -> impl IntoView {
    let unknown = message.state == DeliveryState::Unknown;
    let advice = message.advice.filter(|_| message.state.is_failure());
    let code = message.error_code.filter(|_| message.state.is_failure());
    let title = message.error_text.clone().unwrap_or_default();
    let again = message.state.may_be_sent_again();
    let body = message.body;
    let press = move |()| {
        if !unknown || dom::confirm(w::unknown_again()) {
            on_again.run(body.clone());
        }
    };
    (again || advice.is_some()).then(|| {
        view! {
            <div class="sms-bubble__trouble">
                {unknown.then(|| view! { <p><IconView icon=Icon::CircleHelp size="small" /> {w::unknown_text}</p> })}
                {advice.map(|advice| view! { <p>{move || words::advice(advice)}</p> })}
                {code.map(|code| view! {
                    <p class="numbers" title=title>{move || w::error_code(&code.to_string())}</p>
                })}
                {again.then(|| view! {
                    <Button kind=ButtonKind::Quiet size=Size::Small icon=Icon::RotateCcw on_press=press>
                        {w::compose::send_again}
                    </Button>
                })}
            </div>
        }
    })
}
