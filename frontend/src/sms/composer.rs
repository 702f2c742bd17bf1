//! Writing a text: who will read it, about whom and which case it is, the field, the counter, the note, and sending once.

use domain::permission::Permission;
use leptos::{ev, html, prelude::*, text_prop::TextProp};
use uuid::Uuid;
use wire::FieldCode;
use wire::sms::{NewSms, SmsMessage};

use super::about::AboutFields;
use super::abroad::{AbroadLocked, is_locked};
use super::counter::Counter;
use super::outgoing::{About, Chosen, Outgoing};
use super::recipient::Recipient;
use crate::i18n::sms as w;
use crate::js::dom;
use crate::session::Session;
use crate::ui::{Banner, Button, ButtonKind, Draft, Form, FormFailure, Icon, IconView, Size, TextArea, Tone};
use crate::words;

/// A draft of a text, with what was tried of it.
#[derive(Clone, Copy)]
pub struct TextDraft {
    draft: StoredValue<Draft, LocalStorage>,
    kept: StoredValue<Outgoing>,
    pub text: RwSignal<String>,
    /// About whom and which case, where a person chose it.
    pub about: RwSignal<Option<About>>,
}

impl TextDraft {
    /// The draft of `key`, as it was left; one in all tabs of the person, so that what one tab has sent the others neither
    /// offer nor send again.
    pub fn new(key: &str) -> Self {
        let draft = Draft::shared(&format!("sms.{key}"));
        let kept = Outgoing::read(&draft.text.get_untracked());
        let this = Self {
            text: RwSignal::new(kept.text.clone()),
            about: RwSignal::new(kept.about),
            draft: StoredValue::new_local(draft),
            kept: StoredValue::new(kept),
        };
        Effect::new(move |_| {
            let (text, about) = (this.text.get(), this.about.get());
            this.keep(move |kept| (kept.text, kept.about) = (text, about));
        });
        let stored = this.draft.with_value(|draft| draft.text);
        Effect::new(move |_| {
            let stored = stored.get();
            if this.kept.with_value(|kept| kept.write() != stored) {
                let now = Outgoing::read(&stored);
                this.text.set(now.text.clone());
                this.about.set(now.about);
                this.kept.set_value(now);
            }
        });
        this
    }

    /// To whom it was to go.
    pub fn chosen(self) -> Option<Chosen> {
        self.kept.with_value(|kept| kept.to.clone())
    }

    pub fn choose(self, to: Option<Chosen>) {
        self.keep(move |kept| kept.to = to);
    }

    fn keep(self, change: impl FnOnce(&mut Outgoing)) {
        self.kept.update_value(change);
        let kept = self.kept.with_value(Outgoing::write);
        self.draft.with_value(|draft| draft.text.set(kept));
    }

    /// It was sent: nothing is left to keep.
    fn finish(self) {
        self.kept.set_value(Outgoing::default());
        self.text.set(String::new());
        self.about.set(None);
        self.draft.with_value(Draft::finish);
    }
}

