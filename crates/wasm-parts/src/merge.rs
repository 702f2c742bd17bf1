//! Makes one module of those that are always loaded together: what several share compresses better with what it is
//! used by, and there are fewer files to fetch.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::loader::Loader;
use crate::{Program, Tools};

/// Where the parts' modules import memory, table and stack from.
const SHARED: &str = "__wasm_split";
/// Another place, for the time between two steps.
const OUTSIDE: &str = "__outside";

/// Merges the modules in the work folder and rewrites the script that loads them.
pub fn merge(tools: &Tools, program: &Program) -> Result<()> {
    let script = program.work.join("__wasm_split.js");
    if !script.exists() {
        return Ok(());
    }
    let text = fs::read_to_string(&script).context("reading the loader of parts")?;
    let mut loader = Loader::parse(&text)?;
    into_main(tools, program, &mut loader)?;
    into_part(tools, program, &mut loader)?;
    fs::write(&script, loader.to_string()).context("writing the loader of parts")
}

fn into_main(tools: &Tools, program: &Program, loader: &mut Loader) -> Result<()> {
    let files = loader.take_shared_by_all(program.first);
    if files.is_empty() {
        return Ok(());
    }
    let files: Vec<_> = files.iter().map(|file| program.work.join(file)).collect();
    let main = program.work.join(format!("{}_bg.wasm", program.name));
    // The main module has what the others import.
    run(tools, &main, SHARED, &files.iter().map(AsRef::as_ref).collect::<Vec<_>>(), &main)?;
    files.iter().try_for_each(|file| remove(file))
}

fn into_part(tools: &Tools, program: &Program, loader: &mut Loader) -> Result<()> {
    let dir = program.work;
    let Some((first, later)) = program.before else { return Ok(()) };
    let Some((shared, own)) = loader.join(first, later)? else { return Ok(()) };
    let (shared, own) = (dir.join(shared), dir.join(own));
    // What both import is to be one import: they are merged with a module that has it and imports it from elsewhere,
    // and then with one that has that again and imports it from where it is.
    let imports = imports(tools, &shared)?;
    let (held, handed) = (dir.join("held.wasm"), dir.join("handed.wasm"));
    assemble(tools, &hand_on(&imports, OUTSIDE), &held)?;
    assemble(tools, &hand_on(&imports, SHARED), &handed)?;
    run(tools, &held, SHARED, &[&shared, &own], &own)?;
    run(tools, &handed, OUTSIDE, &[&own], &own)?;
    [&held, &handed, &shared].into_iter().try_for_each(|file| remove(file))
}

/// The imports of a module as text: `(import "from" "name" (memory $id 20))`.
fn imports(tools: &Tools, module: &Path) -> Result<Vec<String>> {
    let text = crate::run(tools.binaryen("wasm-dis").arg(module))?;
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
    fs::write(&source, text).with_context(|| format!("writing {}", source.display()))?;
    crate::run(tools.binaryen("wasm-as").arg(&source).arg("-o").arg(out))?;
    remove(&source)
}

fn run(tools: &Tools, first: &Path, name: &str, others: &[&Path], out: &Path) -> Result<()> {
    let mut merge = tools.binaryen("wasm-merge");
    merge.arg("--skip-export-conflicts").arg(first).arg(name);
    for (index, other) in others.iter().enumerate() {
        merge.arg(other).arg(format!("part{index}"));
    }
    crate::run(merge.arg("-o").arg(out)).map(drop)
}

fn remove(file: &Path) -> Result<()> {
    fs::remove_file(file).with_context(|| format!("removing {}", file.display()))
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
