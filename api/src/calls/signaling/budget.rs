//! How many frames one socket may send.

use chrono::{DateTime, Utc};

/// Joining five neighbours at once costs about a hundred candidates and ten descriptions.
const BURST: i64 = 300;
/// What trickles in afterwards stays far below this.
const PER_SECOND: i64 = 40;

/// A bucket of frames that refills with time.
#[derive(Debug)]
pub struct FrameBudget {
    thousandths: i64,
    refilled_at: DateTime<Utc>,
}

impl FrameBudget {
    pub const fn new(now: DateTime<Utc>) -> Self {
        Self { thousandths: BURST * 1000, refilled_at: now }
    }

    /// Takes one frame out; `false` when there is none left.
    pub fn spend(&mut self, now: DateTime<Utc>) -> bool {
        let elapsed = (now - self.refilled_at).num_milliseconds().clamp(0, 3_600_000);
        self.refilled_at = self.refilled_at.max(now);
        self.thousandths = (self.thousandths + elapsed * PER_SECOND).min(BURST * 1000);
        if self.thousandths < 1000 {
            return false;
        }
        self.thousandths -= 1000;
        true
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_burst_passes_and_a_flood_does_not() {
        let start = DateTime::from_timestamp(1_772_000_000, 0).unwrap();
        let mut budget = FrameBudget::new(start);
        assert!((0..BURST).all(|_| budget.spend(start)));
        assert!(!budget.spend(start));
        let later = start + TimeDelta::seconds(1);
        assert!((0..PER_SECOND).all(|_| budget.spend(later)));
        assert!(!budget.spend(later));
    }

    #[test]
    fn a_clock_that_steps_back_gives_nothing() {
        let start = DateTime::from_timestamp(1_772_000_000, 0).unwrap();
        let mut budget = FrameBudget::new(start);
        assert!((0..BURST).all(|_| budget.spend(start)));
        assert!(!budget.spend(start - TimeDelta::hours(1)));
        assert!(!budget.spend(start));
    }
}
