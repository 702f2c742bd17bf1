//! The address of a letter.

use leptos::prelude::*;
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};

use super::letter::LetterPage;
use crate::lazy_page;

lazy_page!(rest: LETTER, letter_page, fetch_letter => LetterPage);

#[component(transparent)]
pub fn MailRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("mails/:id") view=letter_page /> }.into_inner().into_any_nested_route()
}
