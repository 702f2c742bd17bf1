//! `setup` and its pieces, which the other commands call for what they need. Each does nothing when its work is done.

mod debian;
mod node;
pub mod npm;
mod tools;

use std::path::PathBuf;

use anyhow::Result;

use crate::args::Args;
use crate::ui;

pub use npm::{bin as npm_bin, install as npm_install};
pub use tools::{Tools, wasm_target as wasm};

pub fn command(mut args: Args) -> Result<()> {
    let tests = args.flag("--tests");
    args.done()?;
    build()?;
    if tests {
        browser_tests()?;
        debian::ensure(debian::POSTGRESQL)?;
        debian::ensure(debian::PROSODY)?;
    }
    ui::note("everything needed is there");
    Ok(())
}

/// What building the browser application needs.
pub fn build() -> Result<Tools> {
    node::check()?;
    tools::wasm_target()?;
    npm_install("frontend")?;
    tools::ensure()
}

/// What the browser tests need beyond a build.
pub fn browser_tests() -> Result<()> {
    node::check()?;
    debian::ensure(debian::CHROMIUM)?;
    npm_install("e2e")
}

/// PostgreSQL's programs, for a server of the tests' own.
pub fn postgresql() -> Result<()> {
    debian::ensure(debian::POSTGRESQL).map(drop)
}

/// The XMPP server of a Jitsi, on which the module for it is tried.
pub fn prosody() -> Result<PathBuf> {
    debian::ensure(debian::PROSODY)
}
