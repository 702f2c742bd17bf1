//! What times mean on clocks that change.

use super::*;

/// Toronto's clocks in 2026 and 2027.
fn toronto() -> ZoneOffsets {
    let change = |at: &str, hours: i32| (at.parse::<DateTime<Utc>>().unwrap().timestamp(), hours * 3600);
    ZoneOffsets::new(
        -5 * 3600,
        vec![
            change("2026-03-08T07:00:00Z", -4),
            change("2026-11-01T06:00:00Z", -5),
            change("2027-03-14T07:00:00Z", -4),
            change("2027-11-07T06:00:00Z", -5),
        ],
    )
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn wall(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

#[test]
fn an_instant_is_shown_by_the_clocks_of_its_day() {
    for (instant, shown) in [
        ("2026-01-10T12:00:00Z", "2026-01-10T07:00:00-05:00"),
        ("2026-03-08T06:59:59Z", "2026-03-08T01:59:59-05:00"),
        ("2026-03-08T07:00:00Z", "2026-03-08T03:00:00-04:00"),
        ("2027-11-07T05:30:00Z", "2027-11-07T01:30:00-04:00"),
        ("2027-11-07T06:30:00Z", "2027-11-07T01:30:00-05:00"),
        ("2040-07-01T12:00:00Z", "2040-07-01T07:00:00-05:00"),
    ] {
        assert_eq!(toronto().local(at(instant)).to_rfc3339(), shown, "{instant}");
    }
}

#[test]
fn a_time_on_the_wall_comes_once_twice_or_never() {
    for (text, expected) in [
        ("2026-01-10T07:00:00", WallTime::Once(at("2026-01-10T12:00:00Z"))),
        ("2026-03-08T02:30:00", WallTime::Skipped),
        ("2026-03-08T03:00:00", WallTime::Once(at("2026-03-08T07:00:00Z"))),
        (
            "2027-11-07T01:30:00",
            WallTime::Twice { first: at("2027-11-07T05:30:00Z"), second: at("2027-11-07T06:30:00Z") },
        ),
        ("2027-11-07T02:00:00", WallTime::Once(at("2027-11-07T07:00:00Z"))),
    ] {
        assert_eq!(toronto().read(wall(text)), expected, "{text}");
    }
    assert_eq!(
        ZoneOffsets::default().read(wall("2026-01-01T00:00:00")),
        WallTime::Once(at("2026-01-01T00:00:00Z"))
    );
}

#[test]
fn a_zone_that_jumps_over_a_whole_day_skips_it() {
    // Samoa, 30 December 2011.
    let samoa = ZoneOffsets::new(-10 * 3600, vec![(at("2011-12-30T10:00:00Z").timestamp(), 14 * 3600)]);
    assert_eq!(samoa.read(wall("2011-12-30T12:00:00")), WallTime::Skipped);
    assert_eq!(samoa.read(wall("2011-12-31T00:30:00")), WallTime::Once(at("2011-12-30T10:30:00Z")));
}

#[test]
fn a_place_is_a_city_and_an_offset() {
    assert_eq!(place("America/Toronto", -18_000), "Toronto, UTC−05:00");
    assert_eq!(place("America/Argentina/Buenos_Aires", -10_800), "Buenos Aires, UTC−03:00");
    assert_eq!(place("Asia/Kolkata", 19_800), "Kolkata, UTC+05:30");
    assert_eq!(place("UTC", 0), "UTC");
}

#[test]
fn a_leap_second_is_no_time_to_meet() {
    for given in [
        "2026-12-01T14:00:60",
        "2026-12-01T14:00:60Z",
        "2016-12-31T23:59:60Z",
        "2026-12-01T14:00:60.5-05:00",
        "2016-12-31T18:59:60-05:00",
    ] {
        assert_eq!(GivenTime::parse(given), Err(NoTime::LeapSecond), "{given}");
    }
    for given in ["", "soon", "2026-12-01", "2026-12-01T14:61", "2026-12-01T14:00:61", "2026-02-30T10:00"] {
        assert_eq!(GivenTime::parse(given), Err(NoTime::Unreadable), "{given}");
    }
    assert_eq!(
        GivenTime::parse("2026-03-03T14:30:00-05:00"),
        Ok(GivenTime::Instant(at("2026-03-03T19:30:00Z")))
    );
    assert_eq!(GivenTime::parse("2026-03-03T14:30"), Ok(GivenTime::Wall(wall("2026-03-03T14:30:00"))));
}

#[test]
fn a_clock_that_shows_it_already_is_not_touched() {
    let now = wall("2026-03-03T14:30:25");
    for (given, same) in [
        ("2026-03-03T14:30", true),
        ("2026-03-03T14:30:25", true),
        ("2026-03-03T14:30:24", false),
        ("2026-03-03T14:31", false),
        ("2026-03-03T14:30:25Z", false),
    ] {
        assert_eq!(GivenTime::parse(given).unwrap().is_shown_by(now), same, "{given}");
    }
}
