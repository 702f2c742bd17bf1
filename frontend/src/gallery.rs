//! Every component on one page, to look at while building; only in debug builds.

use leptos::prelude::*;
use leptos_router::{MatchNestedRoutes, components::Route, path};

use crate::ui::{Button, ButtonKind};

#[component(transparent)]
pub fn GalleryRoutes() -> impl MatchNestedRoutes + Clone {
    view! { <Route path=path!("design") view=Gallery /> }.into_inner()
}

#[component]
fn Gallery() -> impl IntoView {
    view! {
        <div class="gallery">
            <Button kind=ButtonKind::Primary>"Send"</Button>
        </div>
    }
}
