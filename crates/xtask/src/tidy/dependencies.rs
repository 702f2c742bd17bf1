//! Dependencies that nothing uses: each name in a manifest is in the crate's sources, and each of the workspace in a
//! manifest.

use super::{File, has_word};

/// A dependency, as a manifest has it.
#[derive(Debug, PartialEq, Eq)]
struct Named<'a> {
    /// The table that it is in, such as `dev-dependencies`.
    table: &'a str,
    name: &'a str,
}

const WORKSPACE: &str = "workspace.dependencies";

pub fn check(files: &[File]) -> Vec<String> {
    let manifests: Vec<&File> = files.iter().filter(|file| file.name.ends_with("Cargo.toml")).collect();
    let mut problems = Vec::new();
    for manifest in &manifests {
        let folder = manifest.name.trim_end_matches("Cargo.toml");
        let sources = || files.iter().filter(|file| file.is_rust() && file.name.starts_with(folder));
        for Named { table, name } in dependencies(&manifest.text) {
            let used = if table == WORKSPACE {
                manifests.iter().any(|other| {
                    dependencies(&other.text).iter().any(|one| one.table != WORKSPACE && one.name == name)
                })
            } else {
                let word = name.replace('-', "_");
                sources().any(|file| has_word(&file.text, &word))
            };
            if !used {
                problems.push(format!("{}: nothing uses `{name}` of [{table}]", manifest.name));
            }
        }
    }
    problems
}

/// Every line of every table of dependencies: each of ours has one line, or begins with one.
fn dependencies(manifest: &str) -> Vec<Named<'_>> {
    let mut table = "";
    let mut found = Vec::new();
    for line in manifest.lines() {
        if let Some(header) = line.strip_prefix('[') {
            table = header.trim_end_matches(']');
        } else if table.ends_with("dependencies") {
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            // Lines within a list of features are indented, or close it.
            if !name.is_empty() && name.chars().all(is_name) {
                found.push(Named { table, name });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[package]\nname = \"a\"\n\n[dependencies]\nactix-web.workspace = true\n\
        web-sys = { workspace = true, features = [\n    \"Window\",\n] }\n\n# why\n[dev-dependencies]\nproptest = \"1\"\n";

    #[test]
    fn what_no_source_of_the_crate_names_is_told() {
        let of = |source: &str| {
            check(&[File::of("crates/a/Cargo.toml", MANIFEST), File::of("crates/a/src/lib.rs", source)])
        };
        assert!(of("use actix_web::web; use web_sys::Window; proptest! {}").is_empty());
        assert_eq!(
            of("use actix_web_actors::x; // web-sys\nproptest! {}"),
            [
                "crates/a/Cargo.toml: nothing uses `actix-web` of [dependencies]",
                "crates/a/Cargo.toml: nothing uses `web-sys` of [dependencies]",
            ]
        );
        let elsewhere = File::of("crates/ab/src/lib.rs", "actix_web web_sys proptest");
        assert_eq!(check(&[File::of("crates/a/Cargo.toml", MANIFEST), elsewhere]).len(), 3);
    }

    #[test]
    fn what_no_manifest_takes_from_the_workspace_is_told() {
        let root = File::of("Cargo.toml", "[workspace.dependencies]\nserde = \"1\"\ntokio = \"1\"\n");
        let member = File::of("a/Cargo.toml", "[target.'cfg(unix)'.dependencies]\nserde.workspace = true\n");
        let source = File::of("a/src/lib.rs", "serde::Serialize");
        let told = check(&[root, member, source]);
        assert_eq!(told, ["Cargo.toml: nothing uses `tokio` of [workspace.dependencies]"]);
    }
}
