//! The fields of a call, checked one by one, so that an answer names all that are wrong.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use domain::TextError;
use domain::call::{CallMinutes, CallNotes, CallPurpose, CallTitle};
use domain::person::TimeZoneName;
use domain::{PracticeId, UserId};
use wire::FieldError;

use crate::error::{ApiError, ApiResult};
use crate::state::App;

/// What every call has.
#[derive(Clone, Debug)]
pub struct Fields {
    pub title: CallTitle,
    pub purpose: CallPurpose,
    pub starts_at: DateTime<Utc>,
    pub time_zone: TimeZoneName,
    pub minutes: CallMinutes,
    pub notes: String,
}

/// The same, as they came.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub title: &'a str,
    pub purpose: &'a str,
    pub starts_at: &'a str,
    pub time_zone: &'a str,
    pub minutes: i64,
    pub notes: &'a str,
}

/// Reads them; what is wrong is added to `errors`, and then there is no answer.
pub fn read(given: Given<'_>, errors: &mut Vec<FieldError>) -> Option<Fields> {
    let before = errors.len();
    let title = CallTitle::parse(given.title).map_err(|e| errors.push(text("title", e)));
    let purpose = given.purpose.parse::<CallPurpose>().map_err(|e| {
        let code = if given.purpose.is_empty() { "required" } else { "unknown" };
        errors.push(FieldError::new("purpose", code, e.to_string()));
    });
    let zone = zone(given.time_zone).map_err(|e| errors.push(e));
    let starts_at = match &zone {
        Ok((_, tz)) => instant(given.starts_at, *tz).map_err(|e| errors.push(e)),
        Err(()) => Err(()),
    };
    let minutes = CallMinutes::try_from(given.minutes)
        .map_err(|e| errors.push(FieldError::new("minutes", "out_of_range", e.to_string())));
    let notes = match given.notes.trim() {
        "" => Ok(String::new()),
        some => CallNotes::parse(some).map(CallNotes::into_string),
    };
    let notes = notes.map_err(|e| errors.push(text("notes", e)));
    if errors.len() > before {
        return None;
    }
    Some(Fields {
        title: title.ok()?,
        purpose: purpose.ok()?,
        starts_at: starts_at.ok()?,
        time_zone: zone.ok()?.0,
        minutes: minutes.ok()?,
        notes: notes.ok()?,
    })
}

/// Checks that colleagues are of the practice and have not left.
pub async fn check_team(
    app: &App,
    practice: PracticeId,
    field: &str,
    users: &[UserId],
    errors: &mut Vec<FieldError>,
) -> ApiResult<()> {
    if users.is_empty() {
        return Ok(());
    }
    if users.len() > MOST {
        errors.push(FieldError::new(field, "too_many", format!("at most {MOST}")));
        return Ok(());
    }
    let team = app.store.users(practice).await.map_err(ApiError::from)?;
    for (at, id) in users.iter().enumerate() {
        if !team.iter().any(|user| user.id == *id && user.deactivated_at.is_none()) {
            let field = format!("{field}[{at}]");
            errors.push(FieldError::new(field, "unknown", "there is no such colleague"));
        }
    }
    Ok(())
}

/// A call is a conversation.
const MOST: usize = 20;

fn text(field: &str, error: TextError) -> FieldError {
    let code = match error {
        TextError::Blank => "required",
        TextError::TooLong { .. } => "too_long",
    };
    FieldError::new(field, code, error.to_string())
}

fn zone(given: &str) -> Result<(TimeZoneName, Tz), FieldError> {
    let unknown =
        || FieldError::new("time_zone", "unknown_zone", "an IANA time zone such as America/Toronto");
    let name = TimeZoneName::parse(given).map_err(|_| unknown())?;
    let tz = name.as_str().parse::<Tz>().map_err(|_| unknown())?;
    Ok((name, tz))
}

/// An instant, or a wall clock's time in `tz`. A time that a change of the clocks skips is none; of one that it
/// repeats the first is meant.
fn instant(given: &str, tz: Tz) -> Result<DateTime<Utc>, FieldError> {
    if given.trim().is_empty() {
        return Err(FieldError::new("starts_at", "required", "say when the call begins"));
    }
    let wrong = |why: &str| FieldError::new("starts_at", "not_a_time", why);
    let at = if let Ok(at) = DateTime::parse_from_rfc3339(given) {
        at.to_utc()
    } else {
        let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(given, format).ok())
            .ok_or_else(|| wrong("an instant such as 2026-03-03T19:30:00Z, or 2026-03-03T14:30"))?;
        let at = tz.from_local_datetime(&local).earliest();
        at.ok_or_else(|| wrong("the clocks skip this time on that day"))?.to_utc()
    };
    let years = 2000..=2100;
    if years.contains(&chrono::Datelike::year(&at)) { Ok(at) } else { Err(wrong("a year from 2000 to 2100")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_is_read_in_its_zone_v14() {
        let toronto: Tz = "America/Toronto".parse().unwrap();
        for (given, expected) in [
            ("2026-03-03T14:30", "2026-03-03T19:30:00Z"),
            ("2026-07-03T14:30", "2026-07-03T18:30:00Z"),
            ("2026-03-03T19:30:00Z", "2026-03-03T19:30:00Z"),
            ("2026-03-03T14:30:00-05:00", "2026-03-03T19:30:00Z"),
            // Repeated when the clocks go back: the first.
            ("2026-11-01T01:30", "2026-11-01T05:30:00Z"),
        ] {
            let expected: DateTime<Utc> = expected.parse().unwrap();
            assert_eq!(instant(given, toronto), Ok(expected), "{given}");
        }
        for bad in ["", "tomorrow", "2026-03-08T02:30", "2026-02-30T10:00", "1999-01-01T10:00:00Z"] {
            assert!(instant(bad, toronto).is_err(), "{bad}");
        }
    }
}
