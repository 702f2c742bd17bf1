//! How much may be sent in a time: so many of anything within any stretch of that length.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

/// What was taken from one budget, within its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    length: TimeDelta,
    most: usize,
    /// In the order of time.
    taken: VecDeque<DateTime<Utc>>,
}

impl Window {
    pub fn new(length: TimeDelta, most: usize) -> Self {
        Self { length, most, taken: VecDeque::new() }
    }

    /// How long to wait until one may be taken; nothing where one may be taken at `now`.
    pub fn wait(&mut self, now: DateTime<Utc>) -> Option<TimeDelta> {
        while self.taken.front().is_some_and(|first| *first + self.length <= now) {
            self.taken.pop_front();
        }
        if self.taken.len() < self.most {
            return None;
        }
        // A budget of nothing is never refilled: its wait is its length.
        Some(self.taken.front().map_or(self.length, |first| *first + self.length - now))
    }

    /// Takes one at `at`, be there room or not: what was sent was sent.
    pub fn take(&mut self, at: DateTime<Utc>) {
        let place = self.taken.partition_point(|known| *known <= at);
        self.taken.insert(place, at);
    }

    /// Gives back one that was taken at `at` and turned out not to be needed.
    pub fn give_back(&mut self, at: DateTime<Utc>) {
        if let Some(place) = self.taken.iter().rposition(|known| *known == at) {
            self.taken.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn a_window_is_full_until_its_oldest_has_passed() {
        let mut window = Window::new(TimeDelta::seconds(60), 2);
        for second in [0, 10] {
            assert_eq!(window.wait(at(second)), None);
            window.take(at(second));
        }
        assert_eq!(window.wait(at(15)), Some(TimeDelta::seconds(45)));
        assert_eq!(window.wait(at(59)), Some(TimeDelta::seconds(1)));
        assert_eq!(window.wait(at(60)), None);
        window.take(at(60));
        assert_eq!(window.wait(at(61)), Some(TimeDelta::seconds(9)), "the second one still counts");
        window.give_back(at(60));
        assert_eq!(window.wait(at(61)), None);
        assert_eq!(Window::new(TimeDelta::seconds(60), 0).wait(at(0)), Some(TimeDelta::seconds(60)));
    }

    proptest! {
        #[test]
        fn no_stretch_of_time_holds_more_than_the_budget(
            most in 1_usize..5, gaps in proptest::collection::vec(0_i64..30, 0..60),
        ) {
            let mut window = Window::new(TimeDelta::seconds(60), most);
            let (mut now, mut taken) = (0, Vec::new());
            for gap in gaps {
                now += gap;
                if window.wait(at(now)).is_none() {
                    window.take(at(now));
                    taken.push(now);
                }
            }
            for end in &taken {
                let within = taken.iter().filter(|one| *one <= end && end - *one < 60).count();
                prop_assert!(within <= most);
            }
        }
    }
}
