//! `web`: builds the browser application into `dist/`: the staff's at the top, the clients' in `guest/`, the meeting
//! room in `room/`.

mod budget;
mod compress;
mod inputs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::args::Args;
use crate::setup::{self, Tools};
use crate::stamp::Stamp;
use crate::{paths, process, ui};

/// How the application is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Small, for everybody: what is measured and what users get.
    Small,
    /// Quick to build, several times as large.
    Dev,
}

pub fn command(mut args: Args) -> Result<()> {
    let profile = Profile::of(args.flag("--dev"));
    args.done()?;
    if profile == Profile::Small { check() } else { ensure(profile) }
}

/// Builds what users get, prints what a first visit downloads and fails when that is too much.
pub fn check() -> Result<()> {
    ensure(Profile::Small)?;
    budget::check(&dist())
}

impl Profile {
    pub const fn of(dev: bool) -> Self {
        if dev { Self::Dev } else { Self::Small }
    }
}

/// Where the finished application is.
pub fn dist() -> PathBuf {
    paths::root().join("dist")
}

/// Builds the application unless nothing changed since the last time.
pub fn ensure(profile: Profile) -> Result<()> {
    let stamp = Stamp::new("web", inputs::hash(profile == Profile::Dev)?);
    if stamp.is_fresh() && dist().join("index.html").is_file() {
        return Ok(());
    }
    stamp.clear();
    let tools = setup::build()?;
    let staging = paths::scratch().join("web");
    if staging.exists() {
        fs::remove_dir_all(&staging).context("clearing the last build")?;
    }
    trunk(&tools, profile, "frontend/index.html", &staging, "/", &[])?;
    let guest = staging.join("guest");
    // Trunk's quick builds of both share one library.
    let alone: &[&str] = if profile == Profile::Small { &["--no-default-features"] } else { &[] };
    trunk(&tools, profile, "frontend/guest.html", &guest, "/guest/", alone)?;
    if profile == Profile::Small {
        split(&tools, "staff", &staging.join("index.html"))?;
        split(&tools, "guest", &guest.join("index.html"))?;
    }
    build_room(&staging.join("room"))?;
    compress::precompress(&staging, profile == Profile::Dev)?;
    replace(&staging, &dist())?;
    stamp.set()
}

/// Runs trunk for one page.
fn trunk(
    tools: &Tools,
    profile: Profile,
    page: &str,
    dist: &Path,
    url: &str,
    features: &[&str],
) -> Result<()> {
    let root = paths::root();
    ui::step(&format!("building {page}"));
    fs::create_dir_all(dist).with_context(|| format!("making {}", paths::shown(dist)))?;
    let mut trunk = Command::new(&tools.trunk);
    trunk.current_dir(&root).arg("build").arg(root.join(page)).arg("--dist").arg(dist);
    trunk.args(["--public-url", url, "--offline=true", "--skip-version-check", "--locked=true"]);
    trunk.args(features);
    if profile == Profile::Small {
        trunk.args(["--release=true", "--cargo-profile", "wasm", "--features", "split"]);
    }
    trunk.env("PATH", tools.path()?);
    // Trunk refuses the usual `NO_COLOR=1`, and `NO_COLOR` together with a choice of its own.
    let color = if std::env::var_os("NO_COLOR").is_some() { "never" } else { "auto" };
    trunk.env_remove("NO_COLOR").env("TRUNK_COLOR", color);
    process::run(&mut trunk)
}

/// Splits a program into what its page starts with and what it fetches later.
fn split(tools: &Tools, name: &str, document: &Path) -> Result<()> {
    ui::step(&format!("splitting {name}"));
    let programs = wasm_parts::Tools {
        wasm_split: tools.wasm_split.clone(),
        wasm_bindgen: tools.wasm_bindgen.clone(),
        path: tools.path()?,
    };
    wasm_parts::replace(
        &programs,
        &wasm_parts::Program {
            name,
            whole: &paths::target().join("wasm32-unknown-unknown/wasm").join(format!("{name}.wasm")),
            document,
            work: &paths::scratch().join("split").join(name),
            first: &["entry", "start"],
            before: Some(("start", "rest")),
        },
    )
}

/// The meeting room: static files.
fn build_room(out: &Path) -> Result<()> {
    ui::step("building the meeting room");
    let frontend = paths::root().join("frontend");
    process::run(Command::new("node").arg("room/build.mjs").arg(out).current_dir(frontend))
}

/// Puts the finished build in place of the old one, so that a running server never sees half of it for long.
fn replace(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("removing the old {}", paths::shown(to)))?;
    }
    fs::rename(from, to).with_context(|| format!("moving the build to {}", paths::shown(to)))
}
