//! Who writes, for which practice, and when: what every change of a record keeps.

use chrono::{DateTime, Utc};
use domain::{PracticeId, UserId};

/// The author of a change.
#[derive(Clone, Copy, Debug)]
pub struct Author {
    pub practice: PracticeId,
    pub user: UserId,
    pub at: DateTime<Utc>,
}
