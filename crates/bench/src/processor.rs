//! How much processor time a process has used, read from Linux's /proc. Unlike a rate, it hardly depends on what else
//! the machine is doing.

use std::fs;
use std::time::Duration;

/// Linux counts in hundredths of a second, whatever the kernel's own clock.
const TICKS_PER_SECOND: f64 = 100.0;

/// Of all its threads, in the program and in the kernel on its behalf.
pub fn used_by(process: u32) -> Result<Duration, String> {
    let path = format!("/proc/{process}/stat");
    let stat = fs::read_to_string(&path).map_err(|error| format!("reading {path}: {error}"))?;
    parse(&stat).ok_or_else(|| format!("{path} says nothing about processor time"))
}

/// Fields 14 and 15; the second one is a name in parentheses that may hold spaces.
fn parse(stat: &str) -> Option<Duration> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some(Duration::from_secs_f64((user + system) / TICKS_PER_SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_added() {
        let stat = "123 (tokio rt) w) S 1 123 123 0 -1 4194304 500 0 0 0 250 50 0 0 20 0 8 0 100 1000 200";
        assert_eq!(parse(stat), Some(Duration::from_secs(3)));
        assert_eq!(parse("123 (short) S 1"), None);
    }
}
