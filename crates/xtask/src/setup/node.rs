//! Node.js: whether it is there, and new enough.

use std::process::Command;

use anyhow::{Result, anyhow, bail};

use crate::process;

/// The oldest release line that the build and the browser tests run on.
const OLDEST: u32 = 20;

pub fn check() -> Result<()> {
    let hint = format!("install Node.js {OLDEST} or newer, with npm: https://nodejs.org/en/download");
    let said = process::output(Command::new("node").arg("--version"))
        .map_err(|_| anyhow!("Node.js is missing: {hint}"))?;
    match major(&said) {
        Some(version) if version >= OLDEST => Ok(()),
        _ => bail!("Node.js {} is too old: {hint}", said.trim()),
    }
}

/// 20 of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_line_is_the_first_number() {
        assert_eq!(major("v20.11.1\n"), Some(20));
        assert_eq!(major("v18.19.0"), Some(18));
        assert_eq!(major("20"), None);
        assert_eq!(major("v"), None);
    }
}
