//! Node.js: whether it is there, and new enough.

use std::process::Command;

use crate::fail::{Failure, Outcome};
use crate::process;

/// The oldest release line that the build and the browser tests run on.
const OLDEST: u32 = 20;

pub fn check() -> Outcome {
    let hint = format!("install Node.js {OLDEST} or newer, with npm: https://nodejs.org/en/download");
    let said = process::output(Command::new("node").arg("--version"))
        .map_err(|_| Failure::new("Node.js is missing").hint(hint.clone()))?;
    match major(&said) {
        Some(version) if version >= OLDEST => Ok(()),
        _ => Err(Failure::new(format!("Node.js {} is too old", said.trim())).hint(hint)),
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
