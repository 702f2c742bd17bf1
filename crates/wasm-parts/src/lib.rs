//! Splits a page's program of WebAssembly into the module it starts with and those it fetches when a part of it is
//! opened, and puts them in the place of what trunk made of the whole. Trunk itself cannot: it binds before anything
//! could be split.

#[cfg(test)]
mod golden;
mod install;
mod loader;
mod merge;
mod trim;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use install::Files;

/// The programs that the work is done with.
#[derive(Debug)]
pub struct Tools {
    pub wasm_split: PathBuf,
    pub wasm_bindgen: PathBuf,
    /// A PATH with binaryen's programs (`wasm-opt`, `wasm-merge`, …) and `esbuild`.
    pub path: OsString,
}

/// A program, and the document that loads it.
#[derive(Debug)]
pub struct Program<'a> {
    /// The binary's name: its files are named `<name>-….js` and `<name>-….wasm`.
    pub name: &'a str,
    /// What the compiler made, not yet bound, with the marks of where to split it.
    pub whole: &'a Path,
    /// The page. Beside it is what trunk bound of the whole.
    pub document: &'a Path,
    /// A folder for what is made in between. It is emptied first and kept afterwards.
    pub work: &'a Path,
    /// Every visit begins with one of these parts: what all of them share belongs to the main module.
    pub first: &'a [&'a str],
    /// A part, and the one that hardly ever comes without it: what the two share belongs to the former.
    pub before: Option<(&'a str, &'a str)>,
}

/// The features of WebAssembly that the compiler uses. Tools read them from a section that merging loses.
const FEATURES: [&str; 9] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-extended-const",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Replaces `<name>-*.js` and `<name>-*_bg.wasm` beside the document by the split program, and names it in the document.
pub fn replace(tools: &Tools, program: &Program) -> Result<()> {
    let (name, work) = (program.name, program.work);
    if work.exists() {
        fs::remove_dir_all(work).context("clearing the last split")?;
    }
    fs::create_dir_all(work).with_context(|| format!("making {}", work.display()))?;
    run(tools.command(&tools.wasm_split).arg(program.whole).arg(work).args(["--out-name", name]))?;
    let main = work.join(format!("{name}.wasm"));
    let mut bind = tools.command(&tools.wasm_bindgen);
    // The parts share the table, the memory and the stack pointer by the linker's names.
    bind.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", name, "--out-dir"]);
    run(bind.arg(work).arg(&main))?;
    fs::remove_file(&main).context("removing the unbound module")?;
    merge::merge(tools, program)?;
    trim::trim(tools, work, name)?;
    let files = Files::of(work, name)?;
    shrink(tools, &files.wasm)?;
    files.install(name, program.document)
}

/// Optimises each module for size.
fn shrink(tools: &Tools, modules: &[PathBuf]) -> Result<()> {
    for module in modules {
        let mut optimise = tools.binaryen("wasm-opt");
        optimise.args(["-Oz", "--strip-debug", "--strip-producers", "-o"]);
        run(optimise.arg(module).arg(module))?;
    }
    Ok(())
}

impl Tools {
    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("PATH", &self.path).stdin(Stdio::null());
        command
    }

    fn binaryen(&self, program: &str) -> Command {
        let mut command = self.command(program);
        command.args(FEATURES);
        command
    }
}

/// Runs a program quietly, and returns what it printed; what it complained of is told only when it fails.
fn run(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("starting {name}"))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{name} failed ({})\n{}", output.status, complaint.trim_end());
    String::from_utf8(output.stdout).with_context(|| format!("reading the output of {name}"))
}
