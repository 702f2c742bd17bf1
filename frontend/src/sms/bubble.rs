//! Messages as a messenger shows them: theirs left, ours right, the state beneath ours.

use domain::sms::DeliveryState;
use leptos::prelude::*;
use wire::sms::{Direction, SmsMessage};

use super::words;
use crate::i18n::sms as w;
use crate::js::dom;
use crate::ui::time::Zone;
use crate::ui::{Button, ButtonKind, DaySeparator, Icon, IconView, Size, Time, time::Said};

/// The messages of a conversation, oldest first, with a line between days.
#[component]
pub fn Bubbles(
    /// Newest first, as the server lists them.
    messages: Vec<SmsMessage>,
    /// Asked to write a text anew that did not arrive.
    #[prop(optional, into)]
    on_again: Option<Callback<String>>,
) -> impl IntoView {
    let zone = Zone::get();
    let day = |message: &SmsMessage| crate::js::intl::day(message.created_at, &zone);
    let mut before = None;
    let mut views = Vec::new();
    for message in messages.into_iter().rev() {
        let today = day(&message);
        if before != Some(today) {
            views.push(view! { <li class="sms-day"><DaySeparator at=message.created_at /></li> }.into_any());
        }
        before = Some(today);
        views.push(view! { <Bubble message=message on_again=on_again /> }.into_any());
    }
    view! { <ol class="sms-bubbles">{views}</ol> }.into_any()
}

#[component]
fn Bubble(message: SmsMessage, on_again: Option<Callback<String>>) -> impl IntoView {
    let ours = message.direction == Direction::Out;
    let (media, at) = (u64::from(message.media), message.created_at);
    let (body, state) = (message.body.clone(), message.state.as_str());
    view! {
        <li class="sms-bubble" class:sms-bubble--ours=ours data-state=state>
            <p class="sms-bubble__text" dir="auto">{body}</p>
            {(media > 0).then(|| view! { <p class="sms-bubble__media">{move || w::media(media)}</p> })}
            <p class="sms-bubble__meta">
                <Time at=at said=Said::Clock />
                {ours.then(|| view! { <State message=message.clone() /> })}
            </p>
            {ours.then(|| view! { <Trouble message=message on_again=on_again /> })}
        </li>
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
    }
}

/// Why it did not arrive or may not have, what to do, and writing it again.
#[component]
fn Trouble(message: SmsMessage, on_again: Option<Callback<String>>) -> impl IntoView {
    let unknown = message.state == DeliveryState::Unknown;
    let advice = message.advice.filter(|_| message.state.is_failure());
    let code = message.error_code.filter(|_| message.state.is_failure());
    let title = message.error_text.clone().unwrap_or_default();
    let again = message.state.may_be_sent_again();
    let body = message.body;
    let press = move |()| {
        if let Some(on_again) = on_again
            && (!unknown || dom::confirm(w::unknown_again()))
        {
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
                {(again && on_again.is_some()).then(|| view! {
                    <Button kind=ButtonKind::Quiet size=Size::Small icon=Icon::RotateCcw on_press=press>
                        {w::compose::send_again}
                    </Button>
                })}
            </div>
        }
    })
}
