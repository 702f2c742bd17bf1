//! Writing applicants: every change keeps what it was in the record's history.

use domain::event::{Audience, Event, RecordRef};
use domain::folio::FolioKind;
use domain::{ApplicantId, EmailId, PhoneId, PracticeId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Applicant, ApplicantFields, ApplicantRecord, one, record};
use crate::entity::{applicant, applicant_email, applicant_phone};
use crate::full_text;
use crate::timeline::NewTimelineEntry;
use crate::{By, Result, StoreError, Tx, folios};

impl Tx {
    /// Adds an applicant with the next folio.
    pub async fn insert_applicant(
        &mut self,
        by: By,
        id: ApplicantId,
        fields: ApplicantFields,
    ) -> Result<ApplicantRecord> {
        self.check_responsible(by.practice, fields.responsible).await?;
        let folio_number = self.take_folios(by.practice, FolioKind::Applicant, 1).await?;
        let mut row = columns(&fields, folio_number);
        row.id = Set(id);
        row.practice_id = Set(by.practice);
        row.folio_number = Set(folio_number);
        row.version = Set(1);
        row.created_at = Set(by.at);
        row.updated_at = Set(by.at);
        let applicant = row.insert(self.conn()).await?;
        self.write_contacts(by.practice, id, &fields).await?;
        let body = json!({ "title": applicant.full_name(), "folio": applicant.folio() });
        self.log(&entry(by, id, "created", body)).await?;
        self.announce(by.practice, RecordRef::Applicant(id), 1);
        record(self.conn(), applicant).await
    }

    /// Writes an applicant at the version its editor saw. Writing what is there already changes nothing.
    pub async fn change_applicant(
        &mut self,
        by: By,
        id: ApplicantId,
        version: i64,
        fields: ApplicantFields,
    ) -> Result<ApplicantRecord> {
        let before = record(self.conn(), one(self.conn(), by.practice, id).await?).await?;
        if before.applicant.version != version {
            return Err(StoreError::Stale { current: before.applicant.version });
        }
        if before.applicant.responsible_id != fields.responsible {
            self.check_responsible(by.practice, fields.responsible).await?;
        }
        let changes = changes(&before, &fields);
        if changes.is_empty() {
            return Ok(before);
        }
        let mut row = columns(&fields, before.applicant.folio_number);
        row.seq = Set(before.applicant.seq);
        row.version = Set(version + 1);
        row.updated_at = Set(by.at);
        let applicant = row.update(self.conn()).await?;
        self.write_contacts(by.practice, id, &fields).await?;
        if before.applicant.full_name() != applicant.full_name()
            || before.applicant.preferred_name != applicant.preferred_name
        {
            self.refresh_cases_of(by.practice, id).await?;
        }
        self.log(&entry(by, id, "changed", json!({ "changes": changes }))).await?;
        self.announce(by.practice, RecordRef::Applicant(id), version + 1);
        record(self.conn(), applicant).await
    }

    /// Only somebody of the practice who is still there can be responsible.
    pub(crate) async fn check_responsible(&self, practice: PracticeId, user: UserId) -> Result<()> {
        match self.user(practice, user).await {
            Ok(user) if user.deactivated_at.is_none() => Ok(()),
            Ok(_) | Err(StoreError::NotFound) => Err(StoreError::Refused("unknown_responsible")),
            Err(error) => Err(error),
        }
    }

    /// Tells those who look at the record, and everyone's lists, that it is another version now.
    pub(crate) fn announce(&mut self, practice: PracticeId, record: RecordRef, version: i64) {
        self.emit(practice, Audience::Record(record), Event::RecordChanged { record, version });
    }

    async fn write_contacts(
        &mut self,
        practice: PracticeId,
        id: ApplicantId,
        fields: &ApplicantFields,
    ) -> Result<()> {
        applicant_phone::Entity::delete_many()
            .filter(applicant_phone::Column::ApplicantId.eq(id))
            .exec(self.conn())
            .await?;
        applicant_email::Entity::delete_many()
            .filter(applicant_email::Column::ApplicantId.eq(id))
            .exec(self.conn())
            .await?;
        let (phones, emails) = contacts(practice, id, fields);
        if !phones.is_empty() {
            applicant_phone::Entity::insert_many(phones).exec_without_returning(self.conn()).await?;
        }
        if !emails.is_empty() {
            applicant_email::Entity::insert_many(emails).exec_without_returning(self.conn()).await?;
        }
        Ok(())
    }
}

