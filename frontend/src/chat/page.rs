//! The page: the list at the left, the conversation that the address names beside it.

use domain::ConversationId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{conversation::Thread, list::ConversationList, state::ChatState};
use crate::{
    i18n::chat,
    shell::page::{Breadcrumbs, Crumb},
    ui::{Empty, Icon, NotFound, Panes, Showing},
};

#[component]
pub fn ChatPage() -> impl IntoView {
    let state = expect_context::<ChatState>();
    let params = use_params_map();
    let given = Memo::new(move |_| params.with(|params| params.get("id")));
    let id = Memo::new(move |_| given.get().and_then(|id| id.parse::<ConversationId>().ok()));
    let showing =
        Signal::derive(move || if given.with(Option::is_some) { Showing::Main } else { Showing::List });
    let title =
        Memo::new(move |_| id.get().and_then(|id| state.conversation(id)).map(|one| state.title(&one)));
    let crumbs = Signal::derive(move || match title.get() {
        Some(title) => vec![Crumb::to("/chat", chat::title), Crumb::here(title)],
        None => vec![Crumb::here(chat::title)],
    });
    let content = move || match (given.with(Option::is_some), id.get()) {
        (_, Some(id)) => view! { <Thread id=id /> }.into_any(),
        (true, None) => view! { <NotFound /> }.into_any(),
        (false, None) => {
            view! { <Empty icon=Icon::MessagesSquare title=chat::choose text=chat::choose_text /> }.into_any()
        }
    };
    view! {
        <Breadcrumbs crumbs=crumbs />
        <Panes showing=showing list_label=chat::conversations list=view! { <ConversationList /> }.into_any()>
            {content}
        </Panes>
    }
}
