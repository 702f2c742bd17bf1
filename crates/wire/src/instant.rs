//! An instant as the API writes it: RFC 3339 in UTC, `2026-11-20T14:30:00.125Z`.
//!
//! For `#[serde(deserialize_with = "instant::read")]` on what browsers read: chrono's own reader takes every form there is, and
//! would be a twentieth of what the clients' page downloads.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
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

fn parse(text: &str) -> Option<DateTime<Utc>> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut clock = clock.splitn(3, ':').map(digits);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let places = u32::try_from(fraction.len()).ok().filter(|places| *places <= 9)?;
    let nanos = digits(fraction)? * 10_u32.pow(9 - places);
    Some(day(date)?.and_hms_nano_opt(hour, minute, second, nanos)?.and_utc())
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
