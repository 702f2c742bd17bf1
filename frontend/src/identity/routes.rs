//! The addresses of accounts: those before the frame, and those inside it.

use leptos::prelude::*;
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::{ParentRoute, Redirect, Route},
    path,
};

use super::{
    forgot::Forgot,
    link::{Invited, Reset},
    practice::PracticePage,
    profile::ProfilePage,
    set_up::SetUp,
    settings::SettingsFrame,
    sign_in::SignIn,
    team::TeamPage,
};

/// Pages for those who are not signed in, without the frame around them.
#[component(transparent)]
pub fn EntryRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("sign-in") view=SignIn />
        <Route path=path!("set-up") view=SetUp />
        <Route path=path!("forgot") view=Forgot />
        <Route path=path!("invite/:token") view=Invited />
        <Route path=path!("reset/:token") view=Reset />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Settings and profile, inside the frame.
#[component(transparent)]
pub fn IdentityRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("profile") view=ProfilePage />
        <ParentRoute path=path!("settings") view=SettingsFrame>
            <Route path=path!("") view=|| view! { <Redirect path="/settings/team" /> } />
            <Route path=path!("team") view=TeamPage />
            <Route path=path!("practice") view=PracticePage />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}
