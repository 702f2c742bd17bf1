//! Every failure becomes a problem of the closed list.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use domain::permission::Permission;
use storage::{Conflict, Refusal, StoreError};
use wire::problem::PROBLEM_JSON;
use wire::{Code, FieldCode, FieldError, Problem};

use crate::http::trace::request_id;

/// What a handler fails with.
#[derive(Clone, Debug)]
pub struct ApiError(Box<Problem>);

/// What a handler answers.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    pub fn new(code: Code) -> Self {
        Self(Box::new(Problem::new(code)))
    }

    /// With a sentence that says what happened and what to do.
    pub fn with(code: Code, detail: impl Into<String>) -> Self {
        Self(Box::new(Problem::new(code).detail(detail)))
    }

    /// One field that is not acceptable.
    pub fn field(field: impl Into<String>, code: FieldCode, message: impl Into<String>) -> Self {
        FieldError::new(field, code, message).into()
    }

    /// All fields that are not acceptable.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let mut problem = Problem::new(Code::Invalid).detail("some fields are not acceptable; see errors");
        problem.errors = errors;
        Self(Box::new(problem))
    }

    /// A permission is missing; `ask` names those who can give it.
    pub fn forbidden(permission: Permission, ask: Vec<String>) -> Self {
        let mut problem =
            Problem::new(Code::Forbidden).detail(format!("this needs the permission {permission}"));
        problem.permission = Some(permission);
        problem.ask = ask;
        Self(Box::new(problem))
    }

    /// Only an owner may make or change an owner; `ask` names them.
    pub fn owner_only(ask: Vec<String>) -> Self {
        let mut problem = Problem::new(Code::OwnerOnly).detail("only an owner may make or change an owner");
        problem.ask = ask;
        Self(Box::new(problem))
    }

    /// Someone changed it since it was read; `current` is what it is now.
    pub fn stale(current: impl serde::Serialize) -> Self {
        let mut problem =
            Problem::new(Code::Stale).detail("it was changed in the meantime; current holds what it is now");
        problem.current = serde_json::value::to_raw_value(&current).ok();
        Self(Box::new(problem))
    }

    /// Someone very like the one to be added is known; `current` says who.
    pub fn possible_duplicate(who: impl serde::Serialize) -> Self {
        let mut problem = Problem::new(Code::PossibleDuplicate)
            .detail("somebody very like them is known; see current, or say allow_duplicate");
        problem.current = serde_json::value::to_raw_value(&who).ok();
        Self(Box::new(problem))
    }

    pub fn rate_limited(retry_after: u64) -> Self {
        let mut problem = Problem::new(Code::RateLimited).detail(format!("try again in {retry_after} s"));
        problem.retry_after = Some(retry_after);
        Self(Box::new(problem))
    }

    /// A failure that is ours: logged with a reference, which is the request's id, and told without its cause.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let reference = request_id();
        tracing::error!(%reference, %cause, "a request failed");
        let mut problem = Problem::new(Code::Internal).detail("this is our fault; quote the reference");
        problem.reference = Some(reference);
        Self(Box::new(problem))
    }

    /// Any problem, put together by its handler.
    pub fn from_problem(problem: Problem) -> Self {
        Self(Box::new(problem))
    }

    pub fn code(&self) -> Code {
        self.0.code
    }

    pub fn problem(&self) -> &Problem {
        &self.0
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.code)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.content_type(PROBLEM_JSON).insert_header((header::CACHE_CONTROL, "no-store"));
        if self.0.code == Code::RequestTimeout {
            // The rest of the request may come at any time, and must not be read as another.
            response.force_close();
        }
        if let Some(seconds) = self.0.retry_after {
            response.insert_header((header::RETRY_AFTER, HeaderValue::from(seconds)));
        }
        match serde_json::to_string(&self.0) {
            Ok(body) => response.body(body),
            Err(_) => response.finish(),
        }
    }
}

/// The problem that answers a conflict.
const fn conflict_code(conflict: Conflict) -> Code {
    match conflict {
        Conflict::EmailTaken => Code::EmailTaken,
        Conflict::KeyReused => Code::KeyReused,
        Conflict::AlreadySetUp => Code::AlreadySetUp,
        Conflict::ProviderMessageId => Code::Conflict,
    }
}

/// The problem that answers a refusal, where no handler has one that names a field.
const fn refusal_code(why: Refusal) -> Code {
    match why {
        Refusal::CallEnded => Code::CallEnded,
        Refusal::CallCancelled => Code::CallCancelled,
        Refusal::CallFull => Code::CallFull,
        Refusal::LastManager => Code::LastManager,
        Refusal::LinkExpired => Code::LinkExpired,
        Refusal::MayArriveTwice => Code::MayArriveTwice,
        Refusal::MailObsolete => Code::MailObsolete,
        Refusal::NotOwner | Refusal::NotTheAuthor => Code::Forbidden,
        Refusal::PossibleDuplicate => Code::PossibleDuplicate,
        Refusal::UnknownApplicant
        | Refusal::UnknownPerson
        | Refusal::UnknownResponsible
        | Refusal::Yourself
        | Refusal::UserDeactivated
        | Refusal::InvitationAccepted
        | Refusal::DirectIsBetweenTwo
        | Refusal::DirectCannotBeLeft
        | Refusal::DirectHasNoName
        | Refusal::CallNotBegun
        | Refusal::CallLive
        | Refusal::MailNotFailed => Code::WrongState,
    }
}

impl From<FieldError> for ApiError {
    fn from(error: FieldError) -> Self {
        Self::fields(vec![error])
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::new(Code::NotFound),
            StoreError::Stale { current } => {
                Self::with(Code::Stale, format!("it was changed in the meantime, now at version {current}"))
            }
            StoreError::Conflict(conflict) => Self::with(conflict_code(conflict), conflict.to_string()),
            StoreError::Refused(why) => Self::with(refusal_code(why), why.to_string()),
            StoreError::Busy => {
                Self::with(Code::Unavailable, "the server is busy; nothing was saved, try again")
            }
            StoreError::Full(_) => Self::with(
                Code::InsufficientStorage,
                "the server's disk takes no more; nothing was saved, try again once there is room",
            ),
            StoreError::Unavailable(_) => {
                tracing::warn!(%error, "a request met a database that is away");
                Self::with(Code::DatabaseUnavailable, "the database does not answer; try again in a moment")
            }
            StoreError::Corrupt(_) | StoreError::Db(_) => Self::internal(error),
        }
    }
}
