//! Finding an applicant while one types.

use std::time::Duration;

use domain::person::full_name;
use leptos::prelude::*;
use wire::applicants::{ApplicantQuery, ApplicantSummary};

use crate::applicants::list::told_apart;
use crate::session::Session;
use crate::ui::Choice;
use crate::{js::timer, task};

/// Searches after the last key by so much.
const REST: Duration = Duration::from_millis(160);

/// What a search has found; `None` while it is on its way.
#[derive(Clone, Copy)]
pub struct Found {
    pub people: RwSignal<Option<Vec<ApplicantSummary>>>,
    pub failure: RwSignal<Option<client::Error>>,
    /// Grows when the same is searched once more.
    again: RwSignal<u32>,
}

impl Found {
    /// Follows `query`.
    pub fn follow(query: RwSignal<String>) -> Self {
        let session = expect_context::<Session>();
        let found = Self {
            people: RwSignal::new(Some(Vec::new())),
            failure: RwSignal::new(None),
            again: RwSignal::new(0),
        };
        Effect::new(move |_| {
            found.again.track();
            found.failure.set(None);
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
                    match result {
                        Ok(page) => found.people.set(Some(page.items)),
                        Err(error) => found.failure.set(Some(error)),
                    }
                }
            });
        });
        found
    }

    /// Searches once more.
    pub fn retry(self) -> Callback<()> {
        Callback::new(move |()| self.again.update(|count| *count = count.wrapping_add(1)))
    }

    /// The person of a choice.
    pub fn of(self, id: &str) -> Option<ApplicantSummary> {
        self.people
            .with_untracked(|people| people.as_ref()?.iter().find(|one| one.id.to_string() == id).cloned())
    }
}

/// A person as a choice.
pub fn choice(person: &ApplicantSummary) -> Choice {
    Choice::new(person.id.to_string(), name(person)).detail(told_apart(person))
}

pub fn name(person: &ApplicantSummary) -> String {
    full_name(&person.given_names, &person.family_names)
}
