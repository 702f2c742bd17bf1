//! `e2e`: the browser tests, in Debian's Chromium.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::args::Args;
use crate::setup::{self, npm_bin};
use crate::web::{self, Profile};
use crate::{cargo, paths, process, ui};

pub fn command(mut args: Args) -> Result<()> {
    let profile = Profile::of(args.flag("--dev"));
    let pictures = args.flag("--pictures");
    web::ensure(profile)?;
    cargo::build_server()?;
    run(args.rest(), pictures)
}

/// Runs Playwright; application and server have been built.
pub fn run(args: Vec<String>, pictures: bool) -> Result<()> {
    setup::browser_tests()?;
    let chromium = chromium().context("chromium is missing")?;
    ui::step("running the browser tests");
    let mut playwright = Command::new(npm_bin("e2e", "playwright"));
    playwright.arg("test").args(args).current_dir(paths::root().join("e2e"));
    playwright.env("E2E_SERVER", paths::target().join("debug/liaison"));
    playwright.env("E2E_CHROMIUM", chromium);
    if pictures {
        playwright.env("E2E_PICTURES", "1");
    }
    process::run(&mut playwright)
}

/// Type-checks the browser tests and the meeting room.
pub fn check_types() -> Result<()> {
    for folder in ["e2e", "frontend"] {
        setup::npm_install(folder)?;
        let dir = paths::root().join(folder);
        process::run(Command::new(npm_bin(folder, "tsc")).args(["--noEmit", "-p", "."]).current_dir(dir))?;
    }
    Ok(())
}

/// The browser: `E2E_CHROMIUM`, or Debian's.
pub fn chromium() -> Option<PathBuf> {
    let chosen = std::env::var_os("E2E_CHROMIUM").map(PathBuf::from).filter(|path| path.is_file());
    chosen.or_else(|| paths::on_path("chromium"))
}
