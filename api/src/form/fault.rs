//! What each parser's error is called at a field: one code for one fault, in whatever form it is.

use std::fmt::Display;

use domain::calls::ParseCallMinutesError;
use domain::mail::MailTextError;
use domain::person::EmailError;
use domain::phone::PhoneError;
use domain::{TextError, UnknownName};
use storage::calls::SubjectFault;
use wire::{FieldCode, FieldError};

use crate::identity::new_password::PasswordError;
use crate::time_zones::UnknownZone;

/// Why a field has no value.
pub trait FieldFault: Display {
    fn code(&self) -> FieldCode;

    /// What was probably meant, in full.
    fn suggestion(&self) -> Option<String> {
        None
    }

    /// The fault at a field of a form.
    fn at(&self, field: impl Into<String>) -> FieldError {
        FieldError::new(field, self.code(), self.to_string()).suggesting(self.suggestion())
    }
}

impl FieldFault for TextError {
    fn code(&self) -> FieldCode {
        match self {
            Self::Blank => FieldCode::Required,
            Self::Invisible => FieldCode::Invisible,
            Self::TooLong { .. } => FieldCode::TooLong,
        }
    }
}

impl FieldFault for PhoneError {
    fn code(&self) -> FieldCode {
        match self {
            Self::Blank => FieldCode::Required,
            Self::NoCountryCode { .. } | Self::ZeroCountryCode => FieldCode::CountryCode,
            Self::UnexpectedCharacter(_) => FieldCode::UnexpectedCharacter,
            Self::TooShort { .. } => FieldCode::TooShort,
            Self::TooLong { .. } => FieldCode::TooLong,
            Self::NotNorthAmerican => FieldCode::NotANumber,
            Self::NotAssigned => FieldCode::NotInUse,
            Self::OldForm { .. } => FieldCode::OldForm,
        }
    }

    fn suggestion(&self) -> Option<String> {
        Self::suggestion(self).map(ToString::to_string)
    }
}

impl FieldFault for EmailError {
    fn code(&self) -> FieldCode {
        match self {
            Self::Blank => FieldCode::Required,
            Self::TooLong => FieldCode::TooLong,
            Self::NotAnAddress | Self::UnexpectedCharacter(_) | Self::NotADomain => FieldCode::NotAnAddress,
        }
    }
}

impl FieldFault for MailTextError {
    fn code(&self) -> FieldCode {
        match self {
            Self::Text(error) => error.code(),
            Self::LineBreak => FieldCode::LineBreak,
            Self::Placeholder => FieldCode::Placeholder,
        }
    }
}

impl FieldFault for ParseCallMinutesError {
    fn code(&self) -> FieldCode {
        FieldCode::OutOfRange
    }
}

impl FieldFault for UnknownZone {
    fn code(&self) -> FieldCode {
        FieldCode::UnknownZone
    }
}

impl FieldFault for UnknownName {
    fn code(&self) -> FieldCode {
        if self.given.is_empty() { FieldCode::Required } else { FieldCode::Unknown }
    }
}

impl FieldFault for PasswordError {
    fn code(&self) -> FieldCode {
        match self {
            Self::TooShort => FieldCode::PasswordTooShort,
            Self::TooLong => FieldCode::TooLong,
            Self::Common => FieldCode::PasswordCommon,
            Self::Keys => FieldCode::PasswordKeys,
            Self::Repeats => FieldCode::PasswordRepeats,
            Self::Sequence => FieldCode::PasswordSequence,
            Self::Dates => FieldCode::PasswordDates,
            Self::Names => FieldCode::PasswordNames,
            Self::ContainsEmail => FieldCode::PasswordContainsEmail,
            Self::Personal => FieldCode::PasswordPersonal,
            Self::Guessable => FieldCode::PasswordGuessable,
        }
    }
}

/// Nobody of the team.
pub fn no_colleague(field: impl Into<String>) -> FieldError {
    FieldError::new(field, FieldCode::UnknownUser, "there is no such colleague")
}

/// Of the team once.
pub fn left(field: impl Into<String>) -> FieldError {
    FieldError::new(field, FieldCode::UserDeactivated, "this colleague has left the team")
}

pub fn no_applicant(field: impl Into<String>) -> FieldError {
    FieldError::new(field, FieldCode::UnknownApplicant, "there is no such applicant")
}

/// Why something cannot be about an applicant and a case.
pub fn subject(fault: SubjectFault) -> FieldError {
    match fault {
        SubjectFault::Missing => {
            FieldError::new("applicant", FieldCode::Required, "name an applicant or a case")
        }
        SubjectFault::UnknownApplicant => no_applicant("applicant"),
        SubjectFault::UnknownCase => FieldError::new("case", FieldCode::UnknownCase, "there is no such case"),
        SubjectFault::EmptyCase => {
            FieldError::new("applicant", FieldCode::Required, "the case has no applicant yet")
        }
        SubjectFault::NotInCase => not_of_applicant(),
    }
}

pub fn not_of_applicant() -> FieldError {
    FieldError::new("case", FieldCode::NotOfApplicant, "the case is not one of this applicant's")
}
