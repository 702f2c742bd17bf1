//! An instant as the API writes it: RFC 3339 in UTC, `2026-11-20T14:30:00.125Z`.
//!
//! For `#[serde(deserialize_with = "instant::read")]` on what browsers read: chrono's own reader takes every form there is, and
//! would be a twentieth of what the clients' page downloads.

use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Timelike, Utc};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

pub fn read<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<Utc>, D::Error> {
    from.deserialize_str(Text)
}

/// The same where there may be none.
pub fn read_option<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    #[derive(Deserialize)]
    struct At(#[serde(deserialize_with = "read")] DateTime<Utc>);

    Ok(Option::<At>::deserialize(from)?.map(|At(at)| at))
}

/// A time as the clocks of a place show it, with their distance from UTC: `2026-11-20T09:30:00-05:00`.
pub fn read_local<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<FixedOffset>, D::Error> {
    struct Local;

    impl Visitor<'_> for Local {
        type Value = DateTime<FixedOffset>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a time such as 2026-11-20T09:30:00-05:00")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<DateTime<FixedOffset>, E> {
            local(text).ok_or_else(|| E::custom("no time with an offset"))
        }
    }

    from.deserialize_str(Local)
}

/// The same where there may be none.
pub fn read_local_option<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    #[derive(Deserialize)]
    struct At(#[serde(deserialize_with = "read_local")] DateTime<FixedOffset>);

    Ok(Option::<At>::deserialize(from)?.map(|At(at)| at))
}

struct Text;

impl Visitor<'_> for Text {
    type Value = DateTime<Utc>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an instant such as 2026-11-20T14:30:00Z")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<DateTime<Utc>, E> {
        parse(text).ok_or_else(|| E::custom("no instant in UTC"))
    }
}

/// `2026-11-20T09:30:00-05:00`, or with `Z` where clocks show UTC; `None` for anything else.
pub fn local(text: &str) -> Option<DateTime<FixedOffset>> {
    if let Some(at) = parse(text) {
        return Some(at.fixed_offset());
    }
    let at = text.len().checked_sub("-05:00".len())?;
    let (clock, offset) = (text.get(..at)?, text.get(at..)?);
    let east = match offset.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let seconds = i32::try_from(digits(hours)? * 3600 + digits(minutes)? * 60).ok()?;
    let offset = FixedOffset::east_opt(east * seconds)?;
    civil(clock)?.and_local_timezone(offset).single()
}

/// The same, written: `2026-11-20T09:30:00-05:00`.
pub fn write_local(at: DateTime<FixedOffset>) -> String {
    let wall = at.naive_local();
    let fraction = match wall.nanosecond() {
        0 => String::new(),
        nanos => format!(".{nanos:09}"),
    };
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{fraction}{}",
        wall.year(),
        wall.month(),
        wall.day(),
        wall.hour(),
        wall.minute(),
        wall.second(),
        offset_text(at.offset().local_minus_utc())
    )
}

/// Seconds east of UTC as they stand behind a time: `-05:00`.
pub fn offset_text(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
}

pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    Some(civil(text.strip_suffix('Z')?)?.and_utc())
}

fn civil(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_once('T')?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut clock = clock.splitn(3, ':').map(digits);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let places = u32::try_from(fraction.len()).ok().filter(|places| *places <= 9)?;
    let nanos = digits(fraction)? * 10_u32.pow(9 - places);
    day(date)?.and_hms_nano_opt(hour, minute, second, nanos)
}

/// A day as `2026-11-20`; `None` for anything else.
pub fn day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.splitn(3, '-').map(digits);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_chrono_writes_is_read() {
        for text in [
            "2026-11-20T14:30:00Z",
            "2026-11-20T14:30:00.125Z",
            "2024-02-29T23:59:59.999999999Z",
            "1970-01-01T00:00:00.000000001Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ] {
            let at: DateTime<Utc> = text.parse().unwrap();
            assert_eq!(parse(text), Some(at), "{text}");
            let written = serde_json::to_string(&at).unwrap();
            assert_eq!(parse(written.trim_matches('"')), Some(at), "{written}");
        }
    }

    #[test]
    fn a_time_with_its_offset_is_read() {
        for text in ["2026-12-01T14:00:00-07:00", "2026-03-03T00:30:25+05:30", "2026-03-03T00:30:00+00:00"] {
            let at: DateTime<FixedOffset> = text.parse().unwrap();
            assert_eq!(local(text), Some(at), "{text}");
            let written = serde_json::to_string(&at).unwrap();
            assert_eq!(local(written.trim_matches('"')), Some(at), "{written}");
            assert_eq!(write_local(at), text);
        }
        let exact: DateTime<FixedOffset> = "2026-12-01T14:00:00.125-07:00".parse().unwrap();
        assert_eq!(local(&write_local(exact)), Some(exact));
        for text in [
            "",
            "-05:00",
            "2026-12-01T14:00:60Z",
            "2026-12-01T14:00:60-05:00",
            "2026-12-01T14:00-05:00",
            "é05:00",
        ] {
            assert_eq!(local(text), None, "{text}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        for text in [
            "",
            "Z",
            "2026-11-20",
            "2026-11-20T14:30:00",
            "2026-11-20T14:30:00+01:00",
            "2026-13-20T14:30:00Z",
            "2026-02-30T14:30:00Z",
            "2026-11-20T24:00:00Z",
            "2026-11-20T14:00:60Z",
            "2026-11-20T14:30Z",
            "2026-11-20T14:30:00.Z",
            "2026-11-20T14:30:00.1234567890Z",
            "2026-11-20T+4:30:00Z",
            "2026-11-20-01T14:30:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
