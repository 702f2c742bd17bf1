//! `openapi`: keeps openapi/openapi.json equal to what the code says.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::args::Args;
use crate::setup::npm;
use crate::{cargo, paths, process, ui};

const FILE: &str = "openapi/openapi.json";
const RULES: &str = "openapi/redocly.yaml";

pub fn command(mut args: Args) -> Result<()> {
    let check_only = args.flag("--check");
    args.done()?;
    cargo::build_server()?;
    if check_only { check() } else { write() }
}

/// Fails when the committed document differs from the code; the server has been built.
pub fn check() -> Result<()> {
    let now = generate()?;
    let committed = fs::read_to_string(paths::root().join(FILE)).unwrap_or_default();
    match first_difference(&committed, &now) {
        None => lint(),
        Some((line, was, is)) => bail!(
            "{FILE} is out of date; first difference on line {line}:\n    committed: {was}\n    code:      {is}\n  \
             do: run `cargo xtask openapi` and commit the result"
        ),
    }
}

/// Fails when a reader of the document's kind finds fault with it.
fn lint() -> Result<()> {
    npm::install("e2e")?;
    let mut redocly = Command::new(npm::bin("e2e", "redocly"));
    redocly.args(["lint", FILE, "--config", RULES, "--max-problems", "20"]).current_dir(paths::root());
    // Neither asks for updates nor tells anybody what it was run on.
    redocly.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    process::run(&mut redocly)
}

fn write() -> Result<()> {
    let file = paths::root().join(FILE);
    if let Some(dir) = file.parent() {
        fs::create_dir_all(dir).with_context(|| format!("making {}", paths::shown(dir)))?;
    }
    fs::write(&file, generate()?).with_context(|| format!("writing {FILE}"))?;
    ui::note(&format!("wrote {FILE}"));
    Ok(())
}

fn generate() -> Result<String> {
    let mut text = process::output(Command::new(paths::target().join("debug/liaison")).arg("openapi"))?;
    text.truncate(text.trim_end().len());
    text.push('\n');
    Ok(text)
}

/// Line number from 1, the line of the one and of the other.
fn first_difference<'a>(committed: &'a str, now: &'a str) -> Option<(usize, &'a str, &'a str)> {
    let (mut old, mut new) = (committed.lines(), now.lines());
    for line in 1.. {
        match (old.next(), new.next()) {
            (None, None) => return None,
            (was, is) if was == is => {}
            (was, is) => return Some((line, was.unwrap_or("(nothing)"), is.unwrap_or("(nothing)"))),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some((2, "b", "c")));
        assert_eq!(first_difference("", "a\n"), Some((1, "(nothing)", "a")));
    }
}
