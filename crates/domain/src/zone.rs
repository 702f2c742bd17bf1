//! A time zone's clocks: how far they are from UTC, and what a time on them means.
//!
//! The table comes from the server's time zone database. Server and browser compute with the same table, so the hour on a
//! page is the hour in a mail, whatever the browser knows of the zone.

use std::fmt::Write;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

mod given;

pub use given::{GivenTime, NoTime, is_leap_second};

/// How far the clocks of one zone are from UTC, and from when on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ZoneOffsets {
    /// Seconds east of UTC before the first change.
    first: i32,
    /// Pairs, in ascending order: from this second since 1970 on, so many seconds east of UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Vec<i64>>))]
    changes: Vec<(i64, i32)>,
}

/// What a time on the wall means in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WallTime {
    Once(DateTime<Utc>),
    /// The clocks go back over it: it comes twice.
    Twice {
        first: DateTime<Utc>,
        second: DateTime<Utc>,
    },
    /// The clocks go forward over it: it never comes.
    Skipped,
}

/// Longer than any zone is from UTC.
const FARTHEST: TimeDelta = TimeDelta::hours(26);

impl ZoneOffsets {
    /// `changes` are in ascending order.
    pub fn new(first: i32, changes: Vec<(i64, i32)>) -> Self {
        Self { first, changes }
    }

    /// Seconds east of UTC at an instant.
    pub fn seconds_at(&self, at: DateTime<Utc>) -> i32 {
        let later = self.changes.partition_point(|(from, _)| *from <= at.timestamp());
        later.checked_sub(1).and_then(|index| self.changes.get(index)).map_or(self.first, |change| change.1)
    }

    /// The instant as the zone's clocks show it.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(self.seconds_at(at)).unwrap_or_else(|| Utc.fix());
        at.with_timezone(&offset)
    }

    /// What `wall` means on the zone's clocks.
    pub fn read(&self, wall: NaiveDateTime) -> WallTime {
        let from = wall.and_utc() - FARTHEST;
        let until = (wall.and_utc() + FARTHEST).timestamp();
        let near = self.changes.iter().filter(|(at, _)| (from.timestamp()..=until).contains(at));
        let offsets = std::iter::once(self.seconds_at(from)).chain(near.map(|change| change.1));
        let mut found: Vec<DateTime<Utc>> = offsets
            .map(|seconds| (wall.and_utc() - TimeDelta::seconds(seconds.into()), seconds))
            .filter(|(at, seconds)| self.seconds_at(*at) == *seconds)
            .map(|(at, _)| at)
            .collect();
        found.sort_unstable();
        found.dedup();
        match (found.first(), found.last()) {
            (Some(&first), Some(&second)) if first != second => WallTime::Twice { first, second },
            (Some(&at), _) => WallTime::Once(at),
            _ => WallTime::Skipped,
        }
    }
}

/// `UTC−05:00`
pub fn offset_label(seconds: i32) -> String {
    let sign = if seconds < 0 { '−' } else { '+' };
    let mut label = format!("UTC{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60);
    if seconds % 60 != 0 {
        // Writing to a String cannot fail.
        let _ = write!(label, ":{:02}", seconds.abs() % 60);
    }
    label
}

/// `Toronto, UTC−05:00`: a city and an offset are understood everywhere, abbreviations are not.
pub fn place(zone: &str, seconds: i32) -> String {
    if zone == "UTC" {
        return zone.to_owned();
    }
    format!("{}, {}", city(zone), offset_label(seconds))
}

/// The last part of a zone's name, as people write it: `Mexico City`.
pub fn city(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or_default().replace('_', " ")
}

#[cfg(test)]
#[path = "zone_tests.rs"]
mod tests;
