//! How much memory a process holds, read from Linux's /proc.

use std::fs;

/// Resident memory in MiB: now, and the most there was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    pub resident: f64,
    pub peak: f64,
}

pub fn of(process: u32) -> Result<Memory, String> {
    let path = format!("/proc/{process}/status");
    let status = fs::read_to_string(&path).map_err(|error| format!("reading {path}: {error}"))?;
    parse(&status).ok_or_else(|| format!("{path} says nothing about memory"))
}

fn parse(status: &str) -> Option<Memory> {
    let mebibytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: f64 = line.trim_end_matches("kB").trim().parse().ok()?;
        Some(kibibytes / 1024.0)
    };
    Some(Memory { resident: mebibytes("VmRSS:")?, peak: mebibytes("VmHWM:")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_and_peak_are_read() {
        let status = "Name:\tliaison\nVmHWM:\t   20480 kB\nVmRSS:\t   10240 kB\n";
        assert_eq!(parse(status), Some(Memory { resident: 10.0, peak: 20.0 }));
        assert_eq!(parse("Name:\tzombie\n"), None);
    }

    #[test]
    fn our_own_process_has_some() {
        assert!(of(std::process::id()).unwrap().resident > 0.1);
    }
}
