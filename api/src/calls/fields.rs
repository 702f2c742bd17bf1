//! The fields of a call, checked one by one, so that an answer names all that are wrong.

use chrono::{DateTime, Datelike, Utc};
use domain::calls::{CallMinutes, CallNotes, CallPurpose, CallTitle};
use domain::person::TimeZoneName;
use domain::zone::{GivenTime, NoTime, WallTime};
use domain::{PracticeId, UserId};
use storage::calls::Participant;
use wire::{FieldCode, FieldError};

use crate::error::ApiResult;
use crate::form::{FieldFault, Form};
use crate::state::App;
use crate::time_zones::{TimeZones, Zone};

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
    pub when: When<'a>,
    pub minutes: i64,
    pub notes: &'a str,
}

/// When a call is to begin, as it came, and when it was to begin before.
#[derive(Clone, Copy, Debug)]
pub struct When<'a> {
    pub starts_at: Option<&'a str>,
    pub time_zone: Option<&'a str>,
    /// Of a call that is changed: what is not given stays, to the second.
    pub before: Option<Before<'a>>,
}

/// When a call was to begin until now.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    pub starts_at: DateTime<Utc>,
    pub time_zone: &'a str,
}

/// Reads them; what is wrong is added to `form`, and then there is no answer.
pub fn read(zones: &TimeZones, given: Given<'_>, form: &mut Form) -> Option<Fields> {
    let title = form.field("title", given.title, CallTitle::parse);
    let purpose = form.field("purpose", given.purpose, str::parse::<CallPurpose>);
    let when = beginning(zones, given.when).map_err(|error| form.push(error)).ok();
    let minutes = form.value("minutes", CallMinutes::try_from(given.minutes));
    let notes = match given.notes.trim() {
        "" => Some(String::new()),
        some => form.field("notes", some, CallNotes::parse).map(CallNotes::into_string),
    };
    let (starts_at, time_zone) = when?;
    Some(Fields { title: title?, purpose: purpose?, starts_at, time_zone, minutes: minutes?, notes: notes? })
}

/// Checks that colleagues are of the practice and have not left; those who were asked before may have left since.
pub async fn check_team(
    app: &App,
    practice: PracticeId,
    field: &str,
    users: &[UserId],
    before: &[Participant],
    form: &mut Form,
) -> ApiResult<()> {
    if users.is_empty() || !form.at_most(field, users.len(), MOST) {
        return Ok(());
    }
    let team = app.store.practice(practice).users().list().await?;
    for (at, id) in users.iter().enumerate() {
        if !before.iter().any(|one| one.user_id == *id) {
            form.works_here(format!("{field}[{at}]"), team.iter().find(|user| user.id == *id));
        }
    }
    Ok(())
}

/// A call is a conversation.
const MOST: usize = 20;

fn zone(zones: &TimeZones, given: &str) -> Result<(TimeZoneName, Zone), FieldError> {
    let name = zones.named(given).map_err(|unknown| unknown.at("time_zone"))?;
    let zone = zones.zone_or_utc(name.as_str());
    Ok((name, zone))
}

/// The beginning, and the zone it was chosen in. What was not given, and what the clocks show already, keeps its instant:
/// a form that knows minutes alone, or one of the two half past ones of a night in autumn, moves nothing by being saved.
fn beginning(zones: &TimeZones, when: When<'_>) -> Result<(DateTime<Utc>, TimeZoneName), FieldError> {
    let given_zone = when.time_zone.or(when.before.map(|before| before.time_zone));
    let (name, zone) = zone(zones, given_zone.unwrap_or_default())?;
    let Some(given) = when.starts_at else {
        let before = when.before.ok_or_else(|| starts_at(FieldCode::Required, "say when the call begins"))?;
        return Ok((before.starts_at, name));
    };
    if given.trim().is_empty() {
        return Err(starts_at(FieldCode::Required, "say when the call begins"));
    }
    let given = GivenTime::parse(given)
        .map_err(|error: NoTime| starts_at(FieldCode::NotATime, &error.to_string()))?;
    let kept = when.before.filter(|before| {
        zones.zone_or_utc(before.time_zone).name() == zone.name()
            && given.is_shown_by(zone.local(before.starts_at).naive_local())
    });
    let at = match kept {
        Some(before) => before.starts_at,
        None => instant(given, &zone)?,
    };
    Ok((at, name))
}

