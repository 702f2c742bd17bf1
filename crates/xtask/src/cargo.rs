//! How cargo is called, so that every command shares the same build artefacts.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{paths, process};

/// What native builds and tests select: everything. Cargo unifies features over what is selected, and a narrower
/// selection would compile dependencies a second time.
pub const EVERYTHING: [&str; 1] = ["--workspace"];

pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(paths::root());
    command
}

/// Builds `target/debug/liaison` with the features that `cargo test` uses: there are no examples, but selecting them
/// makes cargo count dev-dependencies in when it unifies features, so tests and server share every artefact.
pub fn build_server() -> Result<()> {
    process::run(cargo(&["build"]).args(EVERYTHING).args(["--bin", "liaison", "--examples"]))
}

/// The version of a package in Cargo.lock.
pub fn locked_version(package: &str) -> Result<String> {
    let path = paths::root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path).context("reading Cargo.lock")?;
    version_in(&lock, package).with_context(|| format!("Cargo.lock has no package {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "trunk"), None);
    }
}
