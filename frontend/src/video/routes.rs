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

/// Within the frame: the list, scheduling, one call, and the mailbox.
#[component(transparent)]
pub fn VideoRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("video") view=CallsPage />
        <Route path=path!("video/new") view=SchedulePage />
        <Route path=path!("video/:id") view=CallDetailPage />
        <Route path=path!("mailbox") view=MailboxPage />
    }
    .into_inner()
    .into_any_nested_route()
}

/// A call fills the window, in a document of its own.
#[component(transparent)]
pub fn InCallRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("call/:id") view=CallPage /> }.into_inner().into_any_nested_route()
}
