//! Takes away what the binding keeps although nothing asks for it. A crate's exported classes are roots to the linker:
//! the streams that come with Leptos's server functions, which these pages do not use, hold a twentieth of the clients'
//! page.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{Tools, run};

/// Trims the main module `<bin>_bg.wasm` and its script in `dir`; the modules split off import nothing but memory.
pub fn trim(tools: &Tools, dir: &Path, bin: &str) -> Result<()> {
    let graph = dir.join("exports.json");
    write(&graph, &roots(&scripts(dir, bin)?).to_string())?;
    let module = dir.join(format!("{bin}_bg.wasm"));
    let mut reduce = tools.binaryen("wasm-metadce");
    run(reduce.arg("--graph-file").arg(&graph).arg("-o").arg(&module).arg(&module))?;
    fs::remove_file(&graph).context("removing the list of exports")?;
    let path = script(dir, bin);
    let mut minify = tools.command("esbuild");
    minify.args(["--minify", "--format=esm", "--log-level=warning"]);
    // The binding imports the loader once for each part.
    minify.arg("--log-override:duplicate-object-key=silent");
    run(minify.arg("--allow-overwrite").arg(format!("--outfile={}", path.display())).arg(&path)).map(drop)
}

/// Trims the script, and lists the exports that it and the loader of parts use.
pub fn scripts(dir: &Path, bin: &str) -> Result<Vec<String>> {
    let path = script(dir, bin);
    let script = without_unused_classes(read(&path)?);
    let loader = dir.join("__wasm_split.js");
    let loader = if loader.exists() { read(&loader)? } else { String::new() };
    write(&path, &script)?;
    Ok(used_exports(&script, &loader))
}

fn script(dir: &Path, bin: &str) -> PathBuf {
    dir.join(format!("{bin}.js"))
}

/// The script without the classes that only their own code names.
fn without_unused_classes(mut script: String) -> String {
    let classes: Vec<String> = script
        .split("\nexport class ")
        .skip(1)
        .filter_map(|text| text.split_once(' ').map(|(name, _)| name.to_owned()))
        .collect();
    for class in classes {
        let registry = format!("{class}Finalization");
        let mut rest = script.clone();
        cut(
            &mut rest,
            &format!("export class {class} {{"),
            &format!("{class}.prototype[Symbol.dispose] = {class}.prototype.free;\n"),
        );
        cut(&mut rest, &format!("const {registry} = "), ";\n");
        if !rest.contains(&class) {
            script = rest;
        }
    }
    script
}

/// Removes the first `from` up to the end of the next `to`.
fn cut(text: &mut String, from: &str, to: &str) {
    let Some(start) = text.find(from) else { return };
    let Some(end) = text.get(start..).and_then(|rest| rest.find(to)) else { return };
    text.replace_range(start..start + end + to.len(), "");
}

/// The exports that the scripts name: `wasm.name` in the binding, `const { name, … } = initSync(` in the loader of parts.
fn used_exports(script: &str, loader: &str) -> Vec<String> {
    let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '$';
    let of_script = script.match_indices("wasm.").filter_map(|(at, text)| {
        let (before, after) = (script.get(..at)?, script.get(at + text.len()..)?);
        (!before.ends_with(is_name)).then(|| after.split(|char| !is_name(char)).next().unwrap_or_default())
    });
    let of_loader = loader
        .split("} = initSync(")
        .filter_map(|before| before.rsplit_once("const {"))
        .flat_map(|(_, names)| names.split(','))
        .map(str::trim);
    let mut names: Vec<String> =
        of_script.chain(of_loader).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

/// What `wasm-metadce` keeps: one root that reaches the exports named.
fn roots(exports: &[String]) -> Value {
    let root = json!({ "name": "scripts", "root": true, "reaches": exports });
    let nodes = exports.iter().map(|name| json!({ "name": name, "export": name }));
    std::iter::once(root).chain(nodes).collect()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "import * as a from './b.js'\n\
        export class Kept {\n    free() { wasm.kept_free(1); }\n}\n\
        if (Symbol.dispose) Kept.prototype[Symbol.dispose] = Kept.prototype.free;\n\
        \nexport class Dropped {\n    free() { wasm.dropped_free(1); }\n}\n\
        if (Symbol.dispose) Dropped.prototype[Symbol.dispose] = Dropped.prototype.free;\n\
        function make() { return new Kept(wasm.__make$()); }\n\
        const DroppedFinalization = typeof X === 'undefined'\n    ? {}\n    : new X(ptr => wasm.dropped_free(ptr));\n\
        const KeptFinalization = new X(ptr => wasm.kept_free(ptr));\n\
        let memory = wasm.memory.buffer; let other = notwasm.thing;\n";

    #[test]
    fn a_class_that_nothing_makes_goes_with_its_exports() {
        let script = without_unused_classes(SCRIPT.to_owned());
        assert!(!script.contains("Dropped"), "{script}");
        assert!(
            script.contains("export class Kept") && script.contains("const KeptFinalization"),
            "{script}"
        );
        assert_eq!(used_exports(&script, ""), ["__make$", "kept_free", "memory"]);
    }

    #[test]
    fn what_the_parts_share_stays() {
        let loader = "        const { __table, __shared0, memory,  } = initSync(undefined, undefined);\n";
        assert_eq!(used_exports("wasm.start();", loader), ["__shared0", "__table", "memory", "start"]);
    }

    #[test]
    fn the_graph_names_every_export_and_one_root() {
        let wanted = json!([
            { "name": "scripts", "root": true, "reaches": ["memory"] },
            { "name": "memory", "export": "memory" },
        ]);
        assert_eq!(roots(&["memory".to_owned()]), wanted);
    }
}
