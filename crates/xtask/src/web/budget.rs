//! What a first visit downloads: the page and what it loads before it can be used, compressed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::compress::{self, Size};
use crate::paths;

/// What someone loads before they can do what the page is for.
struct FirstLoad {
    name: &'static str,
    document: &'static str,
    /// Modules split off that the page cannot do without.
    modules: &'static [&'static str],
    /// More than which it must not weigh, in kB of 1,000 bytes, compressed. The font that the document preloads counts;
    /// fonts of other scripts, pictures and lazy parts do not.
    limit: u64,
}

const LOADS: [FirstLoad; 3] = [
    FirstLoad { name: "staff, signing in", document: "index.html", modules: &["entry"], limit: 320 },
    FirstLoad { name: "staff, until chat is live", document: "index.html", modules: &["start"], limit: 400 },
    FirstLoad {
        name: "client, until devices are tested and one can knock",
        document: "guest/index.html",
        modules: &["visit"],
        limit: 180,
    },
];

/// Prints the sizes, and fails when a page is over its limit.
pub fn check(dist: &Path) -> Result<()> {
    let mut over = Vec::new();
    for FirstLoad { name, document, modules, limit } in LOADS {
        let sizes = compress::sizes(dist, &first_load(dist, document, modules)?)?;
        let raw: u64 = sizes.iter().map(|size| size.raw).sum();
        let brotli: u64 = sizes.iter().map(|size| size.brotli).sum();
        println!("first load, {name}: {} raw, {} brotli (limit {limit} kB)", kilo(raw), kilo(brotli));
        for Size { file, raw, brotli } in &sizes {
            println!("    {:>9} {:>9}  {file}", kilo(*raw), kilo(*brotli));
        }
        if brotli > limit * 1000 {
            over.push(format!("{name}: {} over {limit} kB", kilo(brotli)));
        }
    }
    if over.is_empty() {
        return Ok(());
    }
    bail!(
        "too much to load at first: {}\n  do: look for a new dependency, or split a part off (frontend/src/ui/lazy.rs)",
        over.join("; ")
    )
}

fn kilo(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// The page itself and every script, style sheet and wasm module that it or they name, and the modules named here.
fn first_load(dist: &Path, page: &str, modules: &[&str]) -> Result<Vec<String>> {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let candidates = loadable(&dist.join(folder), folder)?;
    let mut found = vec![page.to_owned()];
    let mut next = 0;
    while let Some(file) = found.get(next).cloned() {
        next += 1;
        if paths::is_kind(&file, "wasm") || paths::is_kind(&file, "woff2") {
            continue;
        }
        let path = dist.join(&file);
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", paths::shown(&path)))?;
        for candidate in &candidates {
            if !found.contains(candidate) && names(&text, candidate, &file) {
                found.push(candidate.clone());
            }
        }
        for module in modules {
            for part in parts(&text, module) {
                let part = if folder.is_empty() { part } else { format!("{folder}/{part}") };
                if !found.contains(&part) {
                    found.push(part);
                }
            }
        }
    }
    Ok(found)
}

/// The files of a module and of what it shares with others, from the script that loads them (`wasm-parts`):
/// `const __chunk_1 = makeLoad(() => … new URL("./file") …, []);` and, for the module itself,
/// `export const __wasm_split_load_chat = wrapAsyncCb(makeLoad(… new URL("./file") …, [__chunk_1, …]));`.
fn parts(script: &str, module: &str) -> Vec<String> {
    let definition = |name: &str| {
        let (_, from) = script.split_once(&format!("const {name} = "))?;
        from.split_once("\nconst ")
            .or_else(|| from.split_once("\nexport "))
            .map(|(this, _)| this)
            .or(Some(from))
    };
    let file = |text: &str| Some(text.split_once("new URL(\"./")?.1.split_once('"')?.0.to_owned());
    let mut files = Vec::new();
    let mut wanted = vec![format!("__wasm_split_load_{module}")];
    while let Some(name) = wanted.pop() {
        let Some(own) = definition(&name) else { continue };
        let own = own.split_once("\nexport ").map_or(own, |(this, _)| this);
        files.extend(file(own));
        let shared = own.match_indices("__chunk_").filter_map(|(at, _)| own.get(at..));
        let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
        wanted.extend(shared.filter_map(|from| Some(from.split(|char| !is_name(char)).next()?.to_owned())));
    }
    files
}

/// A page names a file anywhere; a script or style sheet loads it at first only by a static import.
fn names(text: &str, candidate: &str, file: &str) -> bool {
    let base = candidate.rsplit('/').next().unwrap_or(candidate);
    if paths::is_kind(file, "html") {
        return text.contains(base);
    }
    text.match_indices(base).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let statement = before.rsplit([';', '\n', '(']).next().unwrap_or_default();
        let opened_by_call =
            before.trim_end_matches(|char| char != '(' && char != ';' && char != '\n').ends_with('(');
        (statement.contains("from") || statement.contains("import")) && !opened_by_call
    })
}

