//! Why a call came back without what was asked for.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use wire::applicants::PossibleDuplicates;
use wire::{Code, FieldError, Problem};

use crate::json::{self, Unreadable};

/// The result of a call.
pub type Result<T> = std::result::Result<T, Error>;

/// Failure of a call.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The server said no, and why.
    #[error("{}", .0.problem.code)]
    Problem(Box<Refusal>),
    /// The server was not reached, or did not answer: what was sent may or may not have happened.
    #[error("no connection: {0}")]
    Network(String),
    /// The answer is not what this version understands.
    #[error("unexpected answer: {0}")]
    Unexpected(String),
}

/// The server's no, as it came.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub problem: Problem,
    pub(crate) body: String,
}

/// The part of a problem whose type the code of the problem tells.
#[derive(Deserialize)]
struct Current<T> {
    current: T,
}

impl From<Unreadable> for Error {
    fn from(Unreadable(why): Unreadable) -> Self {
        Self::Unexpected(why)
    }
}

impl Error {
    /// The code, when the server said no.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(refusal) => Some(refusal.problem.code),
            _ => None,
        }
    }

    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(refusal) => Some(&refusal.problem),
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
            Self::Problem(refusal) => {
                matches!(
                    refusal.problem.code,
                    Code::RateLimited
                        | Code::Unavailable
                        | Code::RequestTimeout
                        | Code::DatabaseUnavailable
                        | Code::InsufficientStorage
                )
            }
            Self::Unexpected(_) => false,
        }
    }

    /// What someone else saved meanwhile, when that is why the change was refused.
    pub fn current<T: DeserializeOwned>(&self) -> Option<T> {
        self.current_of(Code::Stale)
    }

    /// Who is known already, when that is why nobody was added.
    pub fn possible_duplicates(&self) -> Option<PossibleDuplicates> {
        self.current_of(Code::PossibleDuplicate)
    }

    fn current_of<T: DeserializeOwned>(&self, code: Code) -> Option<T> {
        match self {
            Self::Problem(refusal) if refusal.problem.code == code => {
                json::read(&refusal.body).ok().map(|Current { current }| current)
            }
            _ => None,
        }
    }
}
