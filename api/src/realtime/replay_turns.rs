//! Who is brought up to date now, and who waits a moment.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

/// So many are brought up to date at once. More would not be sooner: all of them wait for the processor, with what they are to
/// be sent in memory.
const AT_ONCE: usize = 32;
/// Anyone who waits longer for a turn goes on without: some may have one and read slowly.
const PATIENCE: Duration = Duration::from_secs(2);

/// Turns at being brought up to date.
#[derive(Debug)]
pub struct ReplayTurns(Semaphore);

impl Default for ReplayTurns {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl ReplayTurns {
    /// Ends when it is dropped.
    pub async fn take(&self) -> Option<SemaphorePermit<'_>> {
        tokio::time::timeout(PATIENCE, self.0.acquire()).await.ok()?.ok()
    }
}
