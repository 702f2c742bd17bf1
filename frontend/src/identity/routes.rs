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

use crate::{lazy_page, mail::settings::MailSettingsPage};

lazy_page!(entry: SIGN_IN, sign_in, fetch_sign_in => SignIn);
lazy_page!(entry: SET_UP, set_up, fetch_set_up => SetUp);
lazy_page!(entry: FORGOT, forgot, fetch_forgot => Forgot);
lazy_page!(entry: INVITED, invited, fetch_invited => Invited);
lazy_page!(entry: RESET, reset, fetch_reset => Reset);
lazy_page!(rest: PROFILE, profile_page, fetch_profile => ProfilePage);
lazy_page!(rest: SETTINGS, settings, fetch_settings => SettingsFrame);
lazy_page!(rest: TEAM, team_page, fetch_team => TeamPage);
lazy_page!(rest: PRACTICE, practice_page, fetch_practice => PracticePage);
lazy_page!(rest: MAIL_SETTINGS, mail_settings_page, fetch_mail_settings => MailSettingsPage);

/// Pages for those who are not signed in, without the frame around them.
#[component(transparent)]
pub fn EntryRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("sign-in") view=sign_in />
        <Route path=path!("set-up") view=set_up />
        <Route path=path!("forgot") view=forgot />
        <Route path=path!("invite/:token") view=invited />
        <Route path=path!("reset/:token") view=reset />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Settings and profile, inside the frame.
#[component(transparent)]
pub fn IdentityRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("profile") view=profile_page />
        <ParentRoute path=path!("settings") view=settings>
            <Route path=path!("") view=|| view! { <Redirect path="/settings/team" /> } />
            <Route path=path!("team") view=team_page />
            <Route path=path!("practice") view=practice_page />
            <Route path=path!("mail") view=mail_settings_page />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}
