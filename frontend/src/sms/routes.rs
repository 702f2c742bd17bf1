//! The addresses of texting. The address says which conversation is open and which filter is on.

use leptos::prelude::*;
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};

use super::{inbox::InboxPage, phone::PhonePage};

use crate::lazy_page;

lazy_page!(rest: INBOX, inbox_page, fetch_inbox => InboxPage);
lazy_page!(rest: PHONE, phone_page, fetch_phone => PhonePage);

#[component(transparent)]
pub fn SmsRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/sms/phone") view=phone_page />
        <Route path=path!("/sms/:thread?") view=inbox_page />
    }
    .into_inner()
    .into_any_nested_route()
}
