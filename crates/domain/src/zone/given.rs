//! A time as someone gives it: an instant, or what a clock on the wall shows.

use chrono::{DateTime, NaiveDateTime, Timelike, Utc};

/// An instant, or a time on a zone's clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenTime {
    /// `2026-03-03T19:30:00Z`, or with an offset.
    Instant(DateTime<Utc>),
    /// `2026-03-03T14:30`
    Wall(NaiveDateTime),
}

/// Why a text is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTime {
    #[error("an instant such as 2026-03-03T19:30:00Z, or 2026-03-03T14:30")]
    Unreadable,
    /// No clock in use shows it, and most programs cannot read it back.
    #[error("a minute has sixty seconds: leap seconds are no time to meet")]
    LeapSecond,
}

impl GivenTime {
    pub fn parse(given: &str) -> Result<Self, NoTime> {
        let time = if let Ok(at) = DateTime::parse_from_rfc3339(given) {
            Self::Instant(at.to_utc())
        } else {
            let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
            let mut wall = forms.iter().filter_map(|form| NaiveDateTime::parse_from_str(given, form).ok());
            Self::Wall(wall.next().ok_or(NoTime::Unreadable)?)
        };
        let leaps = match &time {
            Self::Instant(at) => is_leap_second(at),
            Self::Wall(wall) => is_leap_second(wall),
        };
        if leaps { Err(NoTime::LeapSecond) } else { Ok(time) }
    }

    /// Whether it says what a clock that shows `now` says already. A form knows minutes alone, so seconds that were not
    /// given differ from none.
    pub fn is_shown_by(self, now: NaiveDateTime) -> bool {
        match self {
            Self::Instant(_) => false,
            Self::Wall(wall) => {
                wall == now || now.with_second(0).and_then(|now| now.with_nanosecond(0)) == Some(wall)
            }
        }
    }
}

/// Whether it is the sixty-first second of a minute, which chrono keeps as the sixtieth with more than a second of
/// nanoseconds.
pub fn is_leap_second(time: &impl Timelike) -> bool {
    time.nanosecond() >= 1_000_000_000
}