/// Of a time that the clocks repeat the first is meant: who means the second gives its distance from UTC.
fn instant(given: GivenTime, zone: &Zone) -> Result<DateTime<Utc>, FieldError> {
    let at = match given {
        GivenTime::Instant(at) => at,
        GivenTime::Wall(wall) => match zone.offsets().read(wall) {
            WallTime::Once(at) | WallTime::Twice { first: at, .. } => at,
            WallTime::Skipped => {
                return Err(starts_at(FieldCode::TimeSkipped, "the clocks skip this time on that day"));
            }
        },
    };
    let years = 2000..=2100;
    if years.contains(&at.year()) {
        Ok(at)
    } else {
        Err(starts_at(FieldCode::NotATime, "a year from 2000 to 2100"))
    }
}

fn starts_at(code: FieldCode, why: &str) -> FieldError {
    FieldError::new("starts_at", code, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: &str, zone: &str) -> Result<DateTime<Utc>, String> {
        let when = When { starts_at: Some(given), time_zone: Some(zone), before: None };
        beginning(&TimeZones::bundled(), when).map(|(at, _)| at).map_err(|error| error.code)
    }

    fn changed(given: Option<&str>, zone: Option<&str>, before: &str) -> (DateTime<Utc>, String) {
        let before = Before { starts_at: before.parse().unwrap(), time_zone: "America/Toronto" };
        let when = When { starts_at: given, time_zone: zone, before: Some(before) };
        let (at, name) = beginning(&TimeZones::bundled(), when).unwrap();
        (at, name.into_string())
    }

    #[test]
    fn a_wall_clock_is_read_in_its_zone_v14() {
        for (given, expected) in [
            ("2026-03-03T14:30", "2026-03-03T19:30:00Z"),
            ("2026-07-03T14:30", "2026-07-03T18:30:00Z"),
            ("2026-03-03T19:30:00Z", "2026-03-03T19:30:00Z"),
            ("2026-03-03T14:30:00-05:00", "2026-03-03T19:30:00Z"),
            // Repeated when the clocks go back: the first, unless the second is named.
            ("2026-11-01T01:30", "2026-11-01T05:30:00Z"),
            ("2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00Z"),
        ] {
            let expected: DateTime<Utc> = expected.parse().unwrap();
            assert_eq!(read(given, "America/Toronto"), Ok(expected), "{given}");
        }
        for (bad, code) in [
            ("", "required"),
            ("tomorrow", "not_a_time"),
            ("2026-03-08T02:30", "time_skipped"),
            ("2026-02-30T10:00", "not_a_time"),
            ("1999-01-01T10:00:00Z", "not_a_time"),
            ("2026-12-01T14:00:60", "not_a_time"),
            ("2026-12-01T14:00:60Z", "not_a_time"),
        ] {
            assert_eq!(read(bad, "America/Toronto"), Err(code.to_owned()), "{bad}");
        }
    }

    #[test]
    fn what_was_not_touched_keeps_its_instant() {
        let second: DateTime<Utc> = "2027-11-07T06:30:00Z".parse().unwrap();
        for given in [None, Some("2027-11-07T01:30"), Some("2027-11-07T01:30:00-05:00")] {
            assert_eq!(changed(given, None, "2027-11-07T06:30:00Z").0, second, "{given:?}");
        }
        let exact: DateTime<Utc> = "2026-12-01T19:00:25Z".parse().unwrap();
        for given in [None, Some("2026-12-01T14:00"), Some("2026-12-01T14:00:25")] {
            assert_eq!(changed(given, Some("America/Toronto"), "2026-12-01T19:00:25Z").0, exact, "{given:?}");
        }
        let first: DateTime<Utc> = "2027-11-07T05:30:00Z".parse().unwrap();
        assert_eq!(changed(Some("2027-11-07T01:30:00-04:00"), None, "2027-11-07T06:30:00Z").0, first);
    }

    #[test]
    fn another_zone_alone_changes_where_the_time_is_told_not_when_it_is() {
        let (at, zone) = changed(None, Some("America/Vancouver"), "2026-12-01T19:00:25Z");
        assert_eq!(
            (at.to_rfc3339().as_str(), zone.as_str()),
            ("2026-12-01T19:00:25+00:00", "America/Vancouver")
        );
        // A time that is given with a zone is of that zone's clocks.
        let (at, _) = changed(Some("2026-12-01T14:00"), Some("America/Vancouver"), "2026-12-01T19:00:00Z");
        assert_eq!(at.to_rfc3339(), "2026-12-01T21:00:00+00:00");
    }
}
