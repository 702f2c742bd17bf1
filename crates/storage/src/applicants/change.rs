//! Writing applicants: every change keeps what it was in the record's history.

use domain::event::{Audience, Event, RecordRef};
use domain::folio::FolioKind;
use domain::timeline::{Change, ChangeValue, ChangedField as Field, TimelineFact};
use domain::{ApplicantId, EmailId, PhoneId, PracticeId, UserId, search};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Applicant, ApplicantFields, ApplicantRecord, one, record};
use crate::entity::{applicant, applicant_email, applicant_phone};
use crate::full_text;
use crate::timeline::NewTimelineEntry;
use crate::{Author, Refusal, Result, StoreError, Tx, folios};

impl Tx {
    /// Adds an applicant with the next folio.
    pub async fn insert_applicant(
        &mut self,
        by: Author,
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
        let added = TimelineFact::Created {
            title: Some(applicant.full_name()),
            folio: applicant.folio(),
            case_type: None,
            stage: None,
        };
        self.add_timeline_entry(&entry(by, id, added)).await?;
        self.announce(by.practice, RecordRef::Applicant(id), 1);
        record(self.conn(), applicant).await
    }

    /// Writes an applicant at the version its editor saw. Writing what is there already changes nothing.
    pub async fn change_applicant(
        &mut self,
        by: Author,
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
        self.add_timeline_entry(&entry(by, id, TimelineFact::Changed { folio: None, changes })).await?;
        self.announce(by.practice, RecordRef::Applicant(id), version + 1);
        record(self.conn(), applicant).await
    }

    /// Only someone of the practice who is still there can be responsible.
    pub(crate) async fn check_responsible(&mut self, practice: PracticeId, user: UserId) -> Result<()> {
        match self.practice(practice).users().find(user).await {
            Ok(user) if user.deactivated_at.is_none() => Ok(()),
            Ok(_) | Err(StoreError::NotFound) => Err(StoreError::Refused(Refusal::UnknownResponsible)),
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
        let before = self.numbers_of(id).await?;
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
        let now: Vec<String> = fields.phones.iter().map(|phone| phone.number.as_str().to_owned()).collect();
        self.release_numbers(practice, id, &before, &now).await
    }
}

/// The rows of an applicant's numbers and addresses.
pub(crate) fn contacts(
    practice: PracticeId,
    id: ApplicantId,
    fields: &ApplicantFields,
) -> (Vec<applicant_phone::ActiveModel>, Vec<applicant_email::ActiveModel>) {
    let phones = fields.phones.iter().zip(0..).map(|(phone, position)| applicant_phone::ActiveModel {
        id: Set(PhoneId::new(Uuid::now_v7())),
        practice_id: Set(practice),
        applicant_id: Set(id),
        e164: Set(phone.number.as_str().to_owned()),
        extension: Set(phone.extension.clone()),
        label: Set(phone.label.clone()),
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
    let names = [&fields.given_names, &fields.family_names, &fields.preferred_name].map(String::as_str);
    let phones = fields.phones.iter().map(|phone| phone.number.as_str());
    let emails = fields.emails.iter().map(|(email, _)| email.as_str());
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
        search: Set(words(names, folio_number, phones, emails)),
        version: NotSet,
        created_at: NotSet,
        updated_at: NotSet,
    }
}

/// What finds an applicant: names, folio, numbers and addresses.
pub(crate) fn words<'a>(
    names: [&str; 3],
    folio_number: i32,
    phones: impl Iterator<Item = &'a str>,
    emails: impl Iterator<Item = &'a str>,
) -> String {
    let folio = folios::written(FolioKind::Applicant, folio_number);
    let names = names.into_iter().flat_map(search::name_index);
    let called = search::index(&folio).into_iter().chain(search::index(&folio_number.to_string()));
    let contacts = emails.flat_map(search::index).chain(phones.flat_map(full_text::phone_words));
    full_text::column(names.chain(called).chain(contacts))
}

fn entry(by: Author, applicant: ApplicantId, fact: TimelineFact) -> NewTimelineEntry {
    NewTimelineEntry {
        id: Uuid::now_v7(),
        practice: by.practice,
        applicant: Some(applicant),
        case: None,
        actor: Some(by.user),
        subject: None,
        fact,
        at: by.at,
    }
}

/// Every field that is another now: name, old value, new value.
fn changes(before: &ApplicantRecord, now: &ApplicantFields) -> Vec<Change> {
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
    let dialled = |number: &str, extension: &str| {
        if extension.is_empty() { number.to_owned() } else { format!("{number} ;ext={extension}") }
    };
    let phones: Vec<String> = before
        .phones
        .iter()
        .map(|phone| labelled(&dialled(&phone.e164, &phone.extension), &phone.label))
        .collect();
    let emails: Vec<String> =
        before.emails.iter().map(|email| labelled(&email.email, &email.label)).collect();
    let phones_now: Vec<String> = now
        .phones
        .iter()
        .map(|phone| labelled(&dialled(phone.number.as_str(), &phone.extension), &phone.label))
        .collect();
    let emails_now: Vec<String> =
        now.emails.iter().map(|(email, label)| labelled(email.as_str(), label)).collect();
    only_changed([
        text(Field::GivenNames, given_names, &now.given_names),
        text(Field::FamilyNames, family_names, &now.family_names),
        text(Field::PreferredName, preferred_name, &now.preferred_name),
        optional(Field::DateOfBirth, date_of_birth.as_ref(), now.date_of_birth.as_ref()),
        optional(Field::Nationality, nationality.as_ref(), now.nationality.as_ref()),
        text(Field::Language, language, &now.language),
        text(Field::TimeZone, time_zone, &now.time_zone),
        optional(Field::Country, country.as_ref(), now.country.as_ref()),
        optional(Field::PreferredChannel, preferred_channel.as_ref(), now.preferred_channel.as_ref()),
        text(Field::Address, address, &now.address),
        text(Field::Notes, notes, &now.notes),
        text(Field::Responsible, responsible_id, &now.responsible),
        (Field::Phones, ChangeValue::List(phones), ChangeValue::List(phones_now)),
        (Field::Emails, ChangeValue::List(emails), ChangeValue::List(emails_now)),
    ])
}

/// A field, what it was and what it is to be.
pub(crate) type Compared = (Field, ChangeValue, ChangeValue);

/// A field that always has a value; an empty text is one.
pub(crate) fn text<T: ToString + ?Sized>(field: Field, old: &T, new: &T) -> Compared {
    (field, ChangeValue::of(old), ChangeValue::of(new))
}

/// A field that may have none.
pub(crate) fn optional<T: ToString>(field: Field, old: Option<&T>, new: Option<&T>) -> Compared {
    (field, ChangeValue::of_option(old), ChangeValue::of_option(new))
}

/// What differs.
pub(crate) fn only_changed<const N: usize>(compared: [Compared; N]) -> Vec<Change> {
    compared
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(field, old, new)| Change { field, old, new })
        .collect()
}
