//! What the browser application is built from.

use anyhow::Result;

use crate::paths;
use crate::stamp::Hash;

/// `xtask/src/web` and `wasm-parts` are among them: another way to build is another result.
const INPUTS: [&str; 10] = [
    ".cargo/config.toml",
    "frontend",
    "crates/domain",
    "crates/wire",
    "crates/client",
    "crates/wasm-parts",
    "crates/xtask/src/web",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
];

/// Made by npm or by the build itself, or without effect on it.
const SKIP: [&str; 4] = ["node_modules", "generated", "dist", "tests"];

pub fn hash(dev: bool) -> Result<Hash> {
    let mut hash = Hash::new();
    hash.add(if dev { b"dev" } else { b"small" });
    for input in INPUTS {
        hash.add_path(&paths::root().join(input), &SKIP)?;
    }
    Ok(hash)
}
