//! How the practice's mail leaves, in the settings.

use domain::permission::Permission;
use leptos::prelude::*;
use wire::mail::MailSetup;

use super::stopped::{Stop, setup};
use crate::{
    i18n::{identity::settings, mail as m, mail::settings as w},
    session::Needs,
    shell::page::{Breadcrumbs, Crumb},
    ui::{Banner, Loaded, Time, Tone},
};

#[component]
pub fn MailSettingsPage() -> impl IntoView {
    view! {
        <Breadcrumbs crumbs=vec![Crumb::to("/settings", settings::title), Crumb::here(w::title)] />
        <Needs permission=Permission::SettingsManage>
            <section class="sheet__section stack">
                <h1>{w::title}</h1>
                <Loaded of=setup() rows=3 shape="line" view=|setup| view! { <Setup setup=setup /> } />
            </section>
        </Needs>
    }
}

#[component]
fn Setup(setup: MailSetup) -> impl IntoView {
    let provider: crate::i18n::Text = if setup.simulated { w::mailbox } else { w::smtp };
    let works = setup.stopped.is_none();
    let next = setup.stopped.as_ref().map(|stop| stop.try_at);
    view! {
        {setup.stopped.map(|stop| view! { <Stop stop=stop /> })}
        <dl class="facts">
            <dt>{w::provider}</dt>
            <dd>{provider}</dd>
            <dt>{w::from}</dt>
            <dd><bdi>{setup.from}</bdi></dd>
            {next.map(|next| view! {
                <dt>{w::next_try}</dt>
                <dd><Time at=next /></dd>
            })}
        </dl>
        {(works && !setup.simulated).then(|| view! { <Banner tone=Tone::Success>{w::works}</Banner> })}
        {setup.simulated.then(|| view! { <Banner tone=Tone::Info>{m::no_server}</Banner> })}
    }
}
