//! What the server says by code, in the words of the interface: problems, fields, permissions.

use client::Error;
use domain::permission::Permission;
use wire::{Code, FieldError, Problem};

use crate::i18n::{permission as p, problem as w};

/// What happened and what to do, for a person.
pub fn error(error: &Error) -> String {
    match error {
        Error::Problem(problem) => self::problem(problem),
        Error::Network(_) => w::network().to_owned(),
        Error::Unexpected(_) => w::unexpected().to_owned(),
    }
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
        Code::BadRequest | Code::MalformedBody | Code::MethodNotAllowed | Code::UnsupportedMediaType => {
            w::unexpected()
        }
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
        Code::LinkExpired => w::link_expired(),
        Code::Stale | Code::PreconditionRequired => w::stale(),
        Code::PayloadTooLarge => w::payload_too_large(),
        Code::Invalid => w::invalid(),
        Code::Internal => w::internal(),
        Code::ProviderFailed => w::provider_failed(),
        Code::Unavailable => w::unavailable(),
    };
    text.to_owned()
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
    let text = match error.code.as_str() {
        "required" | "empty" | "missing" => w::field::required(),
        "too_long" => w::field::too_long(),
        "too_short" => w::field::too_short(),
        "unknown" | "not_found" => w::field::unknown(),
        "unknown_zone" => w::field::unknown_zone(),
        "taken" | "duplicate" => w::field::taken(),
        "in_past" | "past" => w::field::in_past(),
        "email" | "invalid_email" | "not_an_email" => w::field::email(),
        "phone" | "country_code" | "no_country_code" | "invalid_phone" | "not_a_phone" => w::field::phone(),
        "takes_no_texts" => crate::i18n::sms::takes_no_texts(),
        "number" | "out_of_range" | "not_positive" => w::field::number(),
        "weak_password" | "password_too_short" => w::field::password(),
        "password_common" => w::field::password_common(),
        "password_contains_email" => w::field::password_contains_email(),
        "wrong_password" => w::field::wrong_password(),
        _ => w::field::other(),
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
        Permission::SmsOverrideHours => p::sms_override_hours(),
        Permission::VideoSchedule => p::video_schedule(),
        Permission::VideoRecord => p::video_record(),
        Permission::RecordingView => p::recording_view(),
        Permission::RecordingDelete => p::recording_delete(),
        Permission::EmailSend => p::email_send(),
        Permission::TemplateManage => p::template_manage(),
        Permission::AuditRead => p::audit_read(),
        Permission::SettingsManage => p::settings_manage(),
        Permission::UserManage => p::user_manage(),
    }
}
