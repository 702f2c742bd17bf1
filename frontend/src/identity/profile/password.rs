//! Changing your own password with the present one.

use leptos::prelude::*;

use crate::{
    i18n::identity::{self as words, profile as w},
    session::Session,
    ui::{Button, ButtonKind, Form, FormFailure, PasswordField, Toasts},
};

#[component]
pub fn PasswordForm() -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let (current, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (present, new) = (current.get_untracked(), password.get_untracked());
        let call = async move { session.client().change_password(&present, &new).await };
        form.send(session.call(call), move |()| {
            current.set(String::new());
            password.set(String::new());
            toasts.done(w::password_saved());
        });
    };
    view! {
        <form class="form" novalidate on:submit=send>
            <PasswordField
                label=w::current
                name="current"
                value=current
                autocomplete="current-password"
                error=form.error("current")
            />
            <PasswordField
                label=words::new_password
                name="password"
                value=password
                autocomplete="new-password"
                hint=words::password_hint
                error=form.error("password")
            />
            <FormFailure form=form />
            <div class="form__actions">
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{w::password_action}</Button>
            </div>
        </form>
    }
}
