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
    /// There is something, and nothing of it can be seen.
    Invisible = "invisible",
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
    /// It is there twice.
    Duplicate = "duplicate",
    /// A person has at least one of two names.
    OneName = "one_name",
    /// A name has letters; one that a person does not have is left out.
    NoLetters = "no_letters",
    UnknownZone = "unknown_zone",
    UnknownLanguage = "unknown_language",
    UnknownCountry = "unknown_country",
    /// Not someone of the team.
    UnknownUser = "unknown_user",
    UnknownApplicant = "unknown_applicant",
    UnknownCase = "unknown_case",
    UnknownCall = "unknown_call",
    /// Has left the team.
    UserDeactivated = "user_deactivated",
    /// Nobody writes to themselves.
    Yourself = "yourself",
    /// A number without the code of its country; where one can be guessed, `suggestion` is the whole number.
    CountryCode = "country_code",
    UnexpectedCharacter = "unexpected_character",
    NotANumber = "not_a_number",
    /// A landline or a service.
    TakesNoTexts = "takes_no_texts",
    /// Numbering data does not know it.
    NotInUse = "not_in_use",
    /// Written as it was before its country changed its numbers.
    OldForm = "old_form",
    /// No text reaches an extension.
    Extension = "extension",
    /// The practice's own.
    OwnNumber = "own_number",
    NotAnAddress = "not_an_address",
    NotATime = "not_a_time",
    /// The clocks go forward over it.
    TimeSkipped = "time_skipped",
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
    /// Neighbours on the keyboard.
    PasswordKeys = "password_keys",
    PasswordRepeats = "password_repeats",
    /// Letters or digits in their order.
    PasswordSequence = "password_sequence",
    PasswordDates = "password_dates",
    PasswordNames = "password_names",
    /// What anyone knows of its owner, the practice or the trade.
    PasswordPersonal = "password_personal",
    /// It would be guessed too soon for none of these reasons.
    PasswordGuessable = "password_guessable",
    PasswordContainsEmail = "password_contains_email",
    WrongPassword = "wrong_password",
    /// Not the code that the server printed.
    WrongCode = "wrong_code",
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
