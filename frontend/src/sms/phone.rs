//! The phone of the simulated carrier: what a client would read, and answering as the client. It says what it is.

use domain::permission::Permission;
use domain::phone::PhoneNumber;
use leptos::{ev, prelude::*};
use wire::sms::{Direction, PhoneMessage, SimulatedPhone};

use crate::i18n::sms as w;
use crate::realtime::Realtime;
use crate::session::{Needs, Session};
use crate::shell::page::{Breadcrumbs, Crumb};
use crate::ui::{
    Banner, Button, ButtonKind, Empty, Form, FormFailure, Icon, Loaded, Select, TextArea, TextField, Time,
    Tone, select::Choice, time::TimeFormat,
};

#[component]
pub fn PhonePage() -> impl IntoView {
    view! {
        <Needs permission=Permission::SmsSend>
            <Contents />
        </Needs>
    }
}

#[component]
fn Contents() -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let changes = RwSignal::new(0_u32);
    let changed = move || changes.update(|n| *n = n.wrapping_add(1));
    realtime.sms.listen(move |_| changed());
    realtime.resync.listen(move |()| changed());
    let loaded = LocalResource::new(move || {
        changes.track();
        async move { session.call(session.client().simulated_phones()).await.map(|known| known.phones) }
    });
    let number = RwSignal::new(String::new());
    view! {
        <Breadcrumbs crumbs=vec![Crumb::to("/sms", w::title), Crumb::here(w::phone::title)] />
        <div class="sms-phones scroll">
            <h1>{w::phone::title}</h1>
            <Banner tone=Tone::Info icon=Icon::Smartphone>{w::phone::explain}</Banner>
            <Loaded of=loaded rows=3 shape="message" view=move |phones| {
                view! { <Phones phones=phones number=number /> }
            } />
            <WriteFromPhone number=number on_sent=move |()| changed() />
        </div>
    }
    .into_any()
}

#[component]
fn Phones(phones: Vec<SimulatedPhone>, number: RwSignal<String>) -> impl IntoView {
    let Some(newest) = phones.first().map(|phone| phone.number.clone()) else {
        return view! { <Empty icon=Icon::Smartphone title=w::phone::none text=w::phone::none_text /> }
            .into_any();
    };
    let known = phones.iter().any(|phone| number.with_untracked(|number| *number == phone.number));
    if !known && number.with_untracked(String::is_empty) {
        number.set(newest);
    }
    let choices: Vec<Choice> = phones
        .iter()
        .map(|phone| Choice::new(phone.number.clone(), crate::words::phone_number(&phone.number)))
        .collect();
    let shown = move || {
        let phone = phones.iter().find(|phone| number.with(|number| *number == phone.number));
        phone.map(|phone| view! { <Screen phone=phone.clone() /> })
    };
    view! {
        <Select label=w::phone::phones value=number choices=choices />
        {shown}
    }
    .into_any()
}

/// The phone itself: the practice's texts left, the client's right.
#[component]
fn Screen(phone: SimulatedPhone) -> impl IntoView {
    let bubble = |message: PhoneMessage| {
        let own = message.direction == Direction::Out;
        view! {
            <li class="sms-bubble" class:sms-bubble--ours=own>
                <p class="sms-bubble__text" dir="auto">{message.body}</p>
                <p class="sms-bubble__meta"><Time at=message.at format=TimeFormat::Clock /></p>
            </li>
        }
    };
    let number = crate::words::phone_number(&phone.number);
    view! {
        <div class="sms-handset" role="log" aria-label=number>
            <p class="sms-handset__head">{w::phone::at_practice}</p>
            <ol class="sms-bubbles">{phone.messages.into_iter().map(bubble).collect_view()}</ol>
        </div>
    }
}

#[component]
fn WriteFromPhone(number: RwSignal<String>, #[prop(into)] on_sent: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    let form = Form::new();
    let text = RwSignal::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = number.get_untracked();
        let from = PhoneNumber::parse(&typed).map_or(typed, PhoneNumber::into_string);
        let body = text.get_untracked();
        let call = async move { session.call(session.client().write_from_phone(&from, &body)).await };
        form.send(call, move |()| {
            text.set(String::new());
            on_sent.run(());
        });
    };
    view! {
        <form class="sms-handset__answer" on:submit=submit>
            <FormFailure form=form />
            <TextField label=w::phone::number value=number kind="tel" error=form.error("from") hint=w::compose::to_hint />
            <TextArea label=w::phone::message value=text rows=2 error=form.error("body") />
            <Button kind=ButtonKind::Primary submit=true icon=Icon::Send busy=form.busy()>{w::phone::send}</Button>
        </form>
    }
}
