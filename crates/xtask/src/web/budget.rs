//! What a first visit downloads: the page and what it loads before it can be used, compressed.

use std::fs;
use std::path::Path;

use super::compress::{self, Size};
use crate::fail::{Doing, Failure, Outcome};
use crate::{paths, ui};

/// A page, how much its first load is to weigh, and more than which it must not while it is above that: a ratchet,
/// to be lowered with every step and removed with the last. In kB of 1,000 bytes. Fonts, pictures and lazy parts do
/// not count.
const PAGES: [(&str, &str, u64, u64); 2] =
    [("staff", "index.html", 300, 880), ("clients' page", "guest/index.html", 100, 175)];

/// Prints the sizes; says when a page is over its budget, and fails when it is over its ratchet.
pub fn check(dist: &Path) -> Outcome {
    let mut over = Vec::new();
    for (name, page, budget, ratchet) in PAGES {
        let sizes = compress::sizes(dist, &first_load(dist, page)?)?;
        let raw: u64 = sizes.iter().map(|size| size.raw).sum();
        let brotli: u64 = sizes.iter().map(|size| size.brotli).sum();
        println!("first load, {name}: {} raw, {} brotli (budget {budget} kB)", kilo(raw), kilo(brotli));
        for Size { file, raw, brotli } in &sizes {
            println!("    {:>9} {:>9}  {file}", kilo(*raw), kilo(*brotli));
        }
        if brotli > ratchet * 1000 {
            over.push(format!("{name} loads {} at first, over {ratchet} kB", kilo(brotli)));
        } else if brotli > budget * 1000 {
            println!("    {}", ui::bad("over budget"));
        }
    }
    if over.is_empty() {
        return Ok(());
    }
    Err(Failure::new(over.join("; ")).hint("look for a new dependency or load the part lazily"))
}

fn kilo(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// The page itself and every script, style sheet and wasm module that it or they name.
fn first_load(dist: &Path, page: &str) -> Outcome<Vec<String>> {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let candidates = loadable(&dist.join(folder), folder)?;
    let mut found = vec![page.to_owned()];
    let mut next = 0;
    while let Some(file) = found.get(next).cloned() {
        next += 1;
        if paths::is_kind(&file, "wasm") {
            continue;
        }
        let path = dist.join(&file);
        let text = fs::read_to_string(&path).doing(format!("reading {}", paths::shown(&path)))?;
        for candidate in &candidates {
            if !found.contains(candidate) && names(&text, candidate, &file) {
                found.push(candidate.clone());
            }
        }
    }
    Ok(found)
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

/// Scripts, style sheets and wasm modules under the folder; the top one leaves out what belongs to other pages.
fn loadable(dir: &Path, at: &str) -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).doing(format!("listing {}", paths::shown(dir)))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let inside = if at.is_empty() { name.clone() } else { format!("{at}/{name}") };
        if entry.path().is_dir() {
            if !(at.is_empty() && matches!(name.as_str(), "guest" | "room")) {
                files.extend(loadable(&entry.path(), &inside)?);
            }
        } else if [".js", ".mjs", ".css", ".wasm"].iter().any(|extension| name.ends_with(extension)) {
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
        for (name, text) in [
            (
                "index.html",
                "<link href='/style-1.css'><script>import init from '/app-1.js'; init('/app-1_bg.wasm')",
            ),
            ("style-1.css", "body{}"),
            ("app-1.js", "import { a } from './snippets/s-1.js';\nconst b = () => import('./lazy-1.js');"),
            ("app-1_bg.wasm", "wasm"),
            ("snippets/s-1.js", ""),
            ("lazy-1.js", ""),
            ("guest/guest-1.js", ""),
        ] {
            fs::write(dir.join(name), text).unwrap();
        }
        let found = first_load(&dir, "index.html").unwrap();
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(found, ["index.html", "app-1.js", "app-1_bg.wasm", "style-1.css", "snippets/s-1.js"]);
    }

    #[test]
    fn a_kilobyte_is_a_thousand_bytes() {
        assert_eq!(kilo(300_000), "300.0 kB");
        assert_eq!(kilo(1_250), "1.2 kB");
    }
}
