//! Writing a text: who will read it, the field, the counter, the note, and sending once.

use domain::permission::Permission;
use domain::{ApplicantId, CaseId};
use leptos::{ev, prelude::*, text_prop::TextProp};
use uuid::Uuid;
use wire::sms::{NewSms, SmsMessage};

use super::counter::Counter;
use crate::i18n::sms as w;
use crate::session::Session;
use crate::ui::{Banner, Button, ButtonKind, Draft, Form, FormFailure, Icon, IconView, TextArea, Tone};
use crate::words;

/// Whom a text goes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipient {
    /// As typed or stored: with country code.
    pub number: String,
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
    /// How the composer names them.
    pub name: String,
}

/// The composer. Without the permission it says why there is none, and whom to ask.
#[component]
pub fn Composer(
    #[prop(into)] to: Signal<Recipient>,
    /// What the draft is kept under.
    #[prop(into)]
    draft: String,
    /// Puts this text into the field: a failed one that is sent again.
    #[prop(optional)]
    again: Option<RwSignal<Option<String>>>,
    #[prop(into)] on_sent: Callback<SmsMessage>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let may = Memo::new(move |_| session.may(Permission::SmsSend));
    let draft = StoredValue::new_local(Draft::new(&format!("sms.{draft}")));
    move || {
        if may.get() {
            view! { <Writing to=to draft=draft again=again on_sent=on_sent /> }.into_any()
        } else {
            view! { <Locked /> }.into_any()
        }
    }
}

/// Texting costs money, so that a practice may limit who sends.
#[component]
pub fn Locked() -> impl IntoView {
    let text = || w::locked::text(words::permission(Permission::SmsSend));
    view! {
        <div class="sms-composer">
            <Banner tone=Tone::Neutral icon=Icon::Lock>
                <strong>{w::locked::title}</strong>
                <p>{text}</p>
            </Banner>
        </div>
    }
}

#[component]
fn Writing(
    to: Signal<Recipient>,
    draft: StoredValue<Draft, LocalStorage>,
    again: Option<RwSignal<Option<String>>>,
    on_sent: Callback<SmsMessage>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let form = Form::new();
    let text = draft.with_value(|draft| draft.text);
    // One key for one text: pressing twice, or again after a lost connection, sends one.
    let key = StoredValue::new_local(Uuid::now_v7().to_string());
    if let Some(again) = again {
        Effect::new(move |_| {
            if let Some(body) = again.get() {
                text.set(body);
                again.set(None);
            }
        });
    }
    Effect::new(move |before: Option<(Recipient, String)>| {
        let now = (to.get(), text.get());
        if before.is_some_and(|before| before != now) {
            key.set_value(Uuid::now_v7().to_string());
        }
        now
    });
    let send = move || {
        let to = to.get_untracked();
        if to.number.trim().is_empty() {
            form.clear();
            form.refuse("to", wire::FieldCode::Required);
            return;
        }
        let body = text.get_untracked();
        let new = NewSms { to: to.number, body, applicant: to.applicant, case: to.case };
        let key = key.get_value();
        let call = async move { session.call(session.client().send_sms(&key, &new)).await };
        form.send(call, move |sent| {
            draft.with_value(Draft::finish);
            on_sent.run(sent);
        });
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let keys = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let reader = move || {
        to.with(|to| {
            let number = crate::words::phone_number(&to.number);
            if to.name.is_empty() { number } else { w::compose::sends_to(&to.name, &number) }
        })
    };
    let wrong_number = form.error("to");
    let blank = Signal::derive(move || text.with(|text| text.trim().is_empty()));
    view! {
        <form class="sms-composer" on:submit=submit on:keydown=keys>
            <FormFailure form=form />
            {move || wrong_number.get().map(|error| view! {
                <p class="field__error" role="alert"><IconView icon=Icon::CircleAlert size="small" /> {error}</p>
            })}
            <TextArea
                label=w::compose::message
                value=text
                rows=3
                placeholder=TextProp::from(w::compose::placeholder)
                error=form.error("body")
            />
            <Counter text=text />
            <div class="sms-composer__foot">
                <p class="sms-composer__note">
                    <IconView icon=Icon::Lock size="small" /> {w::note}
                </p>
                <bdi class="sms-composer__reader truncate">{reader}</bdi>
                <Button kind=ButtonKind::Primary submit=true icon=Icon::Send busy=form.busy() disabled=blank>
                    {w::compose::send}
                </Button>
            </div>
        </form>
    }
    .into_any()
}
