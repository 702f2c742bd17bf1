//! One's own page: name, language, time zone, password, and the browsers where one is signed in.

mod browsers;
mod password;

use leptos::prelude::*;
use wire::identity::{Me, ProfileChange};

use self::{browsers::Browsers, password::PasswordForm};
use super::{
    fields::{LanguageSelect, ZoneSelect, chosen_language, role_name},
    stale::StaleOrFailure,
};
use crate::{
    i18n::{
        identity::{self as words, profile as w, team},
        ui as u,
    },
    session::Session,
    shell::page::{Crumb, Here},
    ui::{Avatar, AvatarSize, Button, ButtonKind, Form, TextField, Toasts},
};

#[component]
pub fn ProfilePage() -> impl IntoView {
    let session = expect_context::<Session>();
    let me = session.me_now();
    view! {
        <Here crumbs=vec![Crumb::here(w::title)] />
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
                    <Browsers />
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
    let form = Form::new();
    let (name, zone, language) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let version = RwSignal::new(0);
    let show = move |me: Me| {
        name.set(me.name);
        zone.set(me.time_zone);
        language.set(me.language.as_str().to_owned());
        version.set(me.version);
    };
    show(me);
    let save = move || {
        let change = ProfileChange {
            name: name.get_untracked(),
            language: chosen_language(language),
            time_zone: zone.get_untracked(),
        };
        let version = version.get_untracked();
        let call = async move { session.client().change_profile(version, &change).await };
        form.send(session.call(call), move |me: Me| {
            session.signed_in(me.clone());
            show(me);
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
            <StaleOrFailure<Me>
                form=form
                what=move || team::stale(&name.get())
                on_theirs=move |now| show(now)
                on_mine=move |now: Me| {
                    version.set(now.version);
                    save();
                }
            />
            <div class="form__actions">
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{u::save}</Button>
            </div>
        </form>
    }
}
