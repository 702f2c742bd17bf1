//! Compresses what browsers download, once, at build time; Node brings brotli and gzip.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{paths, process, ui};

const SCRIPT: &str = include_str!("compress.mjs");

/// Puts `.br` and `.gz` beside every text and wasm file, for the server to send.
pub fn precompress(dir: &Path, quickly: bool) -> Result<()> {
    ui::step("compressing");
    run(&[if quickly { "write-quickly" } else { "write" }], dir).map(drop)
}

/// Raw and brotli sizes of some files, in bytes.
pub fn sizes(dir: &Path, files: &[String]) -> Result<Vec<Size>> {
    let mut args = vec!["measure"];
    args.extend(files.iter().map(String::as_str));
    Ok(run(&args, dir)?.lines().filter_map(Size::read).collect())
}

/// One file as it is and as it is sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Size {
    pub file: String,
    pub raw: u64,
    pub brotli: u64,
}

impl Size {
    /// `raw brotli name`
    fn read(line: &str) -> Option<Self> {
        let mut parts = line.splitn(3, ' ');
        let (raw, brotli) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Self { file: parts.next()?.to_owned(), raw, brotli })
    }
}

fn run(args: &[&str], dir: &Path) -> Result<String> {
    let script = paths::scratch().join("compress.mjs");
    fs::create_dir_all(paths::scratch()).context("making the scratch folder")?;
    fs::write(&script, SCRIPT).with_context(|| format!("writing {}", paths::shown(&script)))?;
    process::output(Command::new("node").arg(script).args(args).current_dir(dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_line_is_read() {
        let size = Size { file: "guest/a b.js".to_owned(), raw: 100, brotli: 40 };
        assert_eq!(Size::read("100 40 guest/a b.js"), Some(size));
        assert_eq!(Size::read("100 x a.js"), None);
    }
}