/// Scripts, style sheets, wasm modules and fonts under the folder; the top one leaves out what belongs to other pages.
fn loadable(dir: &Path, at: &str) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).with_context(|| format!("listing {}", paths::shown(dir)))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let inside = if at.is_empty() { name.clone() } else { format!("{at}/{name}") };
        if entry.path().is_dir() {
            if !(at.is_empty() && matches!(name.as_str(), "guest" | "room")) {
                files.extend(loadable(&entry.path(), &inside)?);
            }
        } else if [".js", ".mjs", ".css", ".wasm", ".woff2"].iter().any(|extension| name.ends_with(extension))
        {
            files.push(inside);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_load_is_what_is_named_without_what_is_lazy() {
        let dir = std::env::temp_dir().join(format!("xtask-budget-{}", std::process::id()));
        fs::create_dir_all(dir.join("snippets")).unwrap();
        fs::create_dir_all(dir.join("guest")).unwrap();
        fs::create_dir_all(dir.join("fonts")).unwrap();
        for (name, text) in [
            (
                "index.html",
                "<link href='/fonts/inter-latin-1.woff2'><link href='/style-1.css'><script>import init from '/app-1.js'; init('/app-1_bg.wasm')",
            ),
            ("style-1.css", "body{}"),
            ("app-1.js", "import { a } from './snippets/s-1.js';\nconst b = () => import('./lazy-1.js');"),
            ("app-1_bg.wasm", "wasm"),
            ("snippets/s-1.js", ""),
            ("lazy-1.js", ""),
            ("guest/guest-1.js", ""),
            ("fonts/inter-latin-1.woff2", "font"),
            ("fonts/inter-greek-1.woff2", "a font the document does not preload"),
        ] {
            fs::write(dir.join(name), text).unwrap();
        }
        let found = first_load(&dir, "index.html", &[]).unwrap();
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(
            found,
            [
                "index.html",
                "app-1.js",
                "app-1_bg.wasm",
                "fonts/inter-latin-1.woff2",
                "style-1.css",
                "snippets/s-1.js"
            ]
        );
    }

    #[test]
    fn a_module_brings_what_it_shares() {
        let script = "const __chunk_1 = makeLoad(() => {\n    fetch(new URL(\"./a-1.wasm\", import.meta.url));\n}\n, []);\n\
                      const __chunk_2 = makeLoad(() => {\n    fetch(new URL(\"./a-2.wasm\", import.meta.url));\n}\n, []);\n\
                      export const __wasm_split_load_chat = wrapAsyncCb(makeLoad(() => {\n\
                      fetch(new URL(\"./chat.wasm\", import.meta.url));\n}\n, [__chunk_2]));\n\
                      export const __wasm_split_load_sms = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_1]));\n";
        assert_eq!(parts(script, "chat"), ["chat.wasm", "a-2.wasm"]);
        assert_eq!(parts(script, "sms"), ["a-1.wasm"]);
        assert!(parts(script, "video").is_empty());
    }

    #[test]
    fn a_kilobyte_is_a_thousand_bytes() {
        assert_eq!(kilo(300_000), "300.0 kB");
        assert_eq!(kilo(1_250), "1.2 kB");
    }
}
