//! What the server says by code, in the words of the interface: problems, fields, permissions.

use client::Error;
use domain::permission::Permission;
use domain::phone::PhoneNumber;
use wire::{Code, FieldCode, FieldError, Problem};

use crate::i18n::{permission as p, problem as w};

/// What happened and what to do, for a person.
pub fn error(error: &Error) -> String {
    match error {
        Error::Problem(refusal) => problem(&refusal.problem),
        Error::Network(_) => w::network().to_owned(),
        Error::Unexpected(_) => w::unexpected().to_owned(),
    }
}

/// A phone number as people read it; short codes and names stay as they are.
pub fn phone_number(given: &str) -> String {
    PhoneNumber::parse(given).map_or_else(|_| given.to_owned(), |number| number.grouped())
}

/// What to quote when asking for help.
pub fn reference(error: &Error) -> Option<String> {
    error.problem().and_then(|problem| problem.reference.clone())
}

fn problem(problem: &Problem) -> String {
    let text = match problem.code {
        Code::Forbidden => return forbidden(problem),
        Code::RateLimited => {
            return problem.retry_after.map_or_else(|| w::rate_limited().to_owned(), w::rate_limited_for);
        }
        Code::DailyLimit => return w::daily_limit(hours(problem)),
        Code::PracticeDailyLimit => return w::practice_daily_limit(hours(problem)),
        Code::BadRequest | Code::MalformedBody | Code::MethodNotAllowed | Code::UnsupportedMediaType => {
            w::unexpected()
        }
        Code::RequestTimeout => w::network(),
        Code::Unauthenticated => w::unauthenticated(),
        Code::WrongCredentials => w::wrong_credentials(),
        Code::OwnerOnly => w::owner_only(),
        Code::OriginRefused => w::origin_refused(),
        Code::SignatureRefused => w::signature_refused(),
        Code::NotFound => w::not_found(),
        Code::Conflict | Code::KeyReused | Code::WrongState => w::conflict(),
        Code::EmailTaken => w::email_taken(),
        Code::AlreadySetUp => w::already_set_up(),
        Code::LastManager => w::last_manager(),
        Code::CallEnded => w::call_ended(),
        Code::CallCancelled => w::call_cancelled(),
        Code::CallNotOpen => w::call_not_open(),
        Code::NotAdmitted => w::not_admitted(),
        Code::CallFull => w::call_full(),
        Code::OtherPerson => w::other_person(),
        Code::MayArriveTwice => w::may_arrive_twice(),
        Code::MailObsolete => w::mail_obsolete(),
        Code::RemovedFromCall => w::removed_from_call(),
        Code::ColleagueLeft => w::colleague_left(),
        Code::PossibleDuplicate => w::possible_duplicate(),
        Code::LinkExpired => w::link_expired(),
        Code::Stale | Code::PreconditionRequired => w::stale(),
        Code::PayloadTooLarge => w::payload_too_large(),
        Code::Invalid => w::invalid(),
        Code::Internal => w::internal(),
        Code::ProviderFailed => w::provider_failed(),
        Code::Unavailable => w::unavailable(),
        Code::DatabaseUnavailable => w::database_unavailable(),
        Code::InsufficientStorage => w::insufficient_storage(),
    };
    text.to_owned()
}

/// How long a day's limit lasts, in hours that have begun.
fn hours(problem: &Problem) -> u64 {
    problem.retry_after.unwrap_or_default().div_ceil(3_600).max(1)
}

/// Which permission is missing, and who can give it.
fn forbidden(problem: &Problem) -> String {
    let Some(name) = problem.permission.map(permission) else { return w::forbidden().to_owned() };
    if problem.ask.is_empty() {
        return w::forbidden_needs(name);
    }
    w::forbidden_ask(name, &problem.ask.join(", "))
}

/// What is wrong with one field, beneath it.
pub fn field(error: &FieldError) -> String {
    use FieldCode as F;
    // A code of a newer server is said in general.
    let Some(code) = FieldCode::parse(&error.code) else { return w::field::other().to_owned() };
    let text = match code {
        F::Required => w::field::required(),
        F::Invisible => w::field::invisible(),
        F::TooLong => w::field::too_long(),
        F::TooShort => w::field::too_short(),
        F::TooMany => w::field::too_many(),
        F::OutOfRange => w::field::number(),
        F::Unknown | F::UnknownApplicant | F::UnknownCase | F::UnknownCall => w::field::unknown(),
        F::UnknownLanguage | F::UnknownCountry => w::field::choose(),
        F::Mismatch | F::NotOfApplicant => w::field::mismatch(),
        F::Duplicate => w::field::taken(),
        F::OneName => crate::i18n::records::wrong::one_name(),
        F::NoLetters => crate::i18n::records::wrong::no_letters(),
        F::UnknownZone => w::field::unknown_zone(),
        F::UnknownUser => w::field::unknown_person(),
        F::UserDeactivated => w::field::user_deactivated(),
        F::Yourself => w::field::yourself(),
        F::CountryCode | F::UnexpectedCharacter | F::NotANumber => w::field::phone(),
        F::TakesNoTexts => crate::i18n::sms::takes_no_texts(),
        F::NotInUse => crate::i18n::sms::not_in_use(),
        F::OldForm => {
            let now = error.suggestion.as_deref().map(phone_number).unwrap_or_default();
            return crate::i18n::sms::old_form(&now);
        }
        F::Extension => crate::i18n::sms::extension(),
        F::OwnNumber => crate::i18n::sms::own_number(),
        F::NotAnAddress => w::field::email(),
        F::NotATime => w::field::not_a_time(),
        F::TimeSkipped => w::field::time_skipped(),
        F::InTheFuture | F::TooLongAgo | F::NotADay => w::field::date(),
        F::BeforeOpening => crate::i18n::records::wrong::before_opening(),
        F::OnePrincipal => crate::i18n::records::wrong::one_principal(),
        F::LineBreak => w::field::line_break(),
        F::Placeholder => w::field::placeholder(),
        F::PasswordTooShort => w::field::password(),
        F::PasswordCommon => w::field::password_common(),
        F::PasswordKeys => w::field::password_keys(),
        F::PasswordRepeats => w::field::password_repeats(),
        F::PasswordSequence => w::field::password_sequence(),
        F::PasswordDates => w::field::password_dates(),
        F::PasswordNames => w::field::password_names(),
        F::PasswordPersonal => w::field::password_personal(),
        F::PasswordGuessable => w::field::password_guessable(),
        F::PasswordContainsEmail => w::field::password_contains_email(),
        F::WrongPassword => w::field::wrong_password(),
        F::WrongCode => w::field::wrong_code(),
        F::UnknownField | F::WrongType | F::Repeated | F::Unreadable => w::field::other(),
    };
    text.to_owned()
}

/// A permission as the settings and a refusal call it.
pub fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::ApplicantRead => p::applicant_read(),
        Permission::ApplicantWrite => p::applicant_write(),
        Permission::CaseRead => p::case_read(),
        Permission::CaseWrite => p::case_write(),
        Permission::CommentWrite => p::comment_write(),
        Permission::ChatCreateRoom => p::chat_create_room(),
        Permission::SmsSend => p::sms_send(),
        Permission::SmsSendInternational => p::sms_send_international(),
        Permission::VideoSchedule => p::video_schedule(),
        Permission::EmailSend => p::email_send(),
        Permission::MailboxRead => p::mailbox_read(),
        Permission::SettingsManage => p::settings_manage(),
        Permission::UserManage => p::user_manage(),
    }
}
