//! Chance that falls the same way every time.

use chrono::{DateTime, TimeDelta, Utc};

/// SeededRandom with a fixed seed (SplitMix64).
#[derive(Clone, Debug)]
pub struct SeededRandom(u64);

impl SeededRandom {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// One of `items`.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// An instant on the day of `day`, within office hours in Montréal.
    pub fn office_hour(&mut self, day: DateTime<Utc>) -> DateTime<Utc> {
        let minutes = i64::try_from(self.below(8 * 60)).unwrap_or_default();
        let midnight = day.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
        midnight + TimeDelta::minutes(13 * 60 + minutes)
    }
}
