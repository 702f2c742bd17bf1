//! Every failure becomes a problem of the closed list.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use domain::permission::Permission;
use storage::StoreError;
use wire::problem::PROBLEM_JSON;
use wire::{Code, FieldCode, FieldError, Problem};

/// What a handler fails with.
#[derive(Debug)]
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
    pub fn field(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields(vec![FieldError::new(field, code, message)])
    }

    /// All fields that are not acceptable.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        debug_assert!(
            errors.iter().all(|error| FieldCode::parse(&error.code).is_some()),
            "codes that the browser has no words for: {errors:?}"
        );
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

    /// Somebody changed it since it was read; `current` is what it is now.
    pub fn stale(current: impl serde::Serialize) -> Self {
        let mut problem =
            Problem::new(Code::Stale).detail("it was changed in the meantime; current holds what it is now");
        problem.current = serde_json::value::to_raw_value(&current).ok();
        Self(Box::new(problem))
    }

    pub fn rate_limited(retry_after: u64) -> Self {
        let mut problem = Problem::new(Code::RateLimited).detail(format!("try again in {retry_after} s"));
        problem.retry_after = Some(retry_after);
        Self(Box::new(problem))
    }

    /// A failure that is ours: logged with a reference, told without its cause.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let reference = uuid::Uuid::now_v7().simple().to_string();
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
        if let Some(seconds) = self.0.retry_after {
            response.insert_header((header::RETRY_AFTER, HeaderValue::from(seconds)));
        }
        match serde_json::to_string(&self.0) {
            Ok(body) => response.body(body),
            Err(_) => response.finish(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::new(Code::NotFound),
            StoreError::Stale { current } => {
                Self::with(Code::Stale, format!("it was changed in the meantime, now at version {current}"))
            }
            StoreError::Conflict("key_reused") => {
                Self::with(Code::KeyReused, "this Idempotency-Key was used for something else")
            }
            StoreError::Conflict("email_taken") => {
                Self::with(Code::EmailTaken, "somebody with this e-mail address exists")
            }
            StoreError::Conflict("already_set_up") => Self::new(Code::AlreadySetUp),
            StoreError::Conflict(what) => Self::with(Code::Conflict, what),
            StoreError::Refused("call_ended") => Self::with(Code::CallEnded, "the call is over"),
            StoreError::Refused("call_cancelled") => {
                Self::with(Code::CallCancelled, "the call was cancelled")
            }
            StoreError::Refused("call_not_open") => Self::new(Code::CallNotOpen),
            StoreError::Refused("not_admitted") => Self::new(Code::NotAdmitted),
            StoreError::Refused("last_manager") => Self::new(Code::LastManager),
            StoreError::Refused("link_expired") => Self::new(Code::LinkExpired),
            StoreError::Refused(why) => Self::with(Code::WrongState, why),
            StoreError::Busy => {
                Self::with(Code::Unavailable, "the server is busy; nothing was saved, try again")
            }
            StoreError::Corrupt(_) | StoreError::Db(_) => Self::internal(error),
        }
    }
}
