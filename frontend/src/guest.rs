//! The clients' pages: a small program of its own, for someone who sees it once and is nervous.
//!
//! One page, no router: the path says which call it is. Words come from the namespace `guest` alone, so that
//! nothing of the staff's application is downloaded.

mod call;
mod checks;
mod devices;
mod frame;
mod notice;
mod room;
mod visit;
mod visiting;

use client::Client;
use domain::calls::call_link;
use leptos::prelude::*;

use self::frame::GuestFrame;
use crate::{js::dom, task, theme};

/// Mounts the clients' page.
pub fn start() {
    mount_to_body(Guest);
    dom::set_started();
}

#[component]
fn Guest() -> impl IntoView {
    theme::follow_system();
    // `/v/{id}.{mac}`, with whatever a mail program or a person has put around it.
    let path = dom::readable_path();
    let Some(link) = path.get(3..).and_then(call_link) else {
        let practice = RwSignal::new(None);
        // Where only one practice is here, it is this one's client.
        task::spawn(async move { practice.set(Client::new("").guest_sender("none").await.ok()) });
        return view! {
            <GuestFrame practice=practice>
                <h1 class="guest__title">{crate::i18n::guest::unknown}</h1>
                <p>{crate::i18n::guest::link_incomplete}</p>
            </GuestFrame>
        }
        .into_any();
    };
    view! { <call::GuestPage link=link /> }.into_any()
}
