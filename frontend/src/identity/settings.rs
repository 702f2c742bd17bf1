//! The settings: one page each for the team and the practice.

use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::components::Outlet;

use crate::{
    i18n::{
        identity::{practice, settings, team},
        mail,
    },
    session::Session,
    ui::{TabLink, TabLinks},
};

#[component]
pub fn SettingsFrame() -> impl IntoView {
    let session = expect_context::<Session>();
    let tabs = move || {
        let mut tabs = vec![TabLink::new("/settings/team", team::title)];
        if session.may(Permission::SettingsManage) {
            tabs.push(TabLink::new("/settings/practice", practice::title));
            tabs.push(TabLink::new("/settings/mail", mail::settings::title));
        }
        view! { <TabLinks label=settings::title tabs=tabs /> }
    };
    view! {
        <div class="sheet">
            {tabs}
            <Outlet />
        </div>
    }
}