/// The composer. Without the permission it says why there is none, and whom to ask.
#[component]
pub fn Composer(
    #[prop(into)] to: Signal<Recipient>,
    draft: TextDraft,
    /// Puts this text into the field: a failed one that is sent again.
    #[prop(optional)]
    again: Option<RwSignal<Option<String>>>,
    /// The field takes the focus when it comes, where nobody writes elsewhere.
    #[prop(optional)]
    focused: bool,
    #[prop(into)] on_sent: Callback<SmsMessage>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let may = Memo::new(move |_| session.may(Permission::SmsSend));
    move || {
        if may.get() {
            view! { <Writing to=to draft=draft again=again focused=focused on_sent=on_sent /> }.into_any()
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
    draft: TextDraft,
    again: Option<RwSignal<Option<String>>>,
    focused: bool,
    on_sent: Callback<SmsMessage>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let form = Form::new();
    let text = draft.text;
    // The number as it is written today, taken over from the server's advice.
    let corrected = RwSignal::new(None::<String>);
    let confirmed = RwSignal::new(false);
    if let Some(again) = again {
        Effect::new(move |_| {
            if let Some(body) = again.get() {
                text.set(body);
                again.set(None);
            }
        });
    }
    let number = Memo::new(move |_| to.with(|to| to.number.clone()));
    Effect::new(move |before: Option<String>| {
        let now = number.get();
        if before.is_some_and(|before| before != now) {
            // Another number: what was said of the one before does not hold for it.
            corrected.set(None);
            confirmed.set(false);
            draft.about.set(None);
        }
        now
    });
    let about = Memo::new(move |_| draft.about.get().unwrap_or_else(|| to.with(|to| to.about.usual)));
    let send = move || {
        let to = to.get_untracked();
        if to.number.trim().is_empty() {
            form.clear();
            form.refuse("to", FieldCode::Required);
            return;
        }
        let About { applicant, case } = about.get_untracked();
        let wanted = NewSms {
            to: corrected.get_untracked().unwrap_or(to.number),
            body: text.get_untracked(),
            applicant,
            case,
            number_confirmed: confirmed.get_untracked(),
        };
        let mut tried = None;
        // Kept before it is sent: a page that is closed now finds its key again.
        draft.keep(|kept| tried = Some(kept.attempt(wanted, || Uuid::now_v7().to_string())));
        let Some(tried) = tried else { return };
        let call = async move { session.call(session.client().send_sms(&tried.key, &tried.request)).await };
        form.send(call, move |sent| {
            draft.finish();
            corrected.set(None);
            confirmed.set(false);
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
            let number = match corrected.get() {
                Some(number) => words::phone_number(&number),
                None if to.shown.is_empty() => words::phone_number(&to.number),
                None => to.shown.clone(),
            };
            if to.name.is_empty() { number } else { w::compose::sends_to(&to.name, &number) }
        })
    };
    let abroad = Memo::new(move |_| to.with(|to| is_locked(&to.number)));
    let blank = Signal::derive(move || abroad.get() || text.with(|text| text.trim().is_empty()));
    let use_number = Callback::new(move |number: String| {
        corrected.set(Some(number));
        send();
    });
    let vouch = Callback::new(move |()| {
        confirmed.set(true);
        send();
    });
    let whole = NodeRef::<html::Form>::new();
    whole.on_load(move |whole| {
        // On a phone the keyboard would cover what one came to read.
        if focused && !dom::matches_media("(pointer: coarse)") {
            request_animation_frame(move || {
                if !dom::is_typing() {
                    dom::focus_first(&whole, "textarea");
                }
            });
        }
    });
    view! {
        <form node_ref=whole class="sms-composer" on:submit=submit on:keydown=keys>
            <FormFailure form=form />
            {move || abroad.get().then(|| view! { <AbroadLocked /> })}
            <WrongNumber form=form on_use=use_number on_vouch=vouch />
            <AboutFields form=form to=to about=about chosen=draft.about />
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

/// What is wrong with the number, and what helps: the number as it is written today, or a person's word that it is right.
#[component]
fn WrongNumber(form: Form, on_use: Callback<String>, on_vouch: Callback<()>) -> impl IntoView {
    move || {
        let text = form.error("to").get()?;
        let (code, suggestion) = form
            .failure()
            .as_ref()
            .and_then(|error| error.field("to"))
            .map(|field| (FieldCode::parse(&field.code), field.suggestion.clone()))
            .unwrap_or_default();
        let may_be_right =
            matches!(code, Some(FieldCode::NotInUse | FieldCode::TakesNoTexts | FieldCode::OldForm));
        let offered = suggestion.map(|number| {
            let (label, number) = (words::phone_number(&number), number);
            view! {
                <Button kind=ButtonKind::Secondary size=Size::Small on_press=move |()| on_use.run(number.clone())>
                    {move || w::compose::use_number(&label)}
                </Button>
            }
        });
        let vouch = may_be_right.then(|| {
            view! {
                <Button kind=ButtonKind::Quiet size=Size::Small on_press=move |()| on_vouch.run(())>
                    {w::compose::vouch}
                </Button>
            }
        });
        Some(view! {
            <div class="sms-composer__wrong">
                <p class="field__error" role="alert"><IconView icon=Icon::CircleAlert size="small" /> {text}</p>
                <div class="cluster">{offered} {vouch}</div>
            </div>
        })
    }
}
