//! What is typed in the form of a case, as signals.

use domain::UserId;
use domain::cases::CaseRole;
use leptos::prelude::*;
use wire::cases::{NewCase, NewCasePerson};

use crate::ui::{Choice, id};

/// Someone chosen for the case.
#[derive(Clone, Debug)]
pub struct PersonField {
    /// The value is the applicant's id.
    pub who: Choice,
    /// Counted: it is made when a suggestion is pressed, and would otherwise end with the list of suggestions.
    pub role: ArcRwSignal<String>,
    /// Tells the rows apart: a row that is filled again shows its new role.
    pub key: String,
}

impl PersonField {
    pub fn new(who: Choice, role: CaseRole) -> Self {
        Self { who, role: ArcRwSignal::new(role.to_string()), key: id::unique("person") }
    }
}

/// Every field of the form.
#[derive(Clone, Copy)]
pub struct Fields {
    pub case_type: RwSignal<String>,
    pub title: RwSignal<String>,
    pub stage: RwSignal<String>,
    pub responsible: RwSignal<String>,
    pub ircc_number: RwSignal<String>,
    pub ircc_deadline: RwSignal<String>,
    pub opened_on: RwSignal<String>,
    pub closed_on: RwSignal<String>,
    pub outcome: RwSignal<String>,
    pub people: RwSignal<Vec<PersonField>>,
}

fn text(value: Option<impl ToString>) -> RwSignal<String> {
    RwSignal::new(value.map(|value| value.to_string()).unwrap_or_default())
}

impl Fields {
    /// `known` has a name for each of the people.
    pub fn new(from: &NewCase, known: &[Choice]) -> Self {
        let person = |person: &NewCasePerson| {
            let id = person.applicant.to_string();
            let who = known.iter().find(|choice| choice.value == id).cloned();
            PersonField::new(who.unwrap_or_else(|| Choice::new(id.clone(), id)), person.role)
        };
        Self {
            case_type: RwSignal::new(from.case_type.to_string()),
            title: RwSignal::new(from.title.clone()),
            stage: RwSignal::new(from.stage.to_string()),
            responsible: text(from.responsible),
            ircc_number: RwSignal::new(from.ircc_number.clone()),
            ircc_deadline: text(from.ircc_deadline),
            opened_on: text(from.opened_on),
            closed_on: text(from.closed_on),
            outcome: RwSignal::new(from.outcome.clone()),
            people: RwSignal::new(from.people.iter().map(person).collect()),
        }
    }

    /// What is in the fields now; subscribes the caller to all of them.
    pub fn typed(self) -> NewCase {
        let person = |field: PersonField| {
            let role: CaseRole = field.role.get().parse().unwrap_or_default();
            field.who.value.parse().ok().map(|applicant| NewCasePerson { applicant, role })
        };
        NewCase {
            case_type: self.case_type.get().parse().unwrap_or_default(),
            title: self.title.get(),
            stage: self.stage.get().parse().unwrap_or_default(),
            responsible: self.responsible.get().parse::<UserId>().ok(),
            ircc_number: self.ircc_number.get(),
            ircc_deadline: self.ircc_deadline.get().parse().ok(),
            opened_on: self.opened_on.get().parse().ok(),
            closed_on: self.closed_on.get().parse().ok(),
            outcome: self.outcome.get(),
            people: self.people.get().into_iter().filter_map(person).collect(),
        }
    }

    /// Puts other values into the fields; `known` has a name for each of the people.
    pub fn fill(self, from: &NewCase, known: &[Choice]) {
        let other = Self::new(from, known);
        self.case_type.set(other.case_type.get_untracked());
        self.title.set(other.title.get_untracked());
        self.stage.set(other.stage.get_untracked());
        self.responsible.set(other.responsible.get_untracked());
        self.ircc_number.set(other.ircc_number.get_untracked());
        self.ircc_deadline.set(other.ircc_deadline.get_untracked());
        self.opened_on.set(other.opened_on.get_untracked());
        self.closed_on.set(other.closed_on.get_untracked());
        self.outcome.set(other.outcome.get_untracked());
        self.people.set(other.people.get_untracked());
    }
}
