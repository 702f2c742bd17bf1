//! Why a field is not acceptable: a closed list, of which the browser has every word in every language.

macro_rules! field_codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)?) => {
        /// What is wrong with a field.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FieldCode { $($(#[$doc])* $variant),+ }

        impl FieldCode {
            /// Every one: each has a sentence in every language.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The one of this name; `None` for one of a newer server.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == name)
            }
        }
    };
}

field_codes! {
    Required = "required",
    TooLong = "too_long",
    TooShort = "too_short",
    TooMany = "too_many",
    OutOfRange = "out_of_range",
    /// What is named does not exist, or is none of a list.
    Unknown = "unknown",
    /// The two do not belong together.
    Mismatch = "mismatch",
    /// The case is another applicant's.
    NotOfApplicant = "not_of_applicant",
    /// It stands there twice.
    Duplicate = "duplicate",
    UnknownZone = "unknown_zone",
    UnknownLanguage = "unknown_language",
    UnknownCountry = "unknown_country",
    UnknownUser = "unknown_user",
    UnknownApplicant = "unknown_applicant",
    /// Not somebody of the team.
    UnknownPerson = "unknown_person",
    /// Has left the team.
    UserDeactivated = "user_deactivated",
    /// Nobody writes to themselves.
    Yourself = "yourself",
    CountryCode = "country_code",
    NoCountryCode = "no_country_code",
    UnexpectedCharacter = "unexpected_character",
    NotANumber = "not_a_number",
    InvalidPhone = "invalid_phone",
    Phone = "phone",
    /// A landline or a service.
    TakesNoTexts = "takes_no_texts",
    Email = "email",
    NotAnAddress = "not_an_address",
    NotATime = "not_a_time",
    /// A date so far off that it is a slip of the pen.
    NotADay = "not_a_day",
    InTheFuture = "in_the_future",
    TooLongAgo = "too_long_ago",
    /// A case is closed after it was opened.
    BeforeOpening = "before_opening",
    OnePrincipal = "one_principal",
    /// A subject is one line.
    LineBreak = "line_break",
    /// A `{{name}}` of a template was left as it is.
    Placeholder = "placeholder",
    PasswordTooShort = "password_too_short",
    PasswordCommon = "password_common",
    PasswordContainsEmail = "password_contains_email",
    WrongPassword = "wrong_password",
    /// Programs' errors: nobody meets them in a form.
    UnknownField = "unknown_field",
    WrongType = "wrong_type",
    Repeated = "repeated",
    Unreadable = "unreadable",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_and_is_there_once() {
        for (at, code) in FieldCode::ALL.iter().enumerate() {
            assert_eq!(FieldCode::parse(code.as_str()), Some(*code));
            assert!(FieldCode::ALL.iter().skip(at + 1).all(|other| other.as_str() != code.as_str()));
        }
        assert_eq!(FieldCode::parse("of_a_newer_server"), None);
    }
}
