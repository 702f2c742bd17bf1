//! The bar above the page: where you are, search, the bell, you.

use leptos::prelude::*;

#[component]
pub fn TopBar() -> impl IntoView {
    view! {
        <header class="topbar"></header>
    }
}
