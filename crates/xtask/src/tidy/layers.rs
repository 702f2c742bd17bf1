//! Which crate may import which: the table of ARCHITECTURE.md, checked over `cargo metadata`.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::cargo::cargo;
use crate::process;

/// What a crate may import of the workspace, and what it must never name.
struct Layer {
    name: &'static str,
    may: &'static [&'static str],
    /// Starts of package names: `sea-orm` covers `sea-orm-migration`.
    never: &'static [&'static str],
    /// Of those, what it may have behind a feature.
    optional: &'static [&'static str],
}

const SERVER: &[&str] = &["actix", "sea-orm", "sqlx", "lettre", "tokio", "reqwest"];

const LAYERS: [Layer; 14] = [
    Layer {
        name: "domain",
        may: &[],
        never: &["tokio", "reqwest", "leptos", "actix", "sea-orm", "sqlx", "lettre", "gloo", "rand"],
        optional: &["sea-orm"],
    },
    Layer {
        name: "wire",
        may: &["domain"],
        never: &["sea-orm", "sqlx", "actix", "leptos", "tokio", "reqwest", "utoipa"],
        optional: &["utoipa"],
    },
    Layer {
        name: "client",
        may: &["domain", "wire"],
        never: &["leptos", "actix", "sea-orm", "sqlx", "lettre"],
        optional: &[],
    },
    Layer { name: "migrations", may: &[], never: &["actix", "reqwest", "leptos", "lettre"], optional: &[] },
    Layer {
        name: "storage",
        may: &["domain", "migrations"],
        never: &["actix", "reqwest", "leptos", "lettre", "utoipa"],
        optional: &[],
    },
    Layer {
        name: "delivery",
        may: &["domain", "storage"],
        never: &["actix", "reqwest", "leptos", "lettre", "utoipa"],
        optional: &[],
    },
    Layer {
        name: "providers",
        may: &["delivery", "domain"],
        never: &["actix", "sea-orm", "sqlx", "leptos", "utoipa"],
        optional: &[],
    },
    Layer {
        name: "demo",
        may: &["domain", "storage"],
        never: &["actix", "reqwest", "leptos", "lettre", "utoipa"],
        optional: &[],
    },
    Layer {
        name: "api",
        may: &["delivery", "demo", "domain", "migrations", "providers", "storage", "wire"],
        never: &["sea-orm", "sqlx", "leptos", "gloo", "web-sys"],
        optional: &[],
    },
    Layer { name: "frontend", may: &["client", "domain", "wire"], never: SERVER, optional: &[] },
    Layer {
        name: "testkit",
        may: &["api", "client", "delivery", "domain", "migrations", "providers", "storage", "wire"],
        never: &["leptos", "gloo"],
        optional: &[],
    },
    Layer {
        name: "bench",
        may: &["client", "domain", "migrations", "storage", "wire"],
        never: &["actix", "leptos", "gloo"],
        optional: &[],
    },
    Layer { name: "wasm-parts", may: &[], never: SERVER, optional: &[] },
    Layer {
        name: "xtask",
        may: &["wasm-parts"],
        never: &["tokio", "reqwest", "actix", "leptos", "sea-orm", "clap"],
        optional: &[],
    },
];

/// One line of a crate's `[dependencies]`.
#[derive(Debug)]
struct Dependency {
    name: String,
    optional: bool,
    features: Vec<String>,
    /// None for every target.
    target: Option<String>,
}

#[derive(Debug)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

pub fn check() -> Result<Vec<String>> {
    let json = process::output(&mut cargo(&["metadata", "--format-version=1", "--no-deps"]))?;
    let metadata: Value = serde_json::from_str(&json).context("reading cargo's metadata")?;
    let packages = packages(&metadata);
    let members: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    Ok(packages.iter().flat_map(|package| problems(package, &members)).collect())
}

