//! From what was typed to an applicant: every field that is not acceptable is named, all at once.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::country;
use domain::person::{EmailAddress, PersonName};
use domain::phone;
use domain::record::{language_tag, line, lines};
use domain::{TextError, UserId};
use storage::applicants::{ApplicantFields, PhoneFields};
use wire::applicants::{NewApplicant, NewEmail, NewPhone};
use wire::{FieldCode, FieldError};

use crate::error::ApiResult;
use crate::records::errors::Errors;
use crate::session::Staff;
use crate::state::App;

/// Numbers or addresses on one record.
const MOST_CONTACTS: usize = 10;
const LABEL: usize = 40;

/// Reads an applicant; what is left out comes from the practice and from whoever writes. `present` is who is responsible
/// so far, and may stay so after leaving the team.
pub async fn parse(
    app: &App,
    staff: &Staff,
    new: NewApplicant,
    present: Option<UserId>,
) -> ApiResult<ApplicantFields> {
    let practice = app.store.find_practice(staff.practice).await?;
    let mut errors = Errors::default();
    let given_names = name(&mut errors, "given_names", &new.given_names);
    let family_names = name(&mut errors, "family_names", &new.family_names);
    if new.given_names.trim().is_empty() && new.family_names.trim().is_empty() {
        errors.add("family_names", FieldCode::OneName, "at least one of the two names");
    }
    let preferred_name = errors.text("preferred_name", line(&new.preferred_name, 120));
    let address = errors.text("address", lines(&new.address, 500));
    let notes = errors.text("notes", lines(&new.notes, 5_000));
    let date_of_birth = new.date_of_birth;
    if let Some(problem) = date_of_birth.and_then(|date| birth_problem(date, app.now().date_naive())) {
        errors.add("date_of_birth", problem, "a date between 1900 and today");
    }
    let nationality = country_code(&mut errors, "nationality", new.nationality.as_deref());
    let country = country_code(&mut errors, "country", new.country.as_deref());
    let language = match new.language.as_deref() {
        None => practice.language.as_str().to_owned(),
        Some(given) => language_tag(given).unwrap_or_else(|| {
            errors.add("language", FieldCode::UnknownLanguage, "a language tag such as fr, fa or pt-BR");
            String::new()
        }),
    };
    let time_zone = match new.time_zone {
        None => practice.time_zone,
        Some(given) => {
            if app.zones.zone(&given).is_none() {
                errors.add("time_zone", FieldCode::UnknownZone, "an IANA time zone such as America/Toronto");
            }
            given
        }
    };
    let phones = phones(&mut errors, &new.phones);
    let emails = emails(&mut errors, &new.emails);
    let responsible = new.responsible.unwrap_or(staff.user);
    if present != Some(responsible) {
        errors.responsible(app, staff, responsible).await?;
    }
    errors.finish()?;
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
fn name(errors: &mut Errors, field: &str, given: &str) -> String {
    if given.trim().is_empty() {
        return String::new();
    }
    match PersonName::parse(given) {
        Err(TextError::Blank) => {
            errors.add(field, FieldCode::NoLetters, "letters, or nothing where the person has no such name");
            String::new()
        }
        name => errors.text(field, name.map(PersonName::into_string)),
    }
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

fn country_code(errors: &mut Errors, field: &str, given: Option<&str>) -> Option<String> {
    let given = given.map(str::trim).filter(|given| !given.is_empty())?;
    let code = country::parse(given);
    if code.is_none() {
        errors.add(field, FieldCode::UnknownCountry, "an ISO 3166 code of two letters such as CA");
    }
    code
}

fn phones(errors: &mut Errors, given: &[NewPhone]) -> Vec<PhoneFields> {
    if !errors.at_most("phones", given.len(), MOST_CONTACTS) {
        return Vec::new();
    }
    let mut phones: Vec<PhoneFields> = Vec::new();
    for (index, new) in given.iter().enumerate() {
        let label = errors.text(&format!("phones[{index}].label"), line(&new.label, LABEL));
        let field = format!("phones[{index}].number");
        match phone::parse(&new.number, None) {
            Ok((number, facts)) => {
                let extension = facts.extension.unwrap_or_default();
                // One phone in two spellings is one phone.
                if phones.iter().any(|one| one.number.is_same_phone(&number) && one.extension == extension) {
                    errors.add(field, FieldCode::Duplicate, "this number is on the record already");
                } else {
                    phones.push(PhoneFields { number, extension, label });
                }
            }
            Err(error) => errors.push(
                FieldError::new(field, FieldCode::of_phone(&error), error.to_string())
                    .suggesting(error.suggestion().map(ToString::to_string)),
            ),
        }
    }
    phones
}

fn emails(errors: &mut Errors, given: &[NewEmail]) -> Vec<(EmailAddress, String)> {
    if !errors.at_most("emails", given.len(), MOST_CONTACTS) {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut emails = Vec::new();
    for (index, new) in given.iter().enumerate() {
        let label = errors.text(&format!("emails[{index}].label"), line(&new.label, LABEL));
        let field = format!("emails[{index}].address");
        match EmailAddress::parse(&new.address) {
            Ok(address) if !seen.insert(address.key()) => {
                errors.add(field, FieldCode::Duplicate, "this address is on the record already");
            }
            Ok(address) => emails.push((address, label)),
            Err(error) => errors.add(field, FieldCode::of_email(error), error.to_string()),
        }
    }
    emails
}
