//! What a client's browser knows of their call, kept in its tab.

use client::{Client, Error, json};
use leptos::prelude::*;
use wire::Code;
use wire::guest::{GuestCall, GuestCredentials, GuestPractice};

use crate::{
    i18n,
    js::{intl, storage, tabs},
    ui::Scope,
};

/// What a tab asks the others.
const WHO: &str = "who";

/// What this browser knows of its client; in a tab's own storage, so that a reload returns to where one was.
#[derive(Clone, Copy)]
pub struct Visit {
    pub link: StoredValue<String>,
    pub practice: RwSignal<Option<GuestPractice>>,
    pub call: RwSignal<Option<Result<GuestCall, Option<Code>>>>,
    pub pass: RwSignal<Option<GuestCredentials>>,
    pub scope: Scope,
}

impl Visit {
    /// The visit of the link `{id}.{mac}`, where this browser left it.
    pub fn begin(link: String) -> Self {
        let visit = Self {
            link: StoredValue::new(link),
            practice: RwSignal::new(None),
            call: RwSignal::new(None),
            pass: RwSignal::new(None),
            scope: Scope::here(),
        };
        visit.pass.set(storage::read_tab(&visit.key()).and_then(|text| json::read(&text).ok()));
        visit.meet_other_tabs();
        visit.load();
        visit
    }

    fn key(self) -> String {
        format!("guest.{}", self.link.get_value())
    }

    pub fn load(self) {
        self.scope.spawn(async move {
            let result = Client::new("").guest_call_in(&self.link.get_value(), &intl::device_zone()).await;
            if let Ok(call) = &result {
                if storage::read("language").is_none() {
                    i18n::choose_language(call.language);
                }
                if self.practice.with_untracked(|practice| practice.as_ref() != Some(&call.practice)) {
                    self.practice.set(Some(call.practice.clone()));
                }
            }
            if let Err(error) = &result
                && matches!(error.code(), Some(Code::LinkExpired | Code::NotFound))
                && self.practice.with_untracked(Option::is_none)
                && let Ok(practice) = Client::new("").guest_sender(&self.link.get_value()).await
            {
                // A dead link's page says whom to call.
                self.practice.set(Some(practice));
            }
            let known = self.call.with_untracked(|call| matches!(call, Some(Ok(_))));
            // A lost connection does not take away what is on the screen.
            if !(known && matches!(&result, Err(Error::Network(_)))) {
                self.call.set(Some(result.map_err(|error| error.code())));
            }
        });
    }

    pub fn keep(self, pass: Option<GuestCredentials>) {
        let text = pass.as_ref().and_then(json::write);
        storage::write_tab(&self.key(), text.as_deref());
        self.pass.set(pass);
    }

    /// Two tabs of one browser are one guest: a new one asks the others whether the name was given already. Only open tabs
    /// answer, so that nothing stays behind in a browser that others use later.
    fn meet_other_tabs(self) {
        let knocks = self.pass.with_untracked(Option::is_none);
        tabs::talk(&self.key(), knocks.then_some(WHO), move |heard| {
            let ours = self.pass.get_untracked();
            if heard == WHO {
                return ours.as_ref().and_then(json::write);
            }
            if ours.is_none()
                && let Ok(pass) = json::read(&heard)
            {
                self.keep(Some(pass));
            }
            None
        });
    }
}
