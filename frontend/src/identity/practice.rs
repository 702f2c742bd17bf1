//! What the practice says of itself.

use domain::permission::Permission;
use domain::phone::PhoneNumber;
use leptos::prelude::*;
use wire::identity::{PracticeChange, PracticeSummary};

use super::{
    fields::{LanguageSelect, ZoneSelect, chosen_language},
    stale::StaleOrFailure,
};
use crate::{
    i18n::{
        identity::{practice as w, settings, team},
        ui as u,
    },
    session::{Needs, Session},
    shell::page::{Crumb, Here},
    ui::{Button, ButtonKind, Form, Loaded, TextArea, TextField, Toasts},
};

#[component]
pub fn PracticePage() -> impl IntoView {
    view! {
        <Here crumbs=vec![Crumb::to("/settings", settings::title), Crumb::here(w::title)] />
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
    let form = Form::new();
    let text = || RwSignal::new(String::new());
    let (name, address, phone, email, zone, language) = (text(), text(), text(), text(), text(), text());
    let version = RwSignal::new(0);
    let show = move |now: PracticeSummary| {
        name.set(now.name);
        address.set(now.address);
        let grouped = PhoneNumber::parse(&now.phone).map(|phone| phone.grouped());
        phone.set(grouped.unwrap_or(now.phone));
        email.set(now.email);
        zone.set(now.time_zone);
        language.set(now.language.as_str().to_owned());
        version.set(now.version);
    };
    show(practice);
    let save = move || {
        let change = PracticeChange {
            name: name.get_untracked(),
            address: address.get_untracked(),
            phone: phone.get_untracked(),
            email: email.get_untracked(),
            time_zone: zone.get_untracked(),
            language: chosen_language(language),
        };
        let call = async move {
            let client = session.client();
            let saved = client.change_practice(version.get_untracked(), &change).await?;
            // The sidebar and the sign-in page say the practice's name.
            Ok((saved, client.me().await.ok()))
        };
        form.send(session.call(call), move |(saved, me)| {
            show(saved);
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
            <StaleOrFailure<PracticeSummary>
                form=form
                what=move || team::stale(&name.get())
                on_theirs=move |now| show(now)
                on_mine=move |now: PracticeSummary| {
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
