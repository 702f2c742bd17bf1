//! Reading a form: each field becomes a value, and what does not is named, all at once.

use domain::{PracticeId, UserId};
use storage::users::User;
use storage::{Store, StoreError};
use wire::{FieldCode, FieldError};

use crate::error::{ApiError, ApiResult};

pub mod fault;

pub use fault::FieldFault;

/// What is wrong with a form so far.
#[derive(Debug, Default)]
pub struct Form(Vec<FieldError>);

impl Form {
    /// The value of a field, or nothing and the reason why.
    pub fn field<T, E: FieldFault>(
        &mut self,
        field: impl Into<String>,
        given: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.value(field, parse(given))
    }

    /// As [`Form::field`], for what was read already.
    pub fn value<T, E: FieldFault>(&mut self, field: impl Into<String>, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|fault| self.push(fault.at(field))).ok()
    }

    pub fn refuse(&mut self, field: impl Into<String>, code: FieldCode, message: impl Into<String>) {
        self.push(FieldError::new(field, code, message));
    }

    pub fn push(&mut self, error: FieldError) {
        self.0.push(error);
    }

    /// Whether a list has at least one item and at most `most`.
    pub fn count(&mut self, field: &str, items: usize, most: usize) -> bool {
        if items == 0 {
            self.refuse(field, FieldCode::Required, "at least one");
        }
        self.at_most(field, items, most) && items > 0
    }

    /// Whether a list, which may be empty, has at most `most` items.
    pub fn at_most(&mut self, field: &str, items: usize, most: usize) -> bool {
        if items > most {
            self.refuse(field, FieldCode::TooMany, format!("at most {most}"));
        }
        items <= most
    }

    /// Whether someone is of the practice and still works there; if not, the field says which of the two.
    pub async fn colleague(
        &mut self,
        store: &Store,
        practice: PracticeId,
        field: impl Into<String>,
        user: UserId,
    ) -> ApiResult<()> {
        match store.practice(practice).users().find(user).await {
            Ok(user) => self.works_here(field, Some(&user)),
            Err(StoreError::NotFound) => self.works_here(field, None),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// As [`Form::colleague`], of someone who was looked for already.
    pub fn works_here(&mut self, field: impl Into<String>, found: Option<&User>) {
        match found {
            Some(user) if user.deactivated_at.is_none() => {}
            Some(_) => self.push(fault::left(field)),
            None => self.push(fault::no_colleague(field)),
        }
    }

    /// The values, when there are all of them and nothing else is wrong.
    pub fn finish<T>(self, values: Option<T>) -> ApiResult<T> {
        match values {
            Some(values) if self.0.is_empty() => Ok(values),
            _ => Err(ApiError::fields(self.0)),
        }
    }

    /// Goes on only when nothing is wrong.
    pub fn check(self) -> ApiResult<()> {
        self.finish(Some(()))
    }
}

/// The value of a request's only field.
pub fn only<T, E: FieldFault>(
    field: &str,
    given: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> ApiResult<T> {
    parse(given).map_err(|fault| fault.at(field).into())
}

#[cfg(test)]
mod tests {
    use domain::person::{EmailAddress, PersonName};
    use domain::phone;
    use domain::practice::{JobTitle, PostalAddress};

    use super::*;
    use crate::time_zones::TimeZones;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let zones = TimeZones::bundled();
        let mut form = Form::default();
        let name = form.field("name", " ", PersonName::parse);
        let email = form.field("email", "ana", EmailAddress::parse);
        let phone = form.field("phone", "514 555 0123", |given| phone::parse(given, None));
        let zone = form.field("time_zone", "Mars/Olympus", |given| zones.named(given));
        let title = form.field("title", &"x".repeat(81), JobTitle::parse);
        let address = form.field("address", "1 rue Nord", PostalAddress::parse);
        assert!(name.is_none() && email.is_none() && phone.is_none() && zone.is_none() && title.is_none());
        let error = form.finish(address).unwrap_err();
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
    fn a_value_beside_something_refused_is_no_success() {
        let mut form = Form::default();
        let name = form.field("name", "Ana", PersonName::parse);
        assert!(form.count("people", 1, 1) && !form.count("people", 2, 1));
        assert!(name.is_some() && form.finish(name).is_err());
    }

    #[test]
    fn a_number_without_its_country_suggests_the_whole_one() {
        let error = only("to", "514 555 0123", |given| phone::parse(given, None)).unwrap_err();
        assert_eq!(error.problem().errors[0].suggestion.as_deref(), Some("+15145550123"));
    }
}
