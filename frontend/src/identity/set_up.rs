//! The first page of an empty deployment: the practice and its owner.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::Redirect, hooks::use_navigate};
use wire::identity::NewPractice;

use super::{
    auth_layout::AuthLayout,
    fields::{LanguageSelect, ZoneSelect, chosen_language},
};
use crate::{
    i18n::{
        self,
        identity::{self as words, practice as p, set_up as w},
    },
    js::intl,
    session::Session,
    ui::{Button, ButtonKind, Form, FormFailure, PasswordField, Size, TextArea, TextField},
};

#[component]
pub fn SetUp() -> impl IntoView {
    let session = expect_context::<Session>();
    let setup = LocalResource::new(move || async move { session.client().setup().await });
    let done = move || setup.get().and_then(Result::ok).is_some_and(|setup| setup.is_set_up);
    view! {
        {move || done().then(|| view! { <Redirect path="/sign-in" /> })}
        <AuthLayout title=w::title text=w::text wide=true>
            <SetUpForm />
        </AuthLayout>
    }
}

#[component]
fn SetUpForm() -> impl IntoView {
    let session = expect_context::<Session>();
    let navigate = use_navigate();
    let form = Form::new();
    let text = || RwSignal::new(String::new());
    let (practice_name, practice_address, practice_phone, practice_email) = (text(), text(), text(), text());
    let (code, name, email, password) = (text(), text(), text(), text());
    let time_zone = RwSignal::new(intl::device_zone());
    let language = RwSignal::new(i18n::language_now().as_str().to_owned());
    Effect::new(move |_| {
        if let Ok(language) = language.get().parse() {
            i18n::choose_language(language);
        }
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let new = NewPractice {
            code: code.get_untracked(),
            practice_name: practice_name.get_untracked(),
            practice_address: practice_address.get_untracked(),
            practice_phone: practice_phone.get_untracked(),
            practice_email: practice_email.get_untracked(),
            time_zone: time_zone.get_untracked(),
            language: untrack(|| chosen_language(language)),
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: password.get_untracked(),
        };
        let navigate = navigate.clone();
        form.send(async move { session.client().set_up(&new).await }, move |me| {
            session.signed_in(me);
            navigate("/", NavigateOptions { replace: true, ..NavigateOptions::default() });
        });
    };
    let error = move |field| form.error(field);
    view! {
        <form class="form identity-entry__form" novalidate on:submit=send>
            <TextField label=w::code value=code name="code" hint=w::code_hint autocomplete="one-time-code" error=error("code") autofocus=true />
            <fieldset class="identity-entry__group">
                <legend>{w::practice}</legend>
                <p class="muted">{w::practice_text}</p>
                <TextField label=p::name value=practice_name name="practice_name" autocomplete="organization" error=error("practice_name") />
                <TextArea label=p::address value=practice_address name="practice_address" rows=2 error=error("practice_address") />
                <div class="columns">
                    <TextField label=p::phone kind="tel" value=practice_phone name="practice_phone" autocomplete="tel" placeholder="+1 514 555 0123" error=error("practice_phone") />
                    <TextField label=p::email kind="email" value=practice_email name="practice_email" error=error("practice_email") />
                </div>
                <div class="columns">
                    <LanguageSelect value=language />
                    <ZoneSelect value=time_zone error=error("time_zone") />
                </div>
            </fieldset>
            <fieldset class="identity-entry__group">
                <legend>{w::owner}</legend>
                <div class="columns">
                    <TextField label=words::name value=name name="name" autocomplete="name" error=error("name") />
                    <TextField label=words::email kind="email" value=email name="email" autocomplete="username" error=error("email") />
                </div>
                <PasswordField
                    label=words::password
                    value=password
                    name="password"
                    autocomplete="new-password"
                    hint=words::password_hint
                    error=error("password")
                />
            </fieldset>
            <FormFailure form=form />
            <Button kind=ButtonKind::Primary size=Size::Large wide=true submit=true busy=form.busy()>
                {w::action}
            </Button>
        </form>
    }
}
