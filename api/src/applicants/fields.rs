//! From what was typed to an applicant: every field that is not acceptable is named, all at once.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::person::{EmailAddress, PersonName, TimeZoneName};
use domain::record::{language_tag, line, lines};
use domain::{TextError, UserId, country, phone};
use storage::applicants::{ApplicantFields, PhoneFields};
use wire::FieldCode;
use wire::applicants::{NewApplicant, NewEmail, NewPhone};

use crate::error::ApiResult;
use crate::form::{FieldFault, Form};
use crate::session::Staff;
use crate::state::App;

/// Numbers or addresses on one record.
const MOST_CONTACTS: usize = 10;
const LABEL: usize = 40;

/// Reads an applicant; what is left out comes from the practice and from the one who writes. `present` is who is responsible
/// so far, and may stay so after leaving the team.
pub async fn parse(
    app: &App,
    staff: &Staff,
    new: NewApplicant,
    present: Option<UserId>,
) -> ApiResult<ApplicantFields> {
    let practice = app.store.find_practice(staff.practice).await?;
    let mut form = Form::default();
    let given_names = name(&mut form, "given_names", &new.given_names);
    let family_names = name(&mut form, "family_names", &new.family_names);
    if new.given_names.trim().is_empty() && new.family_names.trim().is_empty() {
        form.refuse("family_names", FieldCode::OneName, "at least one of the two names");
    }
    let preferred_name = text(&mut form, "preferred_name", line(&new.preferred_name, 120));
    let address = text(&mut form, "address", lines(&new.address, 500));
    let notes = text(&mut form, "notes", lines(&new.notes, 5_000));
    let date_of_birth = new.date_of_birth;
    if let Some(problem) = date_of_birth.and_then(|date| birth_problem(date, app.now().date_naive())) {
        form.refuse("date_of_birth", problem, "a date between 1900 and today");
    }
    let nationality = country_code(&mut form, "nationality", new.nationality.as_deref());
    let country = country_code(&mut form, "country", new.country.as_deref());
    let language = match new.language.as_deref() {
        None => practice.language.as_str().to_owned(),
        Some(given) => language_tag(given).unwrap_or_else(|| {
            form.refuse("language", FieldCode::UnknownLanguage, "a language tag such as fr, fa or pt-BR");
            String::new()
        }),
    };
    let time_zone = match new.time_zone {
        None => practice.time_zone,
        Some(given) => {
            let zone = form.field("time_zone", &given, |given| app.zones.named(given));
            zone.map(TimeZoneName::into_string).unwrap_or_default()
        }
    };
    let phones = phones(&mut form, &new.phones);
    let emails = emails(&mut form, &new.emails);
    let responsible = new.responsible.unwrap_or(staff.user);
    if present != Some(responsible) {
        form.colleague(&app.store, staff.practice, "responsible", responsible).await?;
    }
    form.check()?;
    Ok(ApplicantFields {
        given_names,
        family_names,
        preferred_name,
        date_of_birth,
        nationality,
        language,
        time_zone,
        country,
        preferred_channel: new.preferred_channel,
        address,
        notes,
        responsible,
        phones,
        emails,
    })
}

/// A name that may be missing. What is written in its place, such as a dash, is no name.
fn name(form: &mut Form, field: &str, given: &str) -> String {
    if given.trim().is_empty() {
        return String::new();
    }
    match PersonName::parse(given) {
        Err(TextError::Blank) => {
            form.refuse(field, FieldCode::NoLetters, "letters, or nothing where the person has no such name");
            String::new()
        }
        name => text(form, field, name.map(PersonName::into_string)),
    }
}

/// A text that may be empty.
fn text(form: &mut Form, field: &str, parsed: Result<String, TextError>) -> String {
    form.value(field, parsed).unwrap_or_default()
}

/// Dates are compared in UTC with a day of grace: somewhere it is tomorrow already.
fn birth_problem(date: NaiveDate, today: NaiveDate) -> Option<FieldCode> {
    if date > today + TimeDelta::days(1) {
        Some(FieldCode::InTheFuture)
    } else if date.year() < 1900 {
        Some(FieldCode::TooLongAgo)
    } else {
        None
    }
}

fn country_code(form: &mut Form, field: &str, given: Option<&str>) -> Option<String> {
    let given = given.map(str::trim).filter(|given| !given.is_empty())?;
    let code = country::parse(given);
    if code.is_none() {
        form.refuse(field, FieldCode::UnknownCountry, "an ISO 3166 code of two letters such as CA");
    }
    code
}

fn phones(form: &mut Form, given: &[NewPhone]) -> Vec<PhoneFields> {
    if !form.at_most("phones", given.len(), MOST_CONTACTS) {
        return Vec::new();
    }
    let mut phones: Vec<PhoneFields> = Vec::new();
    for (index, new) in given.iter().enumerate() {
        let label = text(form, &format!("phones[{index}].label"), line(&new.label, LABEL));
        let field = format!("phones[{index}].number");
        match phone::parse(&new.number, None) {
            Ok((number, facts)) => {
                let extension = facts.extension.unwrap_or_default();
                // One phone in two spellings is one phone.
                if phones.iter().any(|one| one.number.is_same_phone(&number) && one.extension == extension) {
                    form.refuse(field, FieldCode::Duplicate, "this number is on the record already");
                } else {
                    phones.push(PhoneFields { number, extension, label });
                }
            }
            Err(error) => form.push(error.at(field)),
        }
    }
    phones
}

fn emails(form: &mut Form, given: &[NewEmail]) -> Vec<(EmailAddress, String)> {
    if !form.at_most("emails", given.len(), MOST_CONTACTS) {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut emails = Vec::new();
    for (index, new) in given.iter().enumerate() {
        let label = text(form, &format!("emails[{index}].label"), line(&new.label, LABEL));
        let field = format!("emails[{index}].address");
        match EmailAddress::parse(&new.address) {
            Ok(address) if !seen.insert(address.key()) => {
                form.refuse(field, FieldCode::Duplicate, "this address is on the record already");
            }
            Ok(address) => emails.push((address, label)),
            Err(error) => form.push(error.at(field)),
        }
    }
    emails
}
