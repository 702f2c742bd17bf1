//! The addresses of chat.

use leptos::prelude::*;
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};

use super::page::ChatPage;

/// `/chat`, and `/chat/<conversation>`: one page, so that moving between conversations keeps the list.
#[component(transparent)]
pub fn ChatRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("chat/:id?") view=ChatPage /> }.into_inner().into_any_nested_route()
}
