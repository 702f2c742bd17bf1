//! What is typed in the form of an applicant, as signals; kept on this device until it is saved.

use domain::UserId;
use leptos::prelude::*;
use wire::applicants::{NewApplicant, NewEmail, NewPhone};

use crate::ui::id;

/// A number or an address with its label.
#[derive(Clone, Debug)]
pub struct ContactField {
    /// Tells the rows apart while some are added and taken away.
    pub key: String,
    /// Counted: a row that a press adds outlives what was pressed.
    pub value: ArcRwSignal<String>,
    pub label: ArcRwSignal<String>,
}

impl ContactField {
    pub fn new(value: &str, label: &str) -> Self {
        let (value, label) = (ArcRwSignal::new(value.to_owned()), ArcRwSignal::new(label.to_owned()));
        Self { key: id::unique("contact"), value, label }
    }
}

/// Every field of the form.
#[derive(Clone, Copy)]
pub struct Fields {
    pub given_names: RwSignal<String>,
    pub family_names: RwSignal<String>,
    pub preferred_name: RwSignal<String>,
    pub date_of_birth: RwSignal<String>,
    pub nationality: RwSignal<String>,
    pub language: RwSignal<String>,
    pub time_zone: RwSignal<String>,
    pub country: RwSignal<String>,
    pub preferred_channel: RwSignal<String>,
    pub address: RwSignal<String>,
    pub notes: RwSignal<String>,
    pub responsible: RwSignal<String>,
    pub phones: RwSignal<Vec<ContactField>>,
    pub emails: RwSignal<Vec<ContactField>>,
}

fn text(value: Option<impl ToString>) -> RwSignal<String> {
    RwSignal::new(value.map(|value| value.to_string()).unwrap_or_default())
}

fn some(signal: RwSignal<String>) -> Option<String> {
    Some(signal.get()).filter(|text| !text.trim().is_empty())
}

impl Fields {
    pub fn new(from: &NewApplicant) -> Self {
        let phones = from.phones.iter().map(|phone| ContactField::new(&phone.number, &phone.label));
        let emails = from.emails.iter().map(|email| ContactField::new(&email.address, &email.label));
        Self {
            given_names: RwSignal::new(from.given_names.clone()),
            family_names: RwSignal::new(from.family_names.clone()),
            preferred_name: RwSignal::new(from.preferred_name.clone()),
            date_of_birth: text(from.date_of_birth),
            nationality: text(from.nationality.clone()),
            language: text(from.language.clone()),
            time_zone: text(from.time_zone.clone()),
            country: text(from.country.clone()),
            preferred_channel: text(from.preferred_channel),
            address: RwSignal::new(from.address.clone()),
            notes: RwSignal::new(from.notes.clone()),
            responsible: text(from.responsible),
            phones: RwSignal::new(phones.collect()),
            emails: RwSignal::new(emails.collect()),
        }
    }

    /// What is in the fields now; subscribes the caller to all of them.
    pub fn typed(self) -> NewApplicant {
        let phone = |field: ContactField| NewPhone { number: field.value.get(), label: field.label.get() };
        let email = |field: ContactField| NewEmail { address: field.value.get(), label: field.label.get() };
        NewApplicant {
            given_names: self.given_names.get(),
            family_names: self.family_names.get(),
            preferred_name: self.preferred_name.get(),
            date_of_birth: some(self.date_of_birth).and_then(|date| date.parse().ok()),
            nationality: some(self.nationality),
            language: some(self.language),
            time_zone: some(self.time_zone),
            country: some(self.country),
            preferred_channel: some(self.preferred_channel).and_then(|channel| channel.parse().ok()),
            address: self.address.get(),
            notes: self.notes.get(),
            responsible: some(self.responsible).and_then(|user| user.parse::<UserId>().ok()),
            phones: self.phones.get().into_iter().map(phone).collect(),
            emails: self.emails.get().into_iter().map(email).collect(),
            allow_duplicate: false,
        }
    }

    /// Puts other values into the fields.
    pub fn fill(self, from: &NewApplicant) {
        let other = Self::new(from);
        self.given_names.set(other.given_names.get_untracked());
        self.family_names.set(other.family_names.get_untracked());
        self.preferred_name.set(other.preferred_name.get_untracked());
        self.date_of_birth.set(other.date_of_birth.get_untracked());
        self.nationality.set(other.nationality.get_untracked());
        self.language.set(other.language.get_untracked());
        self.time_zone.set(other.time_zone.get_untracked());
        self.country.set(other.country.get_untracked());
        self.preferred_channel.set(other.preferred_channel.get_untracked());
        self.address.set(other.address.get_untracked());
        self.notes.set(other.notes.get_untracked());
        self.responsible.set(other.responsible.get_untracked());
        self.phones.set(other.phones.get_untracked());
        self.emails.set(other.emails.get_untracked());
    }
}
