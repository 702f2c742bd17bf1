//! The addresses of texting. The address says which conversation is open and which filter is on.

use leptos::prelude::*;
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};

use super::{inbox::InboxPage, phone::PhonePage};

#[component(transparent)]
pub fn SmsRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/sms") view=InboxPage />
        <Route path=path!("/sms/phone") view=PhonePage />
        <Route path=path!("/sms/:thread") view=InboxPage />
    }
    .into_inner()
    .into_any_nested_route()
}
