//! Your own page: name, language, time zone, password, and the browsers where one is signed in.

mod password;
mod sessions;

use leptos::prelude::*;
use wire::identity::{Me, ProfileChange};

use self::{password::PasswordForm, sessions::Sessions};
use super::fields::{LanguageSelect, ZoneSelect, chosen_language, role_name};
use crate::{
    i18n::{
        identity::{self as words, profile as w},
        ui as u,
    },
    records::{conflict::ConflictOrFailure, editing::Editing},
    session::Session,
    shell::page::{Breadcrumbs, Crumb},
    ui::{Avatar, AvatarSize, Button, ButtonKind, TextField, Toasts},
};

#[component]
pub fn ProfilePage() -> impl IntoView {
    let session = expect_context::<Session>();
    let me = session.me_now();
    view! {
        <Breadcrumbs crumbs=vec![Crumb::here(w::title)] />
        <div class="sheet">
            {me.map(|me| view! {
                <Head />
                <section class="sheet__section">
                    <h2>{w::about}</h2>
                    <AboutForm me=me />
                </section>
                <section class="sheet__section">
                    <h2>{w::password}</h2>
                    <PasswordForm />
                </section>
                <section class="sheet__section">
                    <h2>{w::sessions}</h2>
                    <p class="muted">{w::sessions_text}</p>
                    <Sessions />
                </section>
            })}
        </div>
    }
}

#[component]
fn Head() -> impl IntoView {
    let session = expect_context::<Session>();
    move || {
        session.me().map(|me| {
            let role = me.role;
            let practice = me.practice.name;
            view! {
                <header class="sheet__head">
                    <Avatar id=me.id.as_uuid() name=me.name.clone() size=AvatarSize::Large />
                    <div>
                        <h1><bdi>{me.name}</bdi></h1>
                        <p class="muted">{move || w::role_line(role_name(role), &practice)}</p>
                        <p class="muted">{me.email}</p>
                    </div>
                </header>
            }
        })
    }
}

#[component]
fn AboutForm(me: Me) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let (opened, version) = written(me);
    let editing = Editing::undrafted(opened.clone(), version);
    let form = editing.form;
    let (name, zone, language) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let fill = move |now: &ProfileChange| {
        name.set(now.name.clone());
        zone.set(now.time_zone.clone());
        language.set(now.language.as_str().to_owned());
    };
    let typed = move || ProfileChange {
        name: name.get(),
        language: chosen_language(language),
        time_zone: zone.get(),
    };
    fill(&opened);
    editing.keep(typed, fill);
    let save = move || {
        let Some(version) = editing.version_to_replace() else { return };
        let change = untrack(typed);
        let call = async move {
            let saved = session.call(session.client().change_profile(version, &change)).await;
            if let Err(error) = &saved {
                editing.failed(&untrack(typed), error, |now: Me| {
                    let name = now.name.clone();
                    let (now, version) = written(now);
                    (name, now, version)
                });
            }
            saved
        };
        form.send(call, move |me: Me| {
            session.signed_in(me.clone());
            let (saved, version) = written(me);
            editing.begin_again(&saved, version);
            toasts.done(w::saved());
        });
    };
    view! {
        <form
            class="form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <TextField label=words::name value=name name="name" autocomplete="name" error=form.error("name") />
            <LanguageSelect value=language />
            <ZoneSelect value=zone error=form.error("time_zone") />
            <ConflictOrFailure editing=editing />
            <div class="form__actions">
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{u::save}</Button>
            </div>
        </form>
    }
}

/// The profile as its form shows it, and its version.
fn written(me: Me) -> (ProfileChange, i64) {
    (ProfileChange { name: me.name, language: me.language, time_zone: me.time_zone }, me.version)
}
