//! The page where one signs in, and returns to where one was.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::{A, Redirect},
    hooks::{use_navigate, use_query_map},
};

use super::auth_layout::AuthLayout;
use crate::{
    i18n::identity::{self as words, sign_in as w},
    js::{address, dom},
    session::Session,
    ui::{Button, ButtonKind, Form, FormFailure, PasswordField, Size, TextField, lazy},
};

#[component]
pub fn SignIn() -> impl IntoView {
    let session = expect_context::<Session>();
    let query = use_query_map();
    let navigate = use_navigate();
    let setup = LocalResource::new(move || async move { session.client().setup().await });
    let practice = Signal::derive(move || setup.get().and_then(Result::ok).and_then(|setup| setup.practice));
    let missing = move || setup.get().and_then(Result::ok).is_some_and(|setup| !setup.is_set_up);
    Effect::new(move |_| {
        if session.me().is_some() {
            let to = query.with_untracked(|query| query.get("to")).and_then(|to| address::within(&to));
            let to = to.filter(|to| !is_entry(to)).unwrap_or_else(|| "/".to_owned());
            if is_another_document(&to) {
                dom::replace_page(&to);
            } else {
                navigate(&to, NavigateOptions { replace: true, ..NavigateOptions::default() });
            }
        }
    });

    // What follows, while one types.
    lazy::fetch_ahead(Duration::ZERO, crate::shell::FRAME);
    let form = Form::new();
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (email, password) = (email.get_untracked(), password.get_untracked());
        form.send(async move { session.client().sign_in(&email, &password).await }, move |me| {
            session.signed_in(me);
        });
    };
    view! {
        {move || missing().then(|| view! { <Redirect path="/set-up" /> })}
        <AuthLayout practice=practice title=w::title>
            <form class="form" novalidate on:submit=send>
                <FormFailure form=form />
                <TextField
                    label=words::email
                    kind="email"
                    name="email"
                    value=email
                    autocomplete="username"
                    autofocus=true
                    large=true
                />
                <PasswordField
                    label=words::password
                    name="password"
                    value=password
                    autocomplete="current-password"
                    large=true
                />
                <Button kind=ButtonKind::Primary size=Size::Large wide=true submit=true busy=form.busy()>
                    {w::action}
                </Button>
                <p class="identity-entry__aside"><A href="/forgot">{w::forgot}</A></p>
            </form>
        </AuthLayout>
    }
}

/// Nobody who has just signed in wants to be asked to sign in.
fn is_entry(to: &str) -> bool {
    to.starts_with("/sign-in")
}

/// A call has a document of its own: only that one's policy lets the provider's script in.
fn is_another_document(to: &str) -> bool {
    to.starts_with("/call/")
}

#[cfg(test)]
mod tests {
    use super::{is_another_document, is_entry};

    #[test]
    fn a_call_is_loaded_anew() {
        assert!(is_another_document("/call/0199d1e2"));
        assert!(!is_another_document("/video/0199d1e2") && !is_another_document("/"));
    }

    #[test]
    fn one_does_not_return_to_the_page_where_one_signs_in() {
        assert!(is_entry("/sign-in") && is_entry("/sign-in?to=/sign-in") && !is_entry("/chat"));
    }
}
