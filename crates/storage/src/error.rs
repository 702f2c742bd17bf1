//! Why a query or job did not do what was asked.

use sea_orm::{DbErr, SqlErr};

/// Failure of a query or of a job; the server turns each into a problem of its closed list.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Absent, or of another practice: callers must not be able to tell the two apart.
    #[error("not found")]
    NotFound,
    /// Somebody changed it since the caller read it; holds the version it has now.
    #[error("changed in the meantime, now at version {current}")]
    Stale { current: i64 },
    /// It contradicts something that exists; the word says what (`email_taken`, `key_reused` …).
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The state does not allow it; the word says why (`call_ended`, `user_deactivated` …).
    #[error("refused: {0}")]
    Refused(&'static str),
    /// The writer's queue is full or it is shutting down: nothing was written.
    #[error("the database is busy")]
    Busy,
    /// A row holds what this version cannot read.
    #[error("unreadable row: {0}")]
    Corrupt(String),
    #[error(transparent)]
    Db(#[from] DbErr),
}

impl StoreError {
    /// Whether a unique index refused the row.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Db(e) if matches!(e.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))))
    }

    /// Names a unique violation, and leaves every other error as it is.
    #[must_use]
    pub fn or_conflict(self, what: &'static str) -> Self {
        if self.is_unique_violation() { Self::Conflict(what) } else { self }
    }

    pub(crate) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }
}
