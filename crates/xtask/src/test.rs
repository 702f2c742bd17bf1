//! `test`: every check in the order in which failures are cheapest to find, and a table at the end.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::args::Args;
use crate::postgres::{Cluster, Purpose};
use crate::web::Profile;
use crate::{cargo, e2e, openapi, process, requirements, setup, tidy, ui, web};

/// A named check.
struct Step {
    name: &'static str,
    does: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: [Step; 10] = [
    Step { name: "fmt", does: "formatting", run: fmt },
    Step { name: "tidy", does: "layers, sizes, words, translations, styles", run: tidy::check },
    Step { name: "requirements", does: "done requirements have tests", run: requirements },
    Step { name: "clippy", does: "lints of server, tests and tools", run: clippy },
    Step { name: "clippy-web", does: "lints of the browser application", run: clippy_web },
    Step { name: "unit", does: "unit, storage (SQLite and PostgreSQL) and API tests", run: unit },
    Step { name: "web", does: "browser application and its size", run: web::check },
    Step { name: "openapi", does: "openapi.json equals the code", run: api_document },
    Step { name: "types", does: "TypeScript of the browser tests and the room", run: e2e::check_types },
    Step { name: "e2e", does: "browser tests", run: browser },
];

pub fn command(args: Args) -> Result<()> {
    let wanted = args.rest();
    if let Some(unknown) = wanted.iter().find(|name| !STEPS.iter().any(|step| step.name == **name)) {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        bail!("there is no step `{unknown}`; there are: {}", names.join(" "));
    }
    let chosen = STEPS.iter().filter(|step| wanted.is_empty() || wanted.iter().any(|name| name == step.name));
    let results: Vec<(&Step, Result<()>, Duration)> = chosen.map(perform).collect();
    summary(&results)
}

fn perform(step: &Step) -> (&Step, Result<()>, Duration) {
    ui::step(&format!("{}: {}", step.name, step.does));
    let start = Instant::now();
    let outcome = (step.run)();
    if let Err(failure) = &outcome {
        ui::error(failure);
    }
    (step, outcome, start.elapsed())
}

/// Prints the table; its last line is the one that machines read.
fn summary(results: &[(&Step, Result<()>, Duration)]) -> Result<()> {
    println!();
    for (step, outcome, elapsed) in results {
        let word = if outcome.is_ok() { ui::good("passed") } else { ui::bad("FAILED") };
        println!("{word}  {:>7}  {:<13} {}", ui::time(*elapsed), step.name, step.does);
    }
    let failed = results.iter().filter(|(_, outcome, _)| outcome.is_err()).count();
    let total: Duration = results.iter().map(|(_, _, elapsed)| *elapsed).sum();
    println!("in {}\n\n{} passed, {failed} failed", ui::time(total), results.len() - failed);
    ensure!(failed == 0, "{failed} step(s) failed");
    Ok(())
}

fn fmt() -> Result<()> {
    process::run(&mut cargo::cargo(&["fmt", "--all", "--check"])).context("run `cargo fmt --all`")
}

fn requirements() -> Result<()> {
    requirements::check(false, false)
}

/// The browser application is for wasm alone; natively half of it would seem unused.
fn clippy() -> Result<()> {
    // With the feature of the program as it is shipped, which no test is built with.
    let native = ["--workspace", "--exclude", "frontend", "--all-targets", "--features", "api/embed"];
    let strict = ["--", "-D", "warnings"];
    process::run(cargo::cargo(&["clippy", "--quiet", "--keep-going"]).args(native).args(strict))
}

fn clippy_web() -> Result<()> {
    setup::wasm()?;
    let target = ["--package", "frontend", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"];
    process::run(cargo::cargo(&["clippy", "--quiet", "--keep-going"]).args(target))
}

/// Doc tests are left out: each would be a program of its own to link, and the crates are not published.
fn unit() -> Result<()> {
    setup::postgresql()?;
    let prosody = setup::prosody()?;
    let postgres = Cluster::start(Purpose::Tests)?;
    let mut test = cargo::cargo(&["test", "--no-fail-fast"]);
    test.args(cargo::EVERYTHING).args(["--lib", "--bins", "--tests"]);
    process::run(test.env("LIAISON_TEST_POSTGRES", postgres.url()).env("LIAISON_TEST_PROSODY", prosody))
}

fn api_document() -> Result<()> {
    cargo::build_server()?;
    openapi::check()
}

fn browser() -> Result<()> {
    web::ensure(Profile::Small)?;
    cargo::build_server()?;
    e2e::run(Vec::new(), false)
}
