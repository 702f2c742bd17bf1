//! The releases of the time zone database, `2026f`, and when they came out.

use std::fmt;
use std::path::Path;

use chrono::{Datelike, NaiveDate};

/// A release: its year, and a letter for each of the year.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    year: u16,
    letters: String,
}

/// When releases came out, by the database's own NEWS and announcements.
const PUBLISHED: [(&str, (i32, u32, u32)); 9] = [
    ("2024a", (2024, 2, 1)),
    ("2024b", (2024, 9, 4)),
    ("2025a", (2025, 1, 15)),
    ("2025b", (2025, 3, 22)),
    ("2025c", (2025, 12, 10)),
    ("2026a", (2026, 3, 1)),
    ("2026b", (2026, 4, 22)),
    ("2026c", (2026, 7, 8)),
    ("2026d", (2026, 9, 11)),
];

impl Release {
    /// `2026f`, whatever a distribution adds behind it.
    pub fn parse(given: &str) -> Option<Self> {
        let given = given.trim();
        let year = given.get(..4)?.parse().ok()?;
        let letters: String = given.get(4..)?.chars().take_while(char::is_ascii_lowercase).collect();
        (!letters.is_empty()).then_some(Self { year, letters })
    }

    /// The day it was published, or for one that is not listed the earliest day it can have been: after those before it,
    /// and in its year. So a warning of old rules may come early and never late.
    pub fn published(&self) -> NaiveDate {
        let known =
            PUBLISHED.iter().filter(|(name, _)| Self::parse(name).is_some_and(|known| known <= *self));
        let known =
            known.filter_map(|(_, (year, month, day))| NaiveDate::from_ymd_opt(*year, *month, *day)).max();
        let year = NaiveDate::from_ymd_opt(self.year.into(), 1, 1).unwrap_or_default();
        known.map_or(year, |known| if known.year() < year.year() { year } else { known })
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.year, self.letters)
    }
}

/// The release of the compiled database in a directory, which says it in one of three ways.
pub fn of_directory(directory: &Path) -> Option<Release> {
    let read = |name: &str| std::fs::read_to_string(directory.join(name)).ok();
    let text = read("tzdata.zi")
        .and_then(|text| text.lines().next()?.strip_prefix("# version ").map(str::to_owned))
        .or_else(|| read("+VERSION"))
        .or_else(|| read("version"));
    Release::parse(&text?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_in_their_order() {
        let order = ["2024b", "2025a", "2025b", "2025c", "2026a", "2026f", "2026z", "2026za", "2027a"];
        for pair in order.windows(2) {
            assert!(Release::parse(pair[0]).unwrap() < Release::parse(pair[1]).unwrap(), "{pair:?}");
        }
        assert_eq!(Release::parse("2026b-0+deb12u1\n").unwrap().to_string(), "2026b");
        for bad in ["", "2026", "26f", "latest", "version 2026f"] {
            assert_eq!(Release::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_day_of_a_release_is_known_or_the_earliest_there_can_be() {
        let day = |name: &str| Release::parse(name).unwrap().published().to_string();
        assert_eq!(day("2025b"), "2025-03-22");
        assert_eq!(day("2026d"), "2026-09-11");
        assert_eq!(day("2026z"), "2026-09-11");
        assert_eq!(day("2031a"), "2031-01-01");
        assert_eq!(day("2019c"), "2019-01-01");
    }
}