fn packages(metadata: &Value) -> Vec<Package> {
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let dependency = |value: &Value| {
        // Tests may use more: dev-dependencies do not count.
        value["kind"].is_null().then(|| Dependency {
            name: text(&value["name"]).unwrap_or_default(),
            optional: value["optional"].as_bool().unwrap_or_default(),
            features: list(&value["features"]).iter().filter_map(text).collect(),
            target: text(&value["target"]),
        })
    };
    list(&metadata["packages"])
        .iter()
        .map(|package| Package {
            name: text(&package["name"]).unwrap_or_default(),
            dependencies: list(&package["dependencies"]).iter().filter_map(dependency).collect(),
        })
        .collect()
}

fn problems(package: &Package, members: &[&str]) -> Vec<String> {
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == package.name) else {
        return vec![format!(
            "{}: no layer says what this crate may import: crates/xtask/src/tidy/layers.rs",
            package.name
        )];
    };
    let mut problems = Vec::new();
    for dependency in &package.dependencies {
        let name = dependency.name.as_str();
        if members.contains(&name) && !layer.may.contains(&name) {
            problems.push(format!("{} must not import {name}", layer.name));
        }
        let matches = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
        if matches(layer.never) && !(dependency.optional && matches(layer.optional)) {
            problems.push(format!("{} must never see {name}", layer.name));
        }
        if layer.name == "domain" && name == "chrono" {
            let reads_clock =
                dependency.features.iter().any(|feature| feature == "clock" || feature == "now");
            problems.extend(
                reads_clock.then(|| "domain reads no clock: chrono without `clock` and `now`".to_owned()),
            );
        }
        if layer.name == "client" && matches(&["gloo", "reqwest", "tokio"]) && dependency.target.is_none() {
            problems.push(format!(
                "client is for browser and server: {name} belongs under a [target.…] of its own"
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBERS: [&str; 4] = ["domain", "wire", "storage", "providers"];

    fn of(json: &str) -> Vec<String> {
        let metadata = serde_json::from_str(json).unwrap();
        packages(&metadata).iter().flat_map(|package| problems(package, &MEMBERS)).collect()
    }

    fn one(package: &str, dependency: &str) -> Vec<String> {
        of(&format!(r#"{{"packages":[{{"name":"{package}","dependencies":[{dependency}]}}]}}"#))
    }

    #[test]
    fn what_the_table_allows_passes() {
        assert!(one("wire", r#"{"name":"domain","kind":null}"#).is_empty());
        assert!(one("domain", r#"{"name":"sea-orm","kind":null,"optional":true}"#).is_empty());
        assert!(one("storage", r#"{"name":"wire","kind":"dev"}"#).is_empty());
    }

    #[test]
    fn a_forbidden_import_is_named() {
        assert_eq!(one("storage", r#"{"name":"wire","kind":null}"#), ["storage must not import wire"]);
        assert_eq!(
            one("providers", r#"{"name":"storage","kind":null}"#),
            ["providers must not import storage"]
        );
        assert_eq!(
            one("api", r#"{"name":"sea-orm-migration","kind":null}"#),
            ["api must never see sea-orm-migration"]
        );
        assert_eq!(one("domain", r#"{"name":"sea-orm","kind":null}"#), ["domain must never see sea-orm"]);
    }

    #[test]
    fn the_domain_reads_no_clock() {
        assert_eq!(one("domain", r#"{"name":"chrono","kind":null,"features":["serde","now"]}"#).len(), 1);
        assert!(one("domain", r#"{"name":"chrono","kind":null,"features":["serde"]}"#).is_empty());
    }

    #[test]
    fn the_client_keeps_its_two_worlds_apart() {
        assert_eq!(one("client", r#"{"name":"reqwest","kind":null}"#).len(), 1);
        assert!(one("client", r#"{"name":"reqwest","kind":null,"target":"cfg(unix)"}"#).is_empty());
    }

    #[test]
    fn a_new_crate_needs_a_layer() {
        assert_eq!(one("utils", "").len(), 1);
    }
}
