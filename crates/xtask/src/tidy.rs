//! `tidy`: what the compiler does not check: layers, unused dependencies, file sizes, words that do not belong, complete
//! translations, styles.

mod dependencies;
mod layers;
mod locales;
mod sizes;
mod styles;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::args::Args;
use crate::{paths, process, ui};

pub fn command(args: Args) -> Result<()> {
    args.done()?;
    check()
}

/// A file of the repository, as the checks see it.
struct File {
    /// From the top of the clone, with forward slashes.
    name: String,
    text: String,
}

/// Runs all checks and prints every problem found.
pub fn check() -> Result<()> {
    let mut problems = layers::check()?;
    let files = read_files()?;
    for file in &files {
        problems.extend(sizes::check(file));
        problems.extend(words::check(file));
    }
    problems.extend(dependencies::check(&files));
    problems.extend(locales::check(&files));
    problems.extend(styles::check(&files));
    let lines = sizes::median(&files);
    println!("{} files, median of the Rust files {lines} lines", files.len());
    if problems.is_empty() {
        return Ok(());
    }
    for problem in &problems {
        println!("{} {problem}", ui::bad("✗"));
    }
    bail!("{} thing(s) to tidy", problems.len())
}

/// The repository's files: tracked or new, but not ignored.
pub fn files() -> Result<Vec<PathBuf>> {
    let root = paths::root();
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&root);
    let list = process::output(&mut git)?;
    let mut files: Vec<PathBuf> = list
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(|name| root.join(name))
        .filter(|file| file.is_file())
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}

fn read_files() -> Result<Vec<File>> {
    let is_text = |file: &&PathBuf| {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        !matches!(extension, "png" | "jpg" | "webp" | "ico" | "woff2" | "wav" | "mp3" | "y4m" | "pdf")
    };
    files()?.iter().filter(is_text).map(|file| read(file)).collect()
}

fn read(file: &Path) -> Result<File> {
    let bytes = fs::read(file).with_context(|| format!("reading {}", paths::shown(file)))?;
    Ok(File { name: paths::shown(file), text: String::from_utf8_lossy(&bytes).into_owned() })
}

/// True where `word` is as a whole name.
fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

impl File {
    fn is_rust(&self) -> bool {
        paths::is_kind(&self.name, "rs")
    }

    fn is_test(&self) -> bool {
        self.name.contains("/tests/") || self.name.ends_with("tests.rs") || self.name.starts_with("e2e/")
    }

    #[cfg(test)]
    fn of(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned() }
    }
}
