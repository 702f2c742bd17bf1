//! Makes one module of those that are always loaded together: what several share compresses better with what it is
//! used by, and there are fewer files to fetch.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::loader::{Load, Loader};
use crate::setup::Tools;
use crate::{paths, process};

/// Every visit begins with one of these parts: what they share belongs to the main module.
const FIRST: [&str; 2] = ["entry", "start"];

/// A part, and the one that hardly ever comes without it: what they share belongs to it.
const BEFORE: (&str, &str) = ("start", "rest");

/// Where the parts' modules import memory, table and stack from.
const SHARED: &str = "__wasm_split";
/// Another place, for the time between two steps.
const OUTSIDE: &str = "__outside";

/// The features of WebAssembly that the compiler uses. Tools read them from a section that merging loses.
pub const FEATURES: [&str; 9] = [
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

/// Merges the modules in `dir` and rewrites the script that loads them.
pub fn merge(tools: &Tools, dir: &Path, bin: &str) -> Result<()> {
    let script = dir.join("__wasm_split.js");
    if !script.exists() {
        return Ok(());
    }
    let text = fs::read_to_string(&script).context("reading the loader of parts")?;
    let mut loader = Loader::parse(&text)?;
    into_main(tools, dir, bin, &mut loader)?;
    into_part(tools, dir, &mut loader)?;
    fs::write(&script, loader.to_string()).context("writing the loader of parts")
}

fn into_main(tools: &Tools, dir: &Path, bin: &str, loader: &mut Loader) -> Result<()> {
    let common = |shared: &[String]| FIRST.iter().all(|part| shared.iter().any(|one| one == part));
    let taken: Vec<(String, PathBuf)> = loader
        .chunks
        .iter()
        .filter(|chunk| common(&chunk.shared_by))
        .filter_map(|chunk| Some((chunk.name.clone(), dir.join(chunk.module.file()?))))
        .collect();
    if taken.is_empty() {
        return Ok(());
    }
    let main = dir.join(format!("{bin}_bg.wasm"));
    let files: Vec<&Path> = taken.iter().map(|(_, file)| file.as_path()).collect();
    // The main module has what the others import.
    run(tools, &main, SHARED, &files, &main)?;
    for (name, file) in &taken {
        loader.remove(name);
        remove(file)?;
    }
    Ok(())
}

fn into_part(tools: &Tools, dir: &Path, loader: &mut Loader) -> Result<()> {
    let (first, later) = BEFORE;
    let common = |shared: &[String]| shared == [later, first];
    let Some(index) = loader.chunks.iter().position(|chunk| common(&chunk.shared_by)) else { return Ok(()) };
    let Some(Load::Own(module)) = loader.part(first).map(|part| part.load.clone()) else { return Ok(()) };
    let Some(chunk) = loader.chunks.get_mut(index) else { return Ok(()) };
    let (Some(shared), Some(own)) = (chunk.module.file(), module.file()) else {
        bail!("the loader fetches `{first}` from no file");
    };
    let (shared, own) = (dir.join(shared), dir.join(own));
    // What both import is to be one import: they are merged with a module that has it and imports it from elsewhere,
    // and then with one that has that again and imports it from where it is.
    let imports = imports(tools, &shared)?;
    let (held, handed) = (dir.join("held.wasm"), dir.join("handed.wasm"));
    assemble(tools, &hand_on(&imports, OUTSIDE), &held)?;
    assemble(tools, &hand_on(&imports, SHARED), &handed)?;
    run(tools, &held, SHARED, &[&shared, &own], &own)?;
    run(tools, &handed, OUTSIDE, &[&own], &own)?;
    for file in [&held, &handed, &shared] {
        remove(file)?;
    }
    let name = chunk.name.clone();
    chunk.module = module;
    chunk.module.needs.retain(|needed| *needed != name);
    if let Some(part) = loader.part(first) {
        part.load = Load::Chunk(name);
    }
    Ok(())
}

/// The imports of a module as text: `(import "from" "name" (memory $id 20))`.
fn imports(tools: &Tools, module: &Path) -> Result<Vec<String>> {
    let mut disassemble = Command::new("wasm-dis");
    let text = process::output(disassemble.env("PATH", tools.path()?).args(FEATURES).arg(module))?;
    Ok(text.lines().map(str::trim).filter(|line| line.starts_with("(import ")).map(str::to_owned).collect())
}

/// A module that exports what it imports from `place`.
fn hand_on(imports: &[String], place: &str) -> String {
    let mut text = "(module\n".to_owned();
    for import in imports {
        text.push_str(&import.replace(&format!("\"{SHARED}\""), &format!("\"{place}\"")));
        text.push('\n');
    }
    for import in imports {
        let name = import.split('"').nth(3).unwrap_or_default();
        let kind_and_id =
            import.rsplit_once('"').map_or("", |(_, after)| after.trim_start_matches([' ', '(']));
        let mut words = kind_and_id.split([' ', ')']);
        let (kind, id) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        // Writing to a string does not fail.
        let _ = writeln!(text, "(export \"{name}\" ({kind} {id}))");
    }
    text.push(')');
    text
}

fn assemble(tools: &Tools, text: &str, out: &Path) -> Result<()> {
    let source = out.with_extension("wat");
    fs::write(&source, text).with_context(|| format!("writing {}", paths::shown(&source)))?;
    let mut assemble = Command::new("wasm-as");
    process::output(assemble.env("PATH", tools.path()?).args(FEATURES).arg(&source).arg("-o").arg(out))?;
    remove(&source)
}

fn run(tools: &Tools, first: &Path, name: &str, others: &[&Path], out: &Path) -> Result<()> {
    let mut merge = Command::new("wasm-merge");
    merge.env("PATH", tools.path()?).args(FEATURES).arg("--skip-export-conflicts").arg(first).arg(name);
    for (index, other) in others.iter().enumerate() {
        merge.arg(other).arg(format!("part{index}"));
    }
    process::output(merge.arg("-o").arg(out)).map(|_| ())
}

fn remove(file: &Path) -> Result<()> {
    fs::remove_file(file).with_context(|| format!("removing {}", paths::shown(file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_imported_is_handed_on() {
        let imports = [
            "(import \"__wasm_split\" \"memory\" (memory $mimport$0 20))".to_owned(),
            "(import \"__wasm_split\" \"__shared0\" (global $gimport$0 (mut i32)))".to_owned(),
        ];
        let wanted = "(module\n\
            (import \"__outside\" \"memory\" (memory $mimport$0 20))\n\
            (import \"__outside\" \"__shared0\" (global $gimport$0 (mut i32)))\n\
            (export \"memory\" (memory $mimport$0))\n\
            (export \"__shared0\" (global $gimport$0))\n)";
        assert_eq!(hand_on(&imports, OUTSIDE), wanted);
    }
}
