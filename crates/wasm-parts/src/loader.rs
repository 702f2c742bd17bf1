//! The script that `wasm-split` writes to load the parts of a program, taken apart and put together again.
//!
//! ```js
//! /* entry, rest */
//! const __chunk_1 = makeLoad(() => { … new URL("./chunk_1.wasm", …) … }, []);
//! export const __wasm_split_load_entry = wrapAsyncCb(makeLoad(() => { … }, [__chunk_1]));
//! ```

use anyhow::{Result, anyhow, bail};

const LOAD: &str = "__wasm_split_load_";

/// The whole script.
#[derive(Debug, PartialEq, Eq)]
pub struct Loader {
    /// What defines `makeLoad` and `wrapAsyncCb`.
    head: String,
    pub chunks: Vec<Chunk>,
    pub parts: Vec<Part>,
}

/// What several parts share.
#[derive(Debug, PartialEq, Eq)]
pub struct Chunk {
    pub name: String,
    pub shared_by: Vec<String>,
    pub module: Module,
}

/// What is loaded when a page asks for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub load: Load,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Load {
    Own(Module),
    /// It is within the chunk of this name.
    Chunk(String),
}

/// A module and the chunks that it cannot do without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// A function of JavaScript.
    fetch: String,
    pub needs: Vec<String>,
}

impl Loader {
    pub fn parse(script: &str) -> Result<Self> {
        let mut loader = Self { head: String::new(), chunks: Vec::new(), parts: Vec::new() };
        let mut definition = String::new();
        let mut started = false;
        for line in script.lines() {
            if line.starts_with("/* ") || line.starts_with("export const ") {
                started = true;
                loader.take_all(&mut definition)?;
            }
            let text = if started { &mut definition } else { &mut loader.head };
            text.push_str(line);
            text.push('\n');
        }
        loader.take_all(&mut definition)?;
        Ok(loader)
    }

    fn take_all(&mut self, definition: &mut String) -> Result<()> {
        let text = std::mem::take(definition);
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        let known = text.strip_suffix(");").and_then(|text| self.take(text));
        known.ok_or_else(|| anyhow!("the loader of parts has something unknown: {text}"))
    }

    /// Without the end of the statement, `);`.
    fn take(&mut self, definition: &str) -> Option<()> {
        if let Some(export) = definition.strip_prefix("export const ") {
            let (name, value) = export.split_once(" = wrapAsyncCb(")?;
            let name = name.strip_prefix(LOAD)?.to_owned();
            let load = Load::Own(Module::parse(value.strip_suffix(')')?)?);
            self.parts.push(Part { name, load });
            return Some(());
        }
        let (shared_by, constant) = definition.strip_prefix("/* ")?.split_once(" */\nconst ")?;
        let (name, value) = constant.split_once(" = ")?;
        let shared_by = shared_by.split(", ").map(str::to_owned).collect();
        self.chunks.push(Chunk { name: name.to_owned(), shared_by, module: Module::parse(value)? });
        Some(())
    }

    /// Takes out what all of these parts share, and says in which files it is: they have it by other means.
    pub fn take_shared_by_all(&mut self, parts: &[&str]) -> Vec<String> {
        let is_shared = |chunk: &&Chunk| {
            !parts.is_empty() && parts.iter().all(|part| chunk.shared_by.iter().any(|one| one == part))
        };
        let taken: Vec<(String, String)> = self
            .chunks
            .iter()
            .filter(is_shared)
            .filter_map(|chunk| Some((chunk.name.clone(), chunk.module.file()?.to_owned())))
            .collect();
        self.chunks.retain(|chunk| !taken.iter().any(|(name, _)| *name == chunk.name));
        for module in self.modules() {
            module.needs.retain(|needed| !taken.iter().any(|(name, _)| name == needed));
        }
        taken.into_iter().map(|(_, file)| file).collect()
    }

    /// Makes a part and what it shares with `later` alone one chunk, in the part's file. Returns the files of what is
    /// shared and of the part, which are to be merged; none when they share nothing.
    pub fn join(&mut self, part: &str, later: &str) -> Result<Option<(String, String)>> {
        let both = |shared: &[String]| {
            shared.len() == 2 && [part, later].iter().all(|name| shared.iter().any(|one| one == name))
        };
        let Some(chunk) = self.chunks.iter_mut().find(|chunk| both(&chunk.shared_by)) else {
            return Ok(None);
        };
        let Some(part) = self.parts.iter_mut().find(|one| one.name == part) else { return Ok(None) };
        let Load::Own(module) = &part.load else { return Ok(None) };
        let (Some(shared), Some(own)) = (chunk.module.file(), module.file()) else {
            bail!("the loader fetches `{}` from no file", part.name);
        };
        let files = (shared.to_owned(), own.to_owned());
        chunk.module = module.clone();
        chunk.module.needs.retain(|needed| *needed != chunk.name);
        part.load = Load::Chunk(chunk.name.clone());
        Ok(Some(files))
    }

