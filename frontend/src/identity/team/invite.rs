//! Inviting a colleague.

use domain::permission::Role;
use leptos::prelude::*;
use wire::identity::{Member, NewMember};

use crate::{
    i18n::{
        identity::{self as words, team as w},
        ui as u,
    },
    identity::fields::{LanguageSelect, RoleSelect, chosen_language},
    session::Session,
    ui::{Button, ButtonKind, Dialog, Form, FormFailure, Icon, SendKey, TextField, Toasts},
};

#[component]
pub fn InviteDialog(open: RwSignal<bool>, on_done: Callback<()>) -> impl IntoView {
    view! {
        <Dialog open=open title=w::invite_title steady=true>
            <InviteForm open=open on_done=on_done />
        </Dialog>
    }
}

#[component]
fn InviteForm(open: RwSignal<bool>, on_done: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let me = session.me_now();
    let is_owner = me.as_ref().is_some_and(|me| me.role == Role::Owner);
    let (name, email, title) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let role = RwSignal::new(Role::Consultant.as_str().to_owned());
    let language = RwSignal::new(me.map(|me| me.practice.language).unwrap_or_default().as_str().to_owned());
    let key = SendKey::default();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let new = NewMember {
            name: name.get_untracked(),
            email: email.get_untracked(),
            title: title.get_untracked(),
            role: role.get_untracked().parse().unwrap_or(Role::Viewer),
            language: Some(untrack(|| chosen_language(language))),
        };
        let sent = key.of(&new);
        let call = async move { session.client().invite_user(&sent, &new).await };
        form.send(session.call(call), move |member: Member| {
            toasts.done(w::invited(&member.name));
            open.set(false);
            on_done.run(());
        });
    };
    view! {
        <form class="form" novalidate on:submit=send>
            <p class="muted">{w::invite_text}</p>
            <TextField label=words::name value=name name="name" error=form.error("name") autofocus=true />
            <TextField label=words::email kind="email" value=email name="email" error=form.error("email") />
            <TextField label=w::job_title value=title name="title" hint=w::job_title_hint error=form.error("title") optional=true />
            <RoleSelect value=role with_owner=is_owner error=form.error("role") />
            <LanguageSelect value=language />
            <FormFailure form=form />
            <div class="form__actions">
                <Button on_press=move |()| open.set(false)>{u::cancel}</Button>
                <Button kind=ButtonKind::Primary icon=Icon::Send submit=true busy=form.busy()>{w::invite_action}</Button>
            </div>
        </form>
    }
}
