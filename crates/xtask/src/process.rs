//! Runs other programs and turns their failures into sentences.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail, ensure};

/// Runs a program whose output the user sees. Standard input is closed: nothing may ask.
pub fn run(command: &mut Command) -> Result<()> {
    let name = name(command);
    let status = command.stdin(Stdio::null()).status().map_err(|error| missing(&name, &error))?;
    ensure!(status.success(), "{} failed ({status})", line(command));
    Ok(())
}

/// Runs a program quietly and returns what it printed; its errors are shown only when it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let name = name(command);
    let output = command.stdin(Stdio::null()).output().map_err(|error| missing(&name, &error))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({})\n{}", line(command), output.status, errors.trim_end());
    }
    String::from_utf8(output.stdout).with_context(|| format!("reading the output of {name}"))
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    let mut words = vec![name(command)];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned()
}

fn missing(name: &str, error: &std::io::Error) -> anyhow::Error {
    let failure = format!("`{name}` could not be started: {error}");
    if error.kind() != ErrorKind::NotFound {
        return anyhow!(failure);
    }
    let hint = match name {
        "node" | "npm" => "install Node.js 20 or newer, with npm".to_owned(),
        "rustup" | "cargo" | "rustc" => "install Rust through rustup (https://rustup.rs)".to_owned(),
        "git" => "install git".to_owned(),
        _ => format!("install `{name}` or put it on PATH"),
    };
    anyhow!("{failure}\n  do: {hint}")
}
