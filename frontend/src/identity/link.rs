//! The pages of single-use links: joining the team, choosing a new password.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::A,
    hooks::{use_navigate, use_params_map},
};
use wire::{
    Code,
    identity::{LinkHolder, LinkKind},
};

use super::auth_layout::AuthLayout;
use crate::{
    i18n::{
        self,
        identity::{self as words, link as w},
    },
    session::Session,
    ui::{Button, ButtonKind, ButtonLink, ErrorState, Form, FormFailure, PasswordField, Size, Skeleton},
};

#[component]
pub fn Invited() -> impl IntoView {
    view! { <LinkPage kind=LinkKind::Invite /> }
}

#[component]
pub fn Reset() -> impl IntoView {
    view! { <LinkPage kind=LinkKind::Reset /> }
}

#[component]
fn LinkPage(kind: LinkKind) -> impl IntoView {
    let session = expect_context::<Session>();
    let params = use_params_map();
    let token = Memo::new(move |_| params.with(|params| params.get("token").unwrap_or_default()));
    let holder = LocalResource::new(move || {
        let token = token.get();
        async move {
            let holder = session.client().link_holder(kind, &token).await;
            if let Ok(holder) = &holder {
                i18n::choose_language(holder.language);
            }
            holder
        }
    });
    move || match holder.get() {
        None => view! { <AuthLayout title=words::password><Skeleton rows=3 shape="line" /></AuthLayout> }
            .into_any(),
        Some(Ok(holder)) => view! { <ChoosePassword kind=kind token=token holder=holder /> }.into_any(),
        Some(Err(error)) => match error.code() {
            Some(Code::LinkExpired) => view! { <Expired kind=kind /> }.into_any(),
            Some(Code::NotFound) => view! {
                <AuthLayout title=w::unknown_title text=w::unknown_text>
                    <p class="identity-entry__aside"><A href="/sign-in">{words::forgot::back}</A></p>
                </AuthLayout>
            }
            .into_any(),
            _ => view! { <ErrorState error=error on_retry=move |()| holder.refetch() /> }.into_any(),
        },
    }
}

#[component]
fn ChoosePassword(kind: LinkKind, token: Memo<String>, holder: LinkHolder) -> impl IntoView {
    let session = expect_context::<Session>();
    let navigate = use_navigate();
    let form = Form::new();
    let password = RwSignal::new(String::new());
    let LinkHolder { name, email, practice, .. } = holder;
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (token, password) = (token.get_untracked(), password.get_untracked());
        let navigate = navigate.clone();
        form.send(async move { session.client().use_link(kind, &token, &password).await }, move |me| {
            session.signed_in(me);
            navigate("/", NavigateOptions { replace: true, ..NavigateOptions::default() });
        });
    };
    let firm = practice.clone();
    let title = move || match kind {
        LinkKind::Invite => w::invite_title(&name),
        LinkKind::Reset => w::reset_title(&name),
    };
    let text = move || match kind {
        LinkKind::Invite => w::invite_text(&firm),
        LinkKind::Reset => w::reset_text().to_owned(),
    };
    let action = move || match kind {
        LinkKind::Invite => w::invite_action(),
        LinkKind::Reset => w::reset_action(),
    };
    view! {
        <AuthLayout practice=Signal::stored(Some(practice)) title=title text=text>
            <form class="form" novalidate on:submit=send>
                <FormFailure form=form />
                // For the browser's password keeper, which files the password under this address.
                <input class="unseen" type="email" name="email" autocomplete="username" tabindex="-1" aria-hidden="true" readonly value=email />
                <PasswordField
                    label=words::password
                    name="password"
                    value=password
                    autocomplete="new-password"
                    hint=words::password_hint
                    error=form.error("password")
                    autofocus=true
                    large=true
                />
                <Button kind=ButtonKind::Primary size=Size::Large wide=true submit=true busy=form.busy()>
                    {action}
                </Button>
            </form>
        </AuthLayout>
    }
}

#[component]
fn Expired(kind: LinkKind) -> impl IntoView {
    let text = move || match kind {
        LinkKind::Invite => w::expired_invite(),
        LinkKind::Reset => w::expired_reset(),
    };
    view! {
        <AuthLayout title=w::expired_title text=text>
            {(kind == LinkKind::Reset).then(|| view! {
                <ButtonLink href="/forgot" kind=ButtonKind::Primary size=Size::Large wide=true>{w::ask_again}</ButtonLink>
            })}
            <p class="identity-entry__aside"><A href="/sign-in">{words::forgot::back}</A></p>
        </AuthLayout>
    }
}
