//! From what was typed to an applicant: every field that is not acceptable is named, all at once.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::country;
use domain::person::{EmailAddress, PersonName};
use domain::phone::{self, PhoneError, PhoneNumber};
use domain::record::{language_tag, line, lines};
use storage::people::ApplicantFields;
use wire::people::{NewApplicant, NewEmail, NewPhone};

use crate::error::ApiResult;
use crate::records::errors::Errors;
use crate::session::Staff;
use crate::state::App;

/// Numbers or addresses on one record.
const MOST_CONTACTS: usize = 10;
const LABEL: usize = 40;

/// Reads an applicant; what is left out comes from the practice and from whoever writes.
pub async fn parse(app: &App, staff: &Staff, new: NewApplicant) -> ApiResult<ApplicantFields> {
    let practice = app.store.practice(staff.practice).await?;
    let mut errors = Errors::default();
    let given_names = name(&mut errors, "given_names", &new.given_names);
    let family_names = name(&mut errors, "family_names", &new.family_names);
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
            errors.add("language", "unknown_language", "a language tag such as fr, fa or pt-BR");
            String::new()
        }),
    };
    let time_zone = match new.time_zone {
        None => practice.time_zone,
        Some(given) => {
            if given.parse::<chrono_tz::Tz>().is_err() {
                errors.add("time_zone", "unknown_zone", "an IANA time zone such as America/Toronto");
            }
            given
        }
    };
    let phones = phones(&mut errors, &new.phones);
    let emails = emails(&mut errors, &new.emails);
    let responsible = new.responsible.unwrap_or(staff.user);
    errors.responsible(app, staff, responsible).await?;
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

fn name(errors: &mut Errors, field: &str, given: &str) -> String {
    errors.text(field, PersonName::parse(given).map(PersonName::into_string))
}

/// Dates are compared in UTC with a day of grace: somewhere it is tomorrow already.
fn birth_problem(date: NaiveDate, today: NaiveDate) -> Option<&'static str> {
    if date > today + TimeDelta::days(1) {
        Some("in_the_future")
    } else if date.year() < 1900 {
        Some("too_long_ago")
    } else {
        None
    }
}

fn country_code(errors: &mut Errors, field: &str, given: Option<&str>) -> Option<String> {
    let given = given.map(str::trim).filter(|given| !given.is_empty())?;
    let code = country::parse(given);
    if code.is_none() {
        errors.add(field, "unknown_country", "an ISO 3166 code of two letters such as CA");
    }
    code
}

fn phones(errors: &mut Errors, given: &[NewPhone]) -> Vec<(PhoneNumber, String)> {
    if !errors.count("phones", given.len(), MOST_CONTACTS) {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut phones = Vec::new();
    for (index, new) in given.iter().enumerate() {
        let label = errors.text(&format!("phones[{index}].label"), line(&new.label, LABEL));
        let field = format!("phones[{index}].number");
        match phone::parse(&new.number, None) {
            Ok((number, _)) if !seen.insert(number.clone()) => {
                errors.add(field, "duplicate", "this number is on the record already");
            }
            Ok((number, _)) => phones.push((number, label)),
            Err(error) => errors.add(field, phone_code(&error), error.to_string()),
        }
    }
    phones
}

/// The reason by which the browser words a number that is not accepted.
pub(crate) const fn phone_code(error: &PhoneError) -> &'static str {
    match error {
        PhoneError::Blank => "required",
        PhoneError::NoCountryCode { .. } => "country_code",
        PhoneError::UnexpectedCharacter(_) => "unexpected_character",
        PhoneError::TooShort { .. } => "too_short",
        PhoneError::TooLong { .. } => "too_long",
        PhoneError::ZeroCountryCode | PhoneError::NotNorthAmerican | PhoneError::NotAssigned => {
            "not_a_number"
        }
    }
}

fn emails(errors: &mut Errors, given: &[NewEmail]) -> Vec<(EmailAddress, String)> {
    if !errors.count("emails", given.len(), MOST_CONTACTS) {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut emails = Vec::new();
    for (index, new) in given.iter().enumerate() {
        let label = errors.text(&format!("emails[{index}].label"), line(&new.label, LABEL));
        let field = format!("emails[{index}].address");
        match EmailAddress::parse(&new.address) {
            Ok(address) if !seen.insert(address.key()) => {
                errors.add(field, "duplicate", "this address is on the record already");
            }
            Ok(address) => emails.push((address, label)),
            Err(domain::person::EmailError::Blank) => errors.add(field, "required", "an e-mail address"),
            Err(error) => errors.add(field, "not_an_address", error.to_string()),
        }
    }
    emails
}
