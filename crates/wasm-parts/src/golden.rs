//! The whole way of the scripts, from what the tools write to what a browser gets, against `golden/`. The modules there
//! are stand-ins: what becomes of real ones is the tools' work, and a browser's tests see it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::install::{Files, copy_all};
use crate::loader::Loader;
use crate::trim;

/// Every file of a folder by its path in it.
fn contents(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = PathBuf::from(entry.file_name());
        if entry.path().is_dir() {
            let inside = contents(&entry.path());
            found.extend(inside.into_iter().map(|(path, text)| (name.join(path), text)));
        } else {
            found.insert(name, fs::read_to_string(entry.path()).unwrap());
        }
    }
    found
}

#[test]
fn scripts_and_names_are_as_they_were() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let dir = std::env::temp_dir().join(format!("wasm-parts-{}", std::process::id()));
    copy_all(&golden.join("given"), &dir).unwrap();
    let (page, work) = (dir.join("page"), dir.join("work"));

    let script = work.join("__wasm_split.js");
    let mut loader = Loader::parse(&fs::read_to_string(&script).unwrap()).unwrap();
    let mut merged = loader.take_shared_by_all(&["entry", "start"]);
    merged.extend(loader.join("start", "rest").unwrap().map(|(shared, _)| shared));
    for file in merged {
        fs::remove_file(work.join(file)).unwrap();
    }
    fs::write(&script, loader.to_string()).unwrap();
    let kept = trim::scripts(&work, "app").unwrap();
    Files::of(&work, "app").unwrap().install("app", &page.join("index.html")).unwrap();
    fs::write(page.join("exports.txt"), format!("{}\n", kept.join("\n"))).unwrap();

    // `GOLDEN=write cargo test -p wasm-parts` takes what is made now for what is expected.
    if std::env::var_os("GOLDEN").is_some_and(|wish| wish == "write") {
        let _ = fs::remove_dir_all(golden.join("expected"));
        copy_all(&page, &golden.join("expected")).unwrap();
    }
    let (found, expected) = (contents(&page), contents(&golden.join("expected")));
    fs::remove_dir_all(&dir).unwrap();
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (path, text) in &expected {
        assert_eq!(&found[path], text, "{}", path.display());
    }
}
