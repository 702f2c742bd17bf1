//! `setup` and its pieces, which the other commands call for what they need. Each does nothing when its work is done.

mod debian;
mod npm;
mod tools;

use crate::args::Args;
use crate::fail::Outcome;
use crate::ui;

pub use npm::{bin as npm_bin, install as npm_install};
pub use tools::{Tools, wasm_target as wasm};

pub fn command(mut args: Args) -> Outcome {
    let tests = args.flag("--tests");
    args.done()?;
    build()?;
    if tests {
        browser_tests()?;
        debian::ensure(debian::POSTGRESQL)?;
    }
    ui::note("everything needed is there");
    Ok(())
}

/// What building the browser application needs.
pub fn build() -> Outcome<Tools> {
    tools::wasm_target()?;
    npm_install("frontend")?;
    tools::ensure()
}

/// What the browser tests need beyond a build.
pub fn browser_tests() -> Outcome {
    debian::ensure(debian::CHROMIUM)?;
    npm_install("e2e")
}

/// PostgreSQL's programs, for a server of the tests' own.
pub fn postgresql() -> Outcome {
    debian::ensure(debian::POSTGRESQL)
}