/// The rows of an applicant's numbers and addresses.
pub(crate) fn contacts(
    practice: PracticeId,
    id: ApplicantId,
    fields: &ApplicantFields,
) -> (Vec<applicant_phone::ActiveModel>, Vec<applicant_email::ActiveModel>) {
    let phones =
        fields.phones.iter().zip(0..).map(|((number, label), position)| applicant_phone::ActiveModel {
            id: Set(PhoneId::new(Uuid::now_v7())),
            practice_id: Set(practice),
            applicant_id: Set(id),
            e164: Set(number.as_str().to_owned()),
            label: Set(label.clone()),
            position: Set(position),
        });
    let emails =
        fields.emails.iter().zip(0..).map(|((email, label), position)| applicant_email::ActiveModel {
            id: Set(EmailId::new(Uuid::now_v7())),
            practice_id: Set(practice),
            applicant_id: Set(id),
            email: Set(email.as_str().to_owned()),
            label: Set(label.clone()),
            position: Set(position),
        });
    (phones.collect(), emails.collect())
}

/// The columns that staff write, and the words that find them.
pub(crate) fn columns(fields: &ApplicantFields, folio_number: i32) -> applicant::ActiveModel {
    let folio = folios::written(FolioKind::Applicant, folio_number);
    let number = folio_number.to_string();
    let texts = [
        fields.given_names.as_str(),
        fields.family_names.as_str(),
        fields.preferred_name.as_str(),
        folio.as_str(),
        number.as_str(),
    ];
    let emails = fields.emails.iter().map(|(email, _)| email.as_str());
    let digits = fields.phones.iter().flat_map(|(number, _)| full_text::phone_words(number.as_str()));
    applicant::ActiveModel {
        seq: NotSet,
        id: NotSet,
        practice_id: NotSet,
        folio_number: NotSet,
        given_names: Set(fields.given_names.clone()),
        family_names: Set(fields.family_names.clone()),
        preferred_name: Set(fields.preferred_name.clone()),
        date_of_birth: Set(fields.date_of_birth),
        nationality: Set(fields.nationality.clone()),
        language: Set(fields.language.clone()),
        time_zone: Set(fields.time_zone.clone()),
        country: Set(fields.country.clone()),
        preferred_channel: Set(fields.preferred_channel),
        address: Set(fields.address.clone()),
        notes: Set(fields.notes.clone()),
        responsible_id: Set(fields.responsible),
        search: Set(full_text::column(texts.into_iter().chain(emails), digits.collect())),
        version: NotSet,
        created_at: NotSet,
        updated_at: NotSet,
    }
}

fn entry(by: By, applicant: ApplicantId, kind: &'static str, body: Value) -> NewTimelineEntry {
    NewTimelineEntry {
        id: Uuid::now_v7(),
        practice: by.practice,
        applicant: Some(applicant),
        case: None,
        kind,
        actor: Some(by.user),
        subject: None,
        body,
        at: by.at,
    }
}

/// Every field that is another now: name, old value, new value.
fn changes(before: &ApplicantRecord, now: &ApplicantFields) -> Vec<Value> {
    let Applicant {
        given_names,
        family_names,
        preferred_name,
        date_of_birth,
        nationality,
        language,
        time_zone,
        country,
        preferred_channel,
        address,
        notes,
        responsible_id,
        ..
    } = &before.applicant;
    let labelled = |value: &str, label: &str| {
        if label.is_empty() { value.to_owned() } else { format!("{value} ({label})") }
    };
    let phones: Vec<String> = before.phones.iter().map(|phone| labelled(&phone.e164, &phone.label)).collect();
    let emails: Vec<String> =
        before.emails.iter().map(|email| labelled(&email.email, &email.label)).collect();
    let phones_now: Vec<String> =
        now.phones.iter().map(|(number, label)| labelled(number.as_str(), label)).collect();
    let emails_now: Vec<String> =
        now.emails.iter().map(|(email, label)| labelled(email.as_str(), label)).collect();
    let compared = [
        ("given_names", json!(given_names), json!(now.given_names)),
        ("family_names", json!(family_names), json!(now.family_names)),
        ("preferred_name", json!(preferred_name), json!(now.preferred_name)),
        ("date_of_birth", json!(date_of_birth), json!(now.date_of_birth)),
        ("nationality", json!(nationality), json!(now.nationality)),
        ("language", json!(language), json!(now.language)),
        ("time_zone", json!(time_zone), json!(now.time_zone)),
        ("country", json!(country), json!(now.country)),
        ("preferred_channel", json!(preferred_channel), json!(now.preferred_channel)),
        ("address", json!(address), json!(now.address)),
        ("notes", json!(notes), json!(now.notes)),
        ("responsible", json!(responsible_id), json!(now.responsible)),
        ("phones", json!(phones), json!(phones_now)),
        ("emails", json!(emails), json!(emails_now)),
    ];
    only_changed(compared)
}

/// `{field, old, new}` of what differs.
pub(crate) fn only_changed<const N: usize>(compared: [(&str, Value, Value); N]) -> Vec<Value> {
    compared
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(field, old, new)| json!({ "field": field, "old": old, "new": new }))
        .collect()
}