    fn modules(&mut self) -> impl Iterator<Item = &mut Module> {
        let of_parts = self.parts.iter_mut().filter_map(|part| match &mut part.load {
            Load::Own(module) => Some(module),
            Load::Chunk(_) => None,
        });
        self.chunks.iter_mut().map(|chunk| &mut chunk.module).chain(of_parts)
    }
}

impl Module {
    /// Of `makeLoad(function, [needs]`.
    fn parse(value: &str) -> Option<Self> {
        let (fetch, needs) = value.strip_prefix("makeLoad(")?.rsplit_once(", [")?;
        let needs = needs.strip_suffix(']')?.split(", ").filter(|name| !name.is_empty());
        Some(Self { fetch: fetch.trim().to_owned(), needs: needs.map(str::to_owned).collect() })
    }

    /// The file it is fetched from.
    pub fn file(&self) -> Option<&str> {
        Some(self.fetch.split_once("new URL(\"./")?.1.split_once('"')?.0)
    }
}

impl std::fmt::Display for Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "makeLoad({}\n, [{}])", self.fetch, self.needs.join(", "))
    }
}

impl std::fmt::Display for Loader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.head)?;
        for Chunk { name, shared_by, module } in &self.chunks {
            writeln!(f, "/* {} */\nconst {name} = {module};", shared_by.join(", "))?;
        }
        for Part { name, load } in &self.parts {
            match load {
                Load::Own(module) => writeln!(f, "export const {LOAD}{name} = wrapAsyncCb({module});")?,
                Load::Chunk(chunk) => writeln!(f, "export const {LOAD}{name} = wrapAsyncCb({chunk});")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "import { initSync } from \"./staff.js\";\n\
        function makeLoad(fetcher, deps) {\n    return () => { f(); };\n}\n\
        /* entry, rest */\n\
        const __chunk_4 = makeLoad(() => {\n    const src = fetch(new URL(\"./chunk_4.wasm\", import.meta.url));\n\
            src.catch(() => {});\n    return async (imports) => (go(src, imports));\n}\n, []);\n\
        /* entry, rest, start */\n\
        const __chunk_5 = makeLoad(() => {\n    go(new URL(\"./chunk_5.wasm\", import.meta.url));\n}\n, []);\n\
        export const __wasm_split_load_start = wrapAsyncCb(makeLoad(() => {\n\
            go(new URL(\"./split_start.wasm\", import.meta.url));\n}\n, [__chunk_5]));\n\
        export const __wasm_split_load_entry = wrapAsyncCb(makeLoad(() => {\n\
            go(new URL(\"./split_entry.wasm\", import.meta.url));\n}\n, [__chunk_4, __chunk_5]));";

    #[test]
    fn what_was_taken_apart_is_put_together_again() {
        let loader = Loader::parse(SCRIPT).unwrap();
        let names: Vec<&str> = loader.chunks.iter().map(|chunk| chunk.name.as_str()).collect();
        assert_eq!(names, ["__chunk_4", "__chunk_5"]);
        assert_eq!(loader.chunks[1].shared_by, ["entry", "rest", "start"]);
        assert_eq!(loader.chunks[0].module.file(), Some("chunk_4.wasm"));
        assert_eq!(loader.to_string().trim(), SCRIPT);
    }

    #[test]
    fn what_all_share_is_taken_out_of_whatever_needs_it() {
        let mut loader = Loader::parse(SCRIPT).unwrap();
        assert!(loader.take_shared_by_all(&[]).is_empty());
        assert_eq!(loader.take_shared_by_all(&["entry", "start"]), ["chunk_5.wasm"]);
        let script = loader.to_string();
        assert!(!script.contains("chunk_5"), "{script}");
        assert!(script.contains(", [__chunk_4]));"), "{script}");
    }

    #[test]
    fn a_part_joined_with_what_it_shares_is_loaded_with_it() {
        let mut loader = Loader::parse(SCRIPT).unwrap();
        assert_eq!(loader.join("start", "rest").unwrap(), None);
        let files = loader.join("entry", "rest").unwrap().unwrap();
        assert_eq!(files, ("chunk_4.wasm".to_owned(), "split_entry.wasm".to_owned()));
        let script = loader.to_string();
        assert!(script.contains("const __wasm_split_load_entry = wrapAsyncCb(__chunk_4);\n"), "{script}");
        assert!(!script.contains("chunk_4.wasm"), "{script}");
        assert!(script.contains("split_entry.wasm\", import.meta.url));\n}\n, [__chunk_5]);\n"), "{script}");
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert!(Loader::parse("export const __wasm_split_load_x = somethingNew();").is_err());
        assert!(Loader::parse("/* a */ let x = 1;").is_err());
    }
}
