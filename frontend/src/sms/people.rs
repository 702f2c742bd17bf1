//! Finding an applicant while one types.

use std::time::Duration;

use leptos::prelude::*;
use wire::people::{ApplicantQuery, ApplicantSummary};

use crate::session::Session;
use crate::ui::Choice;
use crate::{js::timer, task};

/// Searches after the last key by so much.
const REST: Duration = Duration::from_millis(160);

/// What a search has found; `None` while it is on its way.
#[derive(Clone, Copy)]
pub struct Found {
    pub people: RwSignal<Option<Vec<ApplicantSummary>>>,
}

impl Found {
    /// Follows `query`.
    pub fn follow(query: RwSignal<String>) -> Self {
        let session = expect_context::<Session>();
        let found = Self { people: RwSignal::new(Some(Vec::new())) };
        Effect::new(move |_| {
            let wanted = query.get().trim().to_owned();
            if wanted.is_empty() {
                found.people.set(Some(Vec::new()));
                return;
            }
            found.people.set(None);
            task::spawn(async move {
                timer::sleep(REST).await;
                if query.try_with_untracked(|query| query.trim() != wanted).unwrap_or(true) {
                    return;
                }
                let asked =
                    ApplicantQuery { q: Some(wanted.clone()), limit: Some(8), ..ApplicantQuery::default() };
                let result = session.call(session.client().applicants(&asked)).await;
                let same = query.try_with_untracked(|query| query.trim() == wanted).unwrap_or(false);
                if same {
                    found.people.set(Some(result.map(|page| page.items).unwrap_or_default()));
                }
            });
        });
        found
    }

    /// The person of a choice.
    pub fn of(self, id: &str) -> Option<ApplicantSummary> {
        self.people
            .with_untracked(|people| people.as_ref()?.iter().find(|one| one.id.to_string() == id).cloned())
    }
}

/// A person as a choice; those without a phone say nothing beneath.
pub fn choice(person: &ApplicantSummary) -> Choice {
    let number = person.phone.as_deref().map(crate::words::phone_number).unwrap_or_default();
    Choice::new(person.id.to_string(), name(person)).detail(format!("{} {number}", person.folio))
}

pub fn name(person: &ApplicantSummary) -> String {
    format!("{} {}", person.given_names, person.family_names).trim().to_owned()
}
