//! `run`: from a fresh clone to a running Liaison with a demo practice in it.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::args::Args;
use crate::web::{self, Profile};
use crate::{cargo, paths, process, ui};

/// What `liaison demo` said when it made the practice: shown again at every start.
const ACCOUNTS: &str = "data/demo-accounts.txt";

pub fn command(mut args: Args) -> Result<()> {
    let release = args.flag("--release");
    let profile = Profile::of(args.flag("--dev"));
    let port = port(&mut args)?;
    args.done()?;

    web::ensure(profile)?;
    let server = if release { build_optimised()? } else { build_debug()? };
    println!("{}", accounts(&server)?.trim_end());
    let mut serve = Command::new(server);
    serve.arg("serve").current_dir(paths::root());
    if let Some(port) = port {
        serve.env("LIAISON_LISTEN", format!("127.0.0.1:{port}"));
    }
    // The server takes our place, so that Ctrl-C reaches it and it ends in its own way.
    let error = serve.exec();
    Err(error).context("the server could not be started")
}

/// `build`: one file that holds server and browser application.
pub fn build_release(args: Args) -> Result<()> {
    args.done()?;
    web::ensure(Profile::Small)?;
    let server = build_optimised()?;
    ui::note(&format!("built {}", paths::shown(&server)));
    Ok(())
}

fn port(args: &mut Args) -> Result<Option<u16>> {
    let Some(text) = args.value("--port")? else { return Ok(None) };
    let port = text
        .parse()
        .with_context(|| format!("`{text}` is no port: a number from 0 to 65535; 0 takes any free one"))?;
    Ok(Some(port))
}

fn build_debug() -> Result<PathBuf> {
    cargo::build_server()?;
    Ok(paths::target().join("debug/liaison"))
}

fn build_optimised() -> Result<PathBuf> {
    ui::step("building the optimised server");
    process::run(&mut cargo::cargo(&["build", "--release", "--package", "api", "--features", "embed"]))?;
    Ok(paths::target().join("release/liaison"))
}

/// Seeds the demo practice the first time; returns its accounts.
fn accounts(server: &Path) -> Result<String> {
    let file = paths::root().join(ACCOUNTS);
    if let Ok(text) = fs::read_to_string(&file) {
        return Ok(text);
    }
    if has_settings() {
        return Ok(
            "Your own settings are in use: `liaison demo` fills the database, if you want it to.".to_owned()
        );
    }
    if has_data() {
        return Ok("The database in ./data was not made by `run`: sign in with its own accounts.".to_owned());
    }
    ui::step("making a demo practice in ./data");
    fs::create_dir_all(paths::root().join("data")).context("making data/")?;
    let text = process::output(Command::new(server).arg("demo").current_dir(paths::root()))?;
    fs::write(&file, &text).with_context(|| format!("writing {ACCOUNTS}"))?;
    Ok(text)
}

/// A database that someone configured is not ours to fill.
fn has_settings() -> bool {
    let variables = ["DATABASE_URL", "LIAISON_DATABASE_URL", "LIAISON_DATA_DIR", "LIAISON_CONFIG"];
    variables.iter().any(|name| std::env::var_os(name).is_some())
        || paths::root().join("liaison.toml").exists()
}

fn has_data() -> bool {
    let Ok(entries) = fs::read_dir(paths::root().join("data")) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().contains(".sqlite"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_a_number() {
        let parse = |text: &str| port(&mut Args::new(["--port".to_owned(), text.to_owned()]));
        assert_eq!(parse("8081").unwrap(), Some(8081));
        assert!(parse("70000").is_err());
        assert!(parse("http").is_err());
        assert_eq!(port(&mut Args::new([])).unwrap(), None);
    }
}
