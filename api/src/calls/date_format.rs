//! Dates and times as they are written in mails.

use chrono::{DateTime, Datelike, Offset, Timelike, Utc};
use domain::language::Language;
use domain::zone;

use crate::time_zones::Zone;

const MONTHS: [[&str; 12]; 3] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
];

const DAYS: [[&str; 7]; 3] = [
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
];

const fn row(language: Language) -> usize {
    match language {
        Language::En => 0,
        Language::Fr => 1,
        Language::Es => 2,
    }
}

/// `March 3, 2026`
pub fn date(at: DateTime<Utc>, zone: &Zone, language: Language) -> String {
    let at = zone.local(at);
    let (day, year) = (at.day(), at.year());
    let month = word(&MONTHS, language, at.month0());
    match language {
        Language::En => format!("{month} {day}, {year}"),
        Language::Fr if day == 1 => format!("1er {month} {year}"),
        Language::Fr => format!("{day} {month} {year}"),
        Language::Es => format!("{day} de {month} de {year}"),
    }
}

/// `Tuesday, March 3, 2026`
pub fn long_date(at: DateTime<Utc>, zone: &Zone, language: Language) -> String {
    let weekday = word(&DAYS, language, zone.local(at).weekday().num_days_from_monday());
    let date = date(at, zone, language);
    match language {
        Language::En | Language::Es => format!("{weekday}, {date}"),
        Language::Fr => format!("{weekday} {date}"),
    }
}

/// `14:30 (Toronto, UTC−05:00)`
pub fn time(at: DateTime<Utc>, zone: &Zone, language: Language) -> String {
    let at = zone.local(at);
    let place = zone::place(zone.name(), at.offset().fix().local_minus_utc());
    let clock = match language {
        Language::En | Language::Es => format!("{:02}:{:02}", at.hour(), at.minute()),
        Language::Fr => format!("{} h {:02}", at.hour(), at.minute()),
    };
    format!("{clock} ({place})")
}

/// `Tuesday, March 3, 2026, 14:30 (Toronto, UTC−05:00)`
pub fn moment(at: DateTime<Utc>, zone: &Zone, language: Language) -> String {
    format!("{}, {}", long_date(at, zone, language), time(at, zone, language))
}

fn word<const N: usize>(words: &[[&'static str; N]; 3], language: Language, at: u32) -> &'static str {
    let at = usize::try_from(at).unwrap_or_default();
    words.get(row(language)).and_then(|row| row.get(at)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time_zones::TimeZones;

    #[test]
    fn dates_read_as_they_are_said() {
        let at: DateTime<Utc> = "2026-03-04T02:30:00Z".parse().unwrap();
        for (language, zone_name, day, clock) in [
            (Language::En, "America/Toronto", "Tuesday, March 3, 2026", "21:30 (Toronto, UTC−05:00)"),
            (Language::Fr, "America/Toronto", "mardi 3 mars 2026", "21 h 30 (Toronto, UTC−05:00)"),
            (
                Language::Es,
                "America/Mexico_City",
                "martes, 3 de marzo de 2026",
                "20:30 (Mexico City, UTC−06:00)",
            ),
            (Language::En, "Asia/Kolkata", "Wednesday, March 4, 2026", "08:00 (Kolkata, UTC+05:30)"),
        ] {
            let zone = TimeZones::bundled().zone(zone_name).unwrap();
            assert_eq!(long_date(at, &zone, language), day);
            assert_eq!(time(at, &zone, language), clock);
        }
        let first: DateTime<Utc> = "2026-05-01T12:00:00Z".parse().unwrap();
        assert_eq!(date(first, &Zone::utc(), Language::Fr), "1er mai 2026");
        assert_eq!(time(first, &Zone::utc(), Language::Fr), "12 h 00 (UTC)");
    }
}
