//! Reading a form: each field becomes a value, and what does not is named, all at once.

use domain::TextError;
use domain::person::{EmailAddress, PersonName};
use domain::phone;
use domain::practice::{JobTitle, PostalAddress, PracticeName};
use wire::{FieldCode, FieldError};

use super::new_password::{NewPassword, Owner, PasswordError};
use crate::error::{ApiError, ApiResult};
use crate::time_zones::TimeZones;

/// What is wrong with a form so far.
#[derive(Debug, Default)]
pub struct Fields(Vec<FieldError>);

impl Fields {
    pub fn person_name(&mut self, field: &str, given: &str) -> Option<PersonName> {
        self.keep(field, PersonName::parse(given), text_code)
    }

    pub fn practice_name(&mut self, field: &str, given: &str) -> Option<PracticeName> {
        self.keep(field, PracticeName::parse(given), text_code)
    }

    pub fn address(&mut self, field: &str, given: &str) -> Option<PostalAddress> {
        self.keep(field, PostalAddress::parse(given), text_code)
    }

    pub fn title(&mut self, field: &str, given: &str) -> Option<JobTitle> {
        self.keep(field, JobTitle::parse(given), text_code)
    }

    pub fn email(&mut self, field: &str, given: &str) -> Option<EmailAddress> {
        self.keep(field, EmailAddress::parse(given), |error| FieldCode::of_email(*error))
    }

    /// In E.164.
    pub fn phone(&mut self, field: &str, given: &str) -> Option<String> {
        let number = phone::parse(given, None).map(|(number, _)| number.into_string());
        self.keep(field, number, FieldCode::of_phone)
    }

    pub fn time_zone(&mut self, zones: &TimeZones, field: &str, given: &str) -> Option<String> {
        let given = given.trim();
        let zone = zones.zone(given).map(|_| given.to_owned());
        self.keep(field, zone.ok_or("a time zone is named like America/Toronto"), |_| FieldCode::UnknownZone)
    }

    /// Judged only where it is known whose it is to be.
    pub fn password(&mut self, field: &str, given: &str, owner: Option<Owner<'_>>) -> Option<NewPassword> {
        let owner = owner?;
        self.keep(field, NewPassword::parse(given, owner), |error| password_code(*error))
    }

    /// What is wrong, if anything is.
    pub fn into_error(self) -> ApiError {
        ApiError::fields(self.0)
    }

    /// Goes on only when nothing is wrong.
    pub fn check<T>(self, values: Option<T>) -> ApiResult<T> {
        values.ok_or_else(|| self.into_error())
    }

    fn keep<T, E: std::fmt::Display>(
        &mut self,
        field: &str,
        parsed: Result<T, E>,
        code: impl FnOnce(&E) -> FieldCode,
    ) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.0.push(FieldError::new(field, code(&error), error.to_string()));
                None
            }
        }
    }
}

const fn password_code(error: PasswordError) -> FieldCode {
    match error {
        PasswordError::TooShort => FieldCode::PasswordTooShort,
        PasswordError::TooLong => FieldCode::TooLong,
        PasswordError::Common => FieldCode::PasswordCommon,
        PasswordError::Keys => FieldCode::PasswordKeys,
        PasswordError::Repeats => FieldCode::PasswordRepeats,
        PasswordError::Sequence => FieldCode::PasswordSequence,
        PasswordError::Dates => FieldCode::PasswordDates,
        PasswordError::Names => FieldCode::PasswordNames,
        PasswordError::ContainsEmail => FieldCode::PasswordContainsEmail,
        PasswordError::Personal => FieldCode::PasswordPersonal,
        PasswordError::Guessable => FieldCode::PasswordGuessable,
    }
}

fn text_code(error: &TextError) -> FieldCode {
    FieldCode::of_text(*error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut fields = Fields::default();
        let name = fields.person_name("name", " ");
        let email = fields.email("email", "ana");
        let phone = fields.phone("phone", "514 555 0123");
        let zone = fields.time_zone(&TimeZones::bundled(), "time_zone", "Mars/Olympus");
        let title = fields.title("title", &"x".repeat(81));
        let address = fields.address("address", "1 rue Nord");
        assert!(name.is_none() && email.is_none() && phone.is_none() && zone.is_none() && title.is_none());
        assert!(address.is_some());
        let error = fields.into_error();
        let named: Vec<_> =
            error.problem().errors.iter().map(|e| (e.field.as_str(), e.code.as_str())).collect();
        assert_eq!(
            named,
            [
                ("name", "required"),
                ("email", "not_an_address"),
                ("phone", "country_code"),
                ("time_zone", "unknown_zone"),
                ("title", "too_long"),
            ]
        );
    }

    #[test]
    fn a_zone_keeps_the_name_of_the_database() {
        let mut fields = Fields::default();
        let zones = TimeZones::bundled();
        assert_eq!(fields.time_zone(&zones, "z", " America/Toronto ").as_deref(), Some("America/Toronto"));
        assert_eq!(fields.time_zone(&zones, "z", "UTC").as_deref(), Some("UTC"));
    }
}
