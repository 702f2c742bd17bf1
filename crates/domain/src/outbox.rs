//! When something that could not be sent is tried again.
//!
//! Only what is known not to have been sent is ever retried; this says when, not whether.

use std::time::Duration;

/// Exponential back-off with full jitter: each wait is a random share of a ceiling that doubles, so that many
/// messages that failed together do not return together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryRule {
    /// The ceiling of the first wait.
    pub base: Duration,
    /// The highest ceiling.
    pub cap: Duration,
    /// How often a thing is tried in all, the first time included.
    pub attempts: u32,
}

impl RetryRule {
    /// A text should arrive within the hour or a person should know.
    pub const SMS: Self = Self { base: Duration::from_secs(2), cap: Duration::from_mins(10), attempts: 12 };

    /// Mail servers are down for hours, and greylisting answers only after minutes.
    pub const MAIL: Self = Self { base: Duration::from_secs(30), cap: Duration::from_hours(2), attempts: 20 };

    /// Longer than this is not waited on a server's word.
    const LONGEST_ASKED: Duration = Duration::from_hours(24);

    /// How long to wait after the given attempt failed (the first is 1), or `None` when that was the last one.
    ///
    /// `fraction` is a random number from 0 to 1. `asked` is what the other side asked for (`Retry-After`); the
    /// wait is no shorter.
    pub fn wait_after(&self, attempt: u32, fraction: f64, asked: Option<Duration>) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let doublings = attempt.saturating_sub(1).min(31);
        let ceiling = self.base.saturating_mul(1 << doublings).min(self.cap);
        let share = if fraction.is_nan() { 1.0 } else { fraction.clamp(0.0, 1.0) };
        let wait = ceiling.mul_f64(share);
        Some(asked.map_or(wait, |asked| asked.min(Self::LONGEST_ASKED).max(wait)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULE: RetryRule =
        RetryRule { base: Duration::from_secs(2), cap: Duration::from_mins(1), attempts: 8 };

    fn check(attempt: u32, fraction: f64, asked: Option<u64>, expected: Option<u64>) {
        let wait = RULE.wait_after(attempt, fraction, asked.map(Duration::from_secs));
        assert_eq!(wait, expected.map(Duration::from_secs), "attempt {attempt}, fraction {fraction}");
    }

    #[test]
    fn ceilings_double_up_to_the_cap() {
        for (attempt, ceiling) in [(1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (6, 60), (7, 60)] {
            check(attempt, 1.0, None, Some(ceiling));
            check(attempt, 0.5, None, Some(ceiling / 2));
            check(attempt, 0.0, None, Some(0));
        }
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        check(8, 0.5, None, None);
        check(9, 0.5, Some(1), None);
    }

    #[test]
    fn the_other_side_is_given_the_time_it_asks_for() {
        check(1, 0.5, Some(30), Some(30));
        check(5, 1.0, Some(3), Some(32));
        check(1, 0.5, Some(1_000_000), Some(86_400));
    }

    proptest! {
        #[test]
        fn no_wait_exceeds_the_cap_and_no_number_breaks_the_rule(attempt: u32, fraction: f64) {
            for rule in [RULE, RetryRule::SMS, RetryRule::MAIL] {
                match rule.wait_after(attempt, fraction, None) {
                    Some(wait) => prop_assert!(wait <= rule.cap && attempt < rule.attempts),
                    None => prop_assert!(attempt >= rule.attempts),
                }
            }
        }
    }
}
