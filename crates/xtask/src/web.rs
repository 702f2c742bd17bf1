//! `web`: builds the browser application into `dist/`: the staff's at the top, the clients' in `guest/`, the meeting
//! room in `room/`.

mod budget;
mod compress;
mod inputs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::args::Args;
use crate::fail::{Doing, Failure, Outcome};
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

pub fn command(mut args: Args) -> Outcome {
    let profile = Profile::of(args.flag("--dev"));
    args.done()?;
    ensure(profile)?;
    if profile == Profile::Small {
        budget::check(&dist())?;
    }
    Ok(())
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
pub fn ensure(profile: Profile) -> Outcome {
    let stamp = Stamp::new("web", inputs::hash(profile == Profile::Dev)?);
    if stamp.is_fresh() && dist().join("index.html").is_file() {
        return Ok(());
    }
    stamp.clear();
    let tools = setup::build()?;
    let staging = paths::scratch().join("web");
    if staging.exists() {
        fs::remove_dir_all(&staging).doing("clearing the last build")?;
    }
    prepare_assets()?;
    trunk(&tools, profile, "frontend/index.html", &staging, "/")?;
    trunk(&tools, profile, "frontend/guest.html", &staging.join("guest"), "/guest/")?;
    rename_page(&staging.join("guest"), "guest.html")?;
    build_room(&staging.join("room"))?;
    compress::precompress(&staging)?;
    if profile == Profile::Small {
        budget::check(&staging)?;
    }
    replace(&staging, &dist())?;
    stamp.set()
}

/// Runs trunk for one page.
fn trunk(tools: &Tools, profile: Profile, page: &str, dist: &Path, public_url: &str) -> Outcome {
    let root = paths::root();
    ui::step(&format!("building {page}"));
    fs::create_dir_all(dist).doing(format!("making {}", paths::shown(dist)))?;
    let mut trunk = Command::new(&tools.trunk);
    trunk.current_dir(&root).arg("build").arg(root.join(page)).arg("--dist").arg(dist);
    trunk.args(["--public-url", public_url, "--offline=true", "--skip-version-check", "--locked=true"]);
    if profile == Profile::Small {
        trunk.args(["--release=true", "--cargo-profile", "wasm"]);
    }
    trunk.env("PATH", tools.path()?).env("TRUNK_COLOR", "auto");
    // Trunk reads NO_COLOR as a boolean and refuses the usual `1`.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    process::run(&mut trunk)
}

/// Trunk names the output after its input; a folder's page is `index.html`.
fn rename_page(dir: &Path, name: &str) -> Outcome {
    let page = dir.join(name);
    if page.is_file() {
        fs::rename(&page, dir.join("index.html")).doing(format!("renaming {name}"))
    } else {
        Ok(())
    }
}

/// What `npm run` does in frontend/ when its package.json has the script.
fn npm_script(script: &str, room: Option<&Path>) -> Outcome<bool> {
    let frontend = paths::root().join("frontend");
    let package = fs::read_to_string(frontend.join("package.json")).unwrap_or_default();
    if !package.contains(&format!("\"{script}\":")) {
        return Ok(false);
    }
    ui::step(&format!("frontend: npm run {script}"));
    let mut npm = Command::new("npm");
    npm.args(["run", "--silent", script]).current_dir(frontend);
    if let Some(out) = room {
        npm.env("ROOM_OUT_DIR", out);
    }
    process::run(&mut npm).map(|()| true)
}

/// Icons, fonts and lazily loaded libraries from npm, which trunk then copies.
fn prepare_assets() -> Outcome {
    npm_script("build:assets", None).map(drop)
}

/// The meeting room: static files that its script puts into `ROOM_OUT_DIR`.
fn build_room(out: &Path) -> Outcome {
    if npm_script("build:room", Some(out))? && !out.join("index.html").is_file() {
        return Err(Failure::new(format!(
            "`npm run build:room` made no {}",
            paths::shown(&out.join("index.html"))
        )));
    }
    Ok(())
}

/// Puts the finished build in place of the old one, so that a running server never sees half of it for long.
fn replace(from: &Path, to: &Path) -> Outcome {
    if to.exists() {
        fs::remove_dir_all(to).doing(format!("removing the old {}", paths::shown(to)))?;
    }
    fs::rename(from, to).doing(format!("moving the build to {}", paths::shown(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_with_another_name_is_renamed() {
        let dir = std::env::temp_dir().join(format!("xtask-web-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("guest.html"), "guest").unwrap();
        rename_page(&dir, "guest.html").unwrap();
        rename_page(&dir, "guest.html").unwrap();
        assert_eq!(fs::read_to_string(dir.join("index.html")).unwrap(), "guest");
        fs::remove_dir_all(&dir).unwrap();
    }
}
