//! The clients' pages: a small program of its own, for someone who sees it once and is nervous.
//!
//! One page, no router: the path says which call it is. Words come from the namespace `guest` alone, so that
//! nothing of the staff's application is downloaded.

mod call;
mod checks;
mod devices;
mod frame;
mod room;

use leptos::prelude::*;

pub use checks::{Check, CheckLine, Checks, Fact, Facts};
pub use frame::{GuestFrame, Practice};

use crate::{
    js::{clock::Minute, dom},
    theme::Look,
};

/// Mounts the clients' page.
pub fn start() {
    mount_to_body(Guest);
}

#[component]
fn Guest() -> impl IntoView {
    Look::provide();
    Minute::provide();
    // `/v/{id}.{mac}`
    let link = dom::path().strip_prefix("/v/").map(str::to_owned).filter(|link| link.contains('.'));
    let Some(link) = link else {
        Effect::new(|_| dom::set_title(crate::i18n::guest::title()));
        return view! {
            <GuestFrame practice=Signal::stored(None)>
                <h1 class="guest__title">{crate::i18n::guest::unknown}</h1>
                <p>{crate::i18n::guest::link_incomplete}</p>
            </GuestFrame>
        }
        .into_any();
    };
    view! { <call::GuestPage link=link /> }.into_any()
}
