//! The addresses of video calls.

use leptos::prelude::*;
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};

use super::{
    call_page::CallPage, detail::CallDetailPage, list::CallsPage, mailbox::MailboxPage,
    schedule::SchedulePage,
};

use crate::lazy_page;

lazy_page!(rest: CALLS, calls_page, fetch_calls => CallsPage);
lazy_page!(rest: SCHEDULE, schedule_page, fetch_schedule => SchedulePage);
lazy_page!(rest: CALL_DETAIL, call_detail_page, fetch_call_detail => CallDetailPage);
lazy_page!(rest: MAILBOX, mailbox_page, fetch_mailbox => MailboxPage);
lazy_page!(rest: CALL, call_page, fetch_call => CallPage);

/// Within the frame: the list, scheduling, one call, and the mailbox.
#[component(transparent)]
pub fn VideoRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("video") view=calls_page />
        <Route path=path!("video/new") view=schedule_page />
        <Route path=path!("video/:id") view=call_detail_page />
        <Route path=path!("mailbox") view=mailbox_page />
    }
    .into_inner()
    .into_any_nested_route()
}

/// A call fills the window, in a document of its own.
#[component(transparent)]
pub fn InCallRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("call/:id") view=call_page /> }.into_inner().into_any_nested_route()
}
