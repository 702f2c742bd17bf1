//! npm packages of `frontend/` and `e2e/`, as their lock files say.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::node;
use crate::stamp::{Hash, Stamp};
use crate::{paths, process, ui};

/// Runs `npm ci` in a folder of the clone when its lock file changed since the last time.
pub fn install(folder: &str) -> Result<()> {
    let dir = paths::root().join(folder);
    let lock = dir.join("package-lock.json");
    if !lock.is_file() {
        return Ok(());
    }
    let mut inputs = Hash::new();
    inputs.add_path(&lock, &[])?;
    inputs.add_path(&dir.join("package.json"), &[])?;
    let stamp = Stamp::new(&format!("npm-{folder}"), inputs);
    if stamp.is_fresh() && dir.join("node_modules/.package-lock.json").is_file() {
        return Ok(());
    }
    node::check()?;
    stamp.clear();
    ui::step(&format!("installing the npm packages of {folder}/"));
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--no-update-notifier"]).current_dir(&dir);
    // The browser tests use Debian's Chromium; Playwright's own download is neither wanted nor always reachable.
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run(&mut npm)?;
    stamp.set()
}

/// A program that an npm package of the folder brought.
pub fn bin(folder: &str, program: &str) -> PathBuf {
    paths::root().join(folder).join("node_modules/.bin").join(program)
}
