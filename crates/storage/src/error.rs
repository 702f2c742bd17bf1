//! Why a query or job did not do what was asked.

use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

use crate::refusal::{Conflict, Refusal};

/// Failure of a query or of a job; the server turns each into a problem of its closed list.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Absent, or of another practice: callers must not be able to tell the two apart.
    #[error("not found")]
    NotFound,
    /// Someone changed it since the caller read it; holds the version it has now.
    #[error("changed in the meantime, now at version {current}")]
    Stale { current: i64 },
    /// It contradicts something that exists.
    #[error("conflict: {0}")]
    Conflict(Conflict),
    /// The present state does not allow it.
    #[error("{0}")]
    Refused(Refusal),
    /// The writer's queue is full, it is shutting down, or a lock was not given in time: nothing was written.
    #[error("the database is busy")]
    Busy,
    /// The disk, or a quota of it, takes no more: nothing was written.
    #[error("the disk takes no more: {0}")]
    Full(String),
    /// The database cannot be reached, or does not do its work now.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A row holds what this version cannot read.
    #[error("unreadable row: {0}")]
    Corrupt(String),
    #[error(transparent)]
    Db(DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match Trouble::of(&error) {
            Some(Trouble::Full) => Self::Full(error.to_string()),
            Some(Trouble::Away) => Self::Unavailable(error.to_string()),
            Some(Trouble::Locked) => Self::Busy,
            None => Self::Db(error),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error().and_then(|failure| u32::try_from(failure.extended_code).ok());
        match code.and_then(Trouble::of_sqlite) {
            Some(Trouble::Full) => Self::Full(error.to_string()),
            Some(Trouble::Away) => Self::Unavailable(error.to_string()),
            Some(Trouble::Locked) => Self::Busy,
            None => Self::Db(DbErr::Custom(error.to_string())),
        }
    }
}

impl StoreError {
    /// Whether a unique index refused the row.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Db(e) if matches!(e.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))))
    }

    /// Names a unique violation, and leaves every other error as it is.
    #[must_use]
    pub fn or_conflict(self, what: Conflict) -> Self {
        if self.is_unique_violation() { Self::Conflict(what) } else { self }
    }

    /// Says why something absent is a refusal, and leaves every other error as it is: a fault of the database does not
    /// mean that someone does not exist.
    #[must_use]
    pub fn or_absent(self, why: Refusal) -> Self {
        if matches!(self, Self::NotFound) { Self::Refused(why) } else { self }
    }

    /// Whether it is the database's state, not the request, that is in the way.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Full(_) | Self::Unavailable(_) => true,
            Self::NotFound
            | Self::Stale { .. }
            | Self::Conflict(_)
            | Self::Refused(_)
            | Self::Busy
            | Self::Corrupt(_)
            | Self::Db(_) => false,
        }
    }

    pub(crate) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }
}

/// What an error of the database says about the database itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Full,
    Away,
    Locked,
}

impl Trouble {
    fn of(error: &DbErr) -> Option<Self> {
        match error {
            DbErr::Conn(RuntimeErr::SqlxError(error)) => Self::of_sqlx(error).or(Some(Self::Away)),
            DbErr::ConnectionAcquire(_) | DbErr::Conn(RuntimeErr::Internal(_)) => Some(Self::Away),
            DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
                Self::of_sqlx(error)
            }
            _ => None,
        }
    }

    fn of_sqlx(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Some(Self::Away),
            sqlx::Error::Database(error) => {
                let code = error.code()?;
                if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
                    Self::of_sqlite(code.parse().ok()?)
                } else {
                    Self::of_postgres(&code)
                }
            }
            _ => None,
        }
    }

    /// SQLite's extended result codes: <https://www.sqlite.org/rescode.html>.
    fn of_sqlite(code: u32) -> Option<Self> {
        const IOERR_READS: [u32; 4] = [266, 522, 3594, 7178];
        match code & 0xff {
            // FULL. A quota answers a write with another error than a full disk does, and so does the file
            // that readers and writer share: both are IOERR.
            13 => Some(Self::Full),
            10 if !IOERR_READS.contains(&code) => Some(Self::Full),
            // NOMEM, READONLY, IOERR of a read, CANTOPEN.
            7 | 8 | 10 | 14 => Some(Self::Away),
            // BUSY, LOCKED, PROTOCOL.
            5 | 6 | 15 => Some(Self::Locked),
            _ => None,
        }
    }

    /// PostgreSQL's codes: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
    fn of_postgres(code: &str) -> Option<Self> {
        match code {
            // disk_full
            "53100" => Some(Self::Full),
            // A deadlock, a conflict of serializable transactions, a lock not given in time.
            "40001" | "40P01" | "55P03" => Some(Self::Locked),
            // A standby takes no writes; the server or someone on it ended the statement or the connection.
            "25006" | "57014" | "57P01" | "57P02" | "57P03" | "57P05" | "58030" => Some(Self::Away),
            // Connection exceptions, insufficient resources.
            _ if code.starts_with("08") || code.starts_with("53") => Some(Self::Away),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_s_codes_are_told_apart() {
        let check = |code, expected| assert_eq!(Trouble::of_sqlite(code), expected, "{code}");
        check(13, Some(Trouble::Full));
        // IOERR_WRITE, IOERR_FSYNC, IOERR_SHMSIZE.
        for code in [778, 1034, 4874] {
            check(code, Some(Trouble::Full));
        }
        // IOERR_READ, NOMEM, CANTOPEN, READONLY_DBMOVED.
        for code in [266, 7, 14, 1032] {
            check(code, Some(Trouble::Away));
        }
        check(5, Some(Trouble::Locked));
        let full = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(778), None);
        assert!(matches!(StoreError::from(full), StoreError::Full(_)));
        // CONSTRAINT_UNIQUE, ERROR.
        check(2067, None);
        check(1, None);
    }

    #[test]
    fn postgresql_s_codes_are_told_apart() {
        let check = |code, expected| assert_eq!(Trouble::of_postgres(code), expected, "{code}");
        check("53100", Some(Trouble::Full));
        for code in ["08006", "57P01", "57P03", "53300", "25006"] {
            check(code, Some(Trouble::Away));
        }
        check("40P01", Some(Trouble::Locked));
        check("23505", None);
    }

    #[test]
    fn only_what_is_absent_is_refused_as_such() {
        let absent = StoreError::NotFound.or_absent(Refusal::UnknownPerson);
        assert!(matches!(absent, StoreError::Refused(Refusal::UnknownPerson)));
        let fault = StoreError::Unavailable("gone".to_owned()).or_absent(Refusal::UnknownPerson);
        assert!(fault.is_outage());
    }

    #[test]
    fn a_pool_that_gives_no_connection_is_an_outage() {
        let error = DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout);
        assert!(StoreError::from(error).is_outage());
        assert!(!StoreError::from(DbErr::Custom("anything else".to_owned())).is_outage());
    }
}
