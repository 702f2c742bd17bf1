//! Asking for a link to choose a new password. The page says the same whether or not there is an account.

use leptos::prelude::*;
use leptos_router::components::A;

use super::auth_layout::AuthLayout;
use crate::{
    i18n::identity::{self as words, forgot as w},
    session::Session,
    ui::{Button, ButtonKind, Form, FormFailure, Icon, IconView, Size, TextField},
};

#[component]
pub fn Forgot() -> impl IntoView {
    let session = expect_context::<Session>();
    let form = Form::new();
    let email = RwSignal::new(String::new());
    let sent = RwSignal::new(false);
    let setup = LocalResource::new(move || async move { session.client().setup().await });
    let practice = Signal::derive(move || setup.get().and_then(Result::ok).and_then(|setup| setup.practice));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let email = email.get_untracked();
        form.send(async move { session.client().request_reset(&email).await }, move |()| sent.set(true));
    };
    let title = move || if sent.get() { w::sent_title() } else { w::title() };
    let text = move || if sent.get() { w::sent_text(email.get().trim()) } else { w::text().to_owned() };
    view! {
        <AuthLayout practice=practice title=title text=text>
            <Show
                when=move || !sent.get()
                fallback=move || view! {
                    <Button wide=true size=Size::Large on_press=move |()| sent.set(false)>{w::again}</Button>
                }
            >
                <form class="form" novalidate on:submit=send>
                    <FormFailure form=form />
                    <TextField
                        label=words::email
                        kind="email"
                        name="email"
                        value=email
                        autocomplete="username"
                        error=form.error("email")
                        autofocus=true
                        large=true
                    />
                    <Button kind=ButtonKind::Primary size=Size::Large wide=true submit=true busy=form.busy()>
                        {w::action}
                    </Button>
                </form>
            </Show>
            <p class="identity-entry__aside">
                <A href="/sign-in"><IconView icon=Icon::ArrowLeft size="small" /> {w::back}</A>
            </p>
        </AuthLayout>
    }
}
