//! Where things are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The top of the clone.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Cargo's target directory, `CARGO_TARGET_DIR` respected.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Our own scratch place: stamps, intermediate builds, helper scripts.
pub fn scratch() -> PathBuf {
    target().join("xtask")
}

/// Where tools are kept between clones: `$XDG_CACHE_HOME/liaison/tools` or `~/.cache/liaison/tools`.
pub fn tools() -> Result<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .filter(|dir| !dir.is_empty())
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    let cache = cache.context("no cache directory: HOME is not set")?;
    Ok(cache.join("liaison").join("tools"))
}

/// `path` relative to the top of the clone, with forward slashes, for messages.
pub fn shown(path: &Path) -> String {
    let root = root();
    path.strip_prefix(&root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// The first program of that name on PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// True when the file name ends in `.extension`.
pub fn is_kind(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == extension)
}
