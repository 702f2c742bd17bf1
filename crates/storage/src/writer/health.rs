//! Whether writing works: for readiness, for callers who must not wait in vain, and for the log while it does not.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::{Result, StoreError};

/// How often the log says that writing still does not work.
const REMIND: Duration = Duration::from_secs(10);

#[derive(Clone, Debug, Default)]
pub(crate) struct WriterHealth(Arc<Mutex<State>>);

#[derive(Debug, Default)]
enum State {
    #[default]
    Working,
    Failing(Failure),
    /// The writer has ended: nothing is written any more.
    Stopped,
}

#[derive(Debug)]
struct Failure {
    error: StoreError,
    since: Instant,
    told: Instant,
    refused: usize,
}

impl WriterHealth {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `Ok` while writing works; otherwise why it does not.
    pub fn check(&self) -> Result<()> {
        match &*self.state() {
            State::Working => Ok(()),
            State::Failing(failure) => Err(failure.error.clone()),
            State::Stopped => Err(StoreError::Unavailable("the writer has ended".to_owned())),
        }
    }

    /// Writing does not work. A full disk has many faces: what comes after it was found full is counted as that.
    pub(super) fn fails(&self, error: StoreError) {
        let error = match error {
            StoreError::Full(_) | StoreError::Unavailable(_) => error,
            other => StoreError::Unavailable(other.to_string()),
        };
        let now = Instant::now();
        let mut state = self.state();
        match &mut *state {
            State::Failing(failure) => {
                failure.error = match (&failure.error, error) {
                    (StoreError::Full(_), StoreError::Unavailable(why)) => StoreError::Full(why),
                    (_, error) => error,
                };
                if failure.told.elapsed() >= REMIND {
                    failure.told = now;
                    let (error, refused) = (&failure.error, failure.refused);
                    let seconds = failure.since.elapsed().as_secs();
                    tracing::error!(%error, seconds, refused, "nothing can be written still; it is tried again");
                }
            }
            State::Working | State::Stopped => {
                tracing::error!(%error, "nothing can be written; what would write is refused until it can");
                *state = State::Failing(Failure { error, since: now, told: now, refused: 0 });
            }
        }
    }

    /// So many jobs were refused while writing did not work.
    pub(super) fn refused(&self, jobs: usize) {
        if let State::Failing(failure) = &mut *self.state() {
            failure.refused += jobs;
        }
    }

    pub(super) fn works(&self) {
        let mut state = self.state();
        if let State::Failing(failure) = &*state {
            let (seconds, refused) = (failure.since.elapsed().as_secs(), failure.refused);
            tracing::warn!(seconds, refused, "writing works again");
        }
        *state = State::Working;
    }

    /// Says that the writer has ended when it is dropped, however that came.
    pub(super) fn until_dropped(&self) -> impl Drop + use<> {
        struct Ended(WriterHealth);
        impl Drop for Ended {
            fn drop(&mut self) {
                *self.0.state() = State::Stopped;
            }
        }
        Ended(self.clone())
    }
}
