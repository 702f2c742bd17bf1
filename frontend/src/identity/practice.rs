//! What the practice says of itself.

use domain::permission::Permission;
use domain::phone::PhoneNumber;
use leptos::prelude::*;
use wire::identity::{PracticeChange, PracticeSummary};

use super::fields::{LanguageSelect, ZoneSelect, chosen_language};
use crate::{
    i18n::{
        identity::{practice as w, settings},
        ui as u,
    },
    records::{conflict::ConflictOrFailure, editing::Editing, words::field},
    session::{Needs, Session},
    shell::page::{Breadcrumbs, Crumb},
    ui::{Button, ButtonKind, Loaded, TextArea, TextField, Toasts},
};

#[component]
pub fn PracticePage() -> impl IntoView {
    view! {
        <Breadcrumbs crumbs=vec![Crumb::to("/settings", settings::title), Crumb::here(w::title)] />
        <Needs permission=Permission::SettingsManage>
            <Practice />
        </Needs>
    }
}

#[component]
fn Practice() -> impl IntoView {
    let session = expect_context::<Session>();
    let practice = LocalResource::new(move || session.call(async move { session.client().practice().await }));
    view! {
        <section class="sheet__section stack">
            <h1>{w::title}</h1>
            <Loaded of=practice rows=6 shape="line" view=|practice| view! { <PracticeForm practice=practice /> } />
        </section>
    }
}

#[component]
fn PracticeForm(practice: PracticeSummary) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let (opened, version) = written(practice);
    let editing = Editing::undrafted(opened.clone(), version);
    let form = editing.form;
    let text = || RwSignal::new(String::new());
    let (name, address, phone, email, zone, language) = (text(), text(), text(), text(), text(), text());
    let fill = move |now: &PracticeChange| {
        name.set(now.name.clone());
        address.set(now.address.clone());
        phone.set(now.phone.clone());
        email.set(now.email.clone());
        zone.set(now.time_zone.clone());
        language.set(now.language.as_str().to_owned());
    };
    let typed = move || PracticeChange {
        name: name.get(),
        address: address.get(),
        phone: phone.get(),
        email: email.get(),
        time_zone: zone.get(),
        language: chosen_language(language),
    };
    fill(&opened);
    editing.keep(typed, fill);
    let save = move || {
        let Some(version) = editing.version_to_replace() else { return };
        let change = untrack(typed);
        let call = async move {
            let client = session.client();
            let saved = session.call(client.change_practice(version, &change)).await;
            if let Err(error) = &saved {
                editing.failed(&untrack(typed), error, |now: PracticeSummary| {
                    let name = now.name.clone();
                    let (now, version) = written(now);
                    (name, now, version)
                });
            }
            // The sidebar and the sign-in page say the practice's name.
            Ok((saved?, client.me().await.ok()))
        };
        form.send(call, move |(saved, me)| {
            let (saved, version) = written(saved);
            editing.begin_again(&saved, version);
            toasts.done(w::saved());
            if let Some(me) = me {
                session.signed_in(me);
            }
        });
    };
    let error = move |field| form.error(field);
    view! {
        <form
            class="form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <TextField label=w::name value=name name="name" error=error("name") />
            <TextArea label=w::address value=address name="address" rows=3 error=error("address") />
            <TextField label=w::phone kind="tel" value=phone name="phone" hint=w::phone_hint error=error("phone") />
            <TextField label=w::email kind="email" value=email name="email" hint=w::email_hint error=error("email") />
            <ZoneSelect value=zone hint=w::zone_hint error=error("time_zone") />
            <LanguageSelect value=language hint=w::language_hint />
            <ConflictOrFailure editing=editing label=label />
            <div class="form__actions">
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{u::save}</Button>
            </div>
        </form>
    }
}

/// The practice as its form shows it, and its version.
fn written(now: PracticeSummary) -> (PracticeChange, i64) {
    let grouped = PhoneNumber::parse(&now.phone).map(|phone| phone.grouped());
    let change = PracticeChange {
        name: now.name,
        address: now.address,
        phone: grouped.unwrap_or(now.phone),
        email: now.email,
        time_zone: now.time_zone,
        language: now.language,
    };
    (change, now.version)
}

/// Name and e-mail are the practice's here.
fn label(name: &str) -> String {
    match name {
        "name" => w::name().to_owned(),
        "email" => w::email().to_owned(),
        other => field(other),
    }
}
