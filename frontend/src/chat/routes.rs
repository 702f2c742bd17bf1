//! The addresses of chat.

use leptos::prelude::*;
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};

use super::page::ChatPage;

use crate::lazy_page;

lazy_page!(start: CHAT, chat_page, fetch_chat => ChatPage);

/// `/chat`, and `/chat/<conversation>`: one page, so that moving between conversations keeps the list.
#[component(transparent)]
pub fn ChatRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("chat/:id?") view=chat_page /> }.into_inner().into_any_nested_route()
}
