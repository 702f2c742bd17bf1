//! The clients' pages: a small program of its own, for someone who sees it once and is nervous.
//!
//! One page, no router: the path says which call it is. Words come from the namespace `guest` alone, so that
//! nothing of the staff's application is downloaded.

mod call;
mod checks;
mod devices;
mod frame;
mod room;
mod visit;

use leptos::prelude::*;

pub use checks::{Check, CheckLine, Checks, Fact, Facts};
pub use frame::GuestFrame;

use crate::{js::dom, theme};

/// Mounts the clients' page.
pub fn start() {
    mount_to_body(Guest);
}

#[component]
fn Guest() -> impl IntoView {
    theme::follow_system();
    // `/v/{id}.{mac}`
    let link = dom::path().strip_prefix("/v/").map(str::to_owned).filter(|link| link.contains('.'));
    let Some(link) = link else {
        return view! {
            <GuestFrame practice=RwSignal::new(None)>
                <h1 class="guest__title">{crate::i18n::guest::unknown}</h1>
                <p>{crate::i18n::guest::link_incomplete}</p>
            </GuestFrame>
        }
        .into_any();
    };
    view! { <call::GuestPage link=link /> }.into_any()
}
