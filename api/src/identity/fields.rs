//! Reading a form: each field becomes a value, and what does not is named, all at once.

use chrono_tz::Tz;
use domain::TextError;
use domain::password::{NewPassword, PasswordError};
use domain::person::{EmailAddress, EmailError, PersonName};
use domain::phone::{self, PhoneError};
use domain::practice::{JobTitle, PostalAddress, PracticeName};
use wire::FieldError;

use crate::error::{ApiError, ApiResult};

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
        self.keep(field, EmailAddress::parse(given), |error| match error {
            EmailError::Blank => "required",
            EmailError::TooLong => "too_long",
            EmailError::NotAnAddress | EmailError::UnexpectedCharacter(_) | EmailError::NotADomain => "email",
        })
    }

    /// In E.164.
    pub fn phone(&mut self, field: &str, given: &str) -> Option<String> {
        let number = phone::parse(given, None).map(|(number, _)| number.into_string());
        self.keep(field, number, |error| match error {
            PhoneError::Blank => "required",
            PhoneError::NoCountryCode { .. } => "country_code",
            _ => "phone",
        })
    }

    pub fn time_zone(&mut self, field: &str, given: &str) -> Option<String> {
        let zone = given.trim().parse::<Tz>().map(|zone| zone.name().to_owned());
        self.keep(field, zone.map_err(|_| "a time zone is named like America/Toronto"), |_| "unknown_zone")
    }

    /// Judged by the address only where that is one.
    pub fn password(
        &mut self,
        field: &str,
        given: &str,
        email: Option<&EmailAddress>,
    ) -> Option<NewPassword> {
        let email = email?;
        self.keep(field, NewPassword::parse(given, email), |error| match error {
            PasswordError::TooShort => "password_too_short",
            PasswordError::TooLong => "too_long",
            PasswordError::Common => "password_common",
            PasswordError::ContainsEmail => "password_contains_email",
        })
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
        code: impl FnOnce(&E) -> &'static str,
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

fn text_code(error: &TextError) -> &'static str {
    match error {
        TextError::Blank => "required",
        TextError::TooLong { .. } => "too_long",
    }
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
        let zone = fields.time_zone("time_zone", "Mars/Olympus");
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
                ("email", "email"),
                ("phone", "country_code"),
                ("time_zone", "unknown_zone"),
                ("title", "too_long"),
            ]
        );
    }

    #[test]
    fn a_zone_keeps_the_name_of_the_database() {
        let mut fields = Fields::default();
        assert_eq!(fields.time_zone("z", " America/Toronto ").as_deref(), Some("America/Toronto"));
        assert_eq!(fields.time_zone("z", "UTC").as_deref(), Some("UTC"));
    }
}
