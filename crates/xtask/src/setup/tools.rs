//! The wasm target, trunk, wasm-split and wasm-bindgen. The latter three are built once per version into the user's cache directory.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cargo::{cargo, locked_version};
use crate::{paths, process, ui};

/// 0.22 needs a newer compiler than the `rust-version` of the workspace.
const TRUNK: &str = "0.21.14";
/// Reads what the `wasm_split_helpers` that leptos brings has marked.
const WASM_SPLIT: &str = "0.2.4";
const TARGET: &str = "wasm32-unknown-unknown";

/// The tools that building the browser application takes.
#[derive(Debug)]
pub struct Tools {
    pub trunk: PathBuf,
    pub wasm_split: PathBuf,
    pub wasm_bindgen: PathBuf,
}

impl Tools {
    /// PATH with our wasm-bindgen and npm's programs before anything else.
    pub fn path(&self) -> Result<OsString> {
        let mut dirs: Vec<PathBuf> = self.wasm_bindgen.parent().map(PathBuf::from).into_iter().collect();
        dirs.push(paths::root().join("frontend/node_modules/.bin"));
        dirs.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        std::env::join_paths(dirs).context("composing PATH")
    }
}

pub fn wasm_target() -> Result<()> {
    let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let installed = PathBuf::from(sysroot.trim()).join("lib/rustlib").join(TARGET);
    if installed.is_dir() {
        return Ok(());
    }
    ui::step(&format!("adding the Rust target {TARGET}"));
    process::run(Command::new("rustup").args(["target", "add", TARGET]))
}

pub fn ensure() -> Result<Tools> {
    let bindgen = locked_version("wasm-bindgen")?;
    // Trunk's lock file builds as it is; that of wasm-bindgen-cli may name versions a mirror does not have yet.
    let trunk =
        install("trunk", "trunk", TRUNK, &["--locked", "--no-default-features", "--features", "rustls"])?;
    let wasm_bindgen = install("wasm-bindgen-cli", "wasm-bindgen", &bindgen, &[])?;
    let wasm_split = install(
        "wasm_split_cli_support",
        "wasm-split-cli",
        WASM_SPLIT,
        &["--locked", "--features", "build-binary"],
    )?;
    Ok(Tools { trunk, wasm_split, wasm_bindgen })
}

fn install(package: &str, program: &str, version: &str, options: &[&str]) -> Result<PathBuf> {
    let root = paths::tools()?.join(format!("{program}-{version}"));
    let binary = root.join("bin").join(program);
    if binary.is_file() {
        return Ok(binary);
    }
    ui::step(&format!("building {package} {version} into {} (a few minutes, once)", root.display()));
    let mut command = cargo(&["install", package, "--version", version, "--root"]);
    command.arg(&root).args(options);
    // Built quickly rather than optimised to the last: these tools run for seconds.
    command.env("CARGO_PROFILE_RELEASE_LTO", "off");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    command.env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS");
    process::run(&mut command).with_context(|| {
        format!("{} could not be built; cargo's message above says why", binary.display())
    })?;
    ensure!(binary.is_file(), "{} was not installed", binary.display());
    Ok(binary)
}
