//! Puts the split program in the place of the whole one: files named by what is in them, and a document that names them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// What splitting and binding made.
#[derive(Debug)]
pub struct Files {
    pub wasm: Vec<PathBuf>,
    scripts: Vec<PathBuf>,
    snippets: Option<PathBuf>,
}

impl Files {
    pub fn of(dir: &Path, bin: &str) -> Result<Self> {
        let mut files = Self { wasm: Vec::new(), scripts: Vec::new(), snippets: None };
        let entries = fs::read_dir(dir).with_context(|| format!("listing {}", dir.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("wasm") => files.wasm.push(path),
                Some("js") => files.scripts.push(path),
                _ if path.ends_with("snippets") => files.snippets = Some(path),
                _ => {}
            }
        }
        files.wasm.sort();
        files.scripts.sort();
        if files.wasm.is_empty() || files.scripts.is_empty() {
            bail!("splitting {bin} left nothing in {}", dir.display());
        }
        Ok(files)
    }

    /// One hash for all: the parts only fit each other. It is 64 bits of FNV-1a, with the lengths, as hexadecimal digits.
    fn hash(&self) -> Result<String> {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for file in self.wasm.iter().chain(&self.scripts) {
            let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
            for byte in bytes.iter().chain(&(bytes.len() as u64).to_le_bytes()) {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        Ok(format!("{hash:016x}"))
    }

    /// Names each file by the hash, renames what refers to it, and names the new ones in the document.
    pub fn install(&self, bin: &str, document: &Path) -> Result<()> {
        let dir = document.parent().unwrap_or(document);
        let mut html =
            fs::read_to_string(document).with_context(|| format!("reading {}", document.display()))?;
        let (old_script, old_module) = remove_whole(dir, bin)?;
        let hash = self.hash()?;
        let names: Vec<(String, String)> = self
            .wasm
            .iter()
            .chain(&self.scripts)
            .map(|file| {
                let old = name_of(file);
                let new = hashed(&old, bin, &hash);
                (old, new)
            })
            .collect();
        for file in &self.wasm {
            copy(file, &dir.join(hashed(&name_of(file), bin, &hash)))?;
        }
        for file in &self.scripts {
            let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
            let to = dir.join(hashed(&name_of(file), bin, &hash));
            fs::write(&to, renamed(text, &names)).with_context(|| format!("writing {}", to.display()))?;
        }
        if let Some(snippets) = &self.snippets {
            copy_all(snippets, &dir.join("snippets"))?;
        }
        html = html.replace(&old_script, &hashed(&format!("{bin}.js"), bin, &hash));
        html = html.replace(&old_module, &hashed(&format!("{bin}_bg.wasm"), bin, &hash));
        fs::write(document, html).with_context(|| format!("writing {}", document.display()))
    }
}

/// `staff.js` → `staff-<hash>.js`; `split_chat.wasm` → `staff-split_chat-<hash>.wasm`.
fn hashed(name: &str, bin: &str, hash: &str) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    if let Some(rest) = stem.strip_prefix(bin) {
        return format!("{bin}-{hash}{rest}.{extension}");
    }
    format!("{bin}-{}-{hash}.{extension}", stem.trim_start_matches('_'))
}

/// Renames what is imported and what is fetched. The same name as a key of the module's imports stays: the module says it too.
fn renamed(mut text: String, names: &[(String, String)]) -> String {
    for (old, new) in names {
        for before in ["from ", "from", "new URL("] {
            for quote in ['"', '\''] {
                for prefix in ["./", ""] {
                    let lead = format!("{before}{quote}{prefix}");
                    text = text.replace(&format!("{lead}{old}{quote}"), &format!("{lead}{new}{quote}"));
                }
            }
        }
    }
    text
}

/// Takes away what trunk bound of the whole program, and says how it was named.
fn remove_whole(dir: &Path, bin: &str) -> Result<(String, String)> {
    let (mut script, mut module) = (None, None);
    for entry in fs::read_dir(dir).with_context(|| format!("listing {}", dir.display()))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_kind = |kind| entry.path().extension().is_some_and(|found| found == kind);
        let ours = name.starts_with(&format!("{bin}-"));
        let slot = match () {
            () if ours && is_kind("js") => &mut script,
            () if ours && is_kind("wasm") => &mut module,
            () => continue,
        };
        fs::remove_file(entry.path()).with_context(|| format!("removing {name}"))?;
        *slot = Some(name);
    }
    match (script, module) {
        (Some(script), Some(module)) => Ok((script, module)),
        _ => bail!("trunk left no {bin} program in {}", dir.display()),
    }
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("copying {}", from.display())).map(drop)
}

pub fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("making {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("listing {}", from.display()))?.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy_all(&entry.path(), &target)? } else { copy(&entry.path(), &target)? }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_named_by_the_hash_of_all() {
        assert_eq!(hashed("staff.js", "staff", "ab"), "staff-ab.js");
        assert_eq!(hashed("staff_bg.wasm", "staff", "ab"), "staff-ab_bg.wasm");
        assert_eq!(hashed("split_chat.wasm", "staff", "ab"), "staff-split_chat-ab.wasm");
        assert_eq!(hashed("__wasm_split.js", "staff", "ab"), "staff-wasm_split-ab.js");
    }

    #[test]
    fn references_follow_the_names() {
        let names = [
            ("staff.js".to_owned(), "staff-ab.js".to_owned()),
            ("staff_bg.wasm".to_owned(), "staff-ab_bg.wasm".to_owned()),
        ];
        let text = r#"import { a } from "./staff.js"; new URL('staff_bg.wasm', import.meta.url); ({ "./staff.js": a })"#;
        let wanted = r#"import { a } from "./staff-ab.js"; new URL('staff-ab_bg.wasm', import.meta.url); ({ "./staff.js": a })"#;
        assert_eq!(renamed(text.to_owned(), &names), wanted);
    }
}
