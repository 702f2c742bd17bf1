//! Why a call came back without what was asked for.

use wire::{Code, FieldError, Problem};

/// The result of a call.
pub type Result<T> = std::result::Result<T, Error>;

/// Failure of a call.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The server said no, and why.
    #[error("{}", .0.code)]
    Problem(Box<Problem>),
    /// The server was not reached, or did not answer: what was sent may or may not have happened.
    #[error("no connection: {0}")]
    Network(String),
    /// The answer is not what this version understands.
    #[error("unexpected answer: {0}")]
    Unexpected(String),
}

impl Error {
    /// The code, when the server said no.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            _ => None,
        }
    }

    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// What is wrong with `field`, when the server named it.
    pub fn field(&self, field: &str) -> Option<&FieldError> {
        self.problem()?.errors.iter().find(|error| error.field == field)
    }

    /// Whether the same call may do better later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Network(_) => true,
            Self::Problem(problem) => matches!(problem.code, Code::RateLimited | Code::Unavailable),
            Self::Unexpected(_) => false,
        }
    }
}
