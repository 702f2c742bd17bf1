//! Turns the words in `locales/` and the icon lists in `icons/` into Rust that the compiler checks.

use std::{env, error::Error, fs, path::Path};

#[path = "build/icons.rs"]
mod icons;
#[path = "build/strings.rs"]
mod strings;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=icons");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        // What refers to what is read from here by `wasm-split`.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("strings.rs"), strings::generate(Path::new("locales"))?)?;
    fs::write(out.join("icons.rs"), icons::generate(Path::new("icons"))?)?;
    Ok(())
}
