//! Debian packages that only the tests need: installed when we are root, asked for in one line otherwise.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{e2e, paths, postgres, process, ui};

/// A package and how to tell that its program is there, wherever it came from.
#[derive(Clone, Copy)]
pub struct Package {
    name: &'static str,
    find: fn() -> Option<PathBuf>,
}

pub const CHROMIUM: Package = Package { name: "chromium", find: e2e::chromium };
pub const POSTGRESQL: Package = Package { name: "postgresql", find: postgres::programs };

pub const PROSODY: Package = Package { name: "prosody", find: || paths::on_path("prosody") };

const CLUSTER_FOLDER: &str = "/etc/postgresql-common";

/// Gives where its program is.
pub fn ensure(package: Package) -> Result<PathBuf> {
    if let Some(program) = (package.find)() {
        return Ok(program);
    }
    let name = package.name;
    if paths::on_path("apt-get").is_none() {
        bail!("{name} is missing: install {name}, which the tests use");
    }
    if !is_root()? {
        bail!("Debian's package {name} is missing\n  do: {}", by_hand(name));
    }
    if name == POSTGRESQL.name {
        no_system_cluster()?;
    }
    ui::step(&format!("installing Debian's package {name}"));
    apt(&["update", "-q"])?;
    apt(&["install", "-q", "-y", "--no-install-recommends", name])?;
    (package.find)().with_context(|| format!("{name} was installed, but its program is not found"))
}

/// The line that does as root what `ensure` would do.
fn by_hand(package: &str) -> String {
    let afterwards =
        if package == PROSODY.name { " && (systemctl disable --now prosody || true)" } else { "" };
    let prepare = if package == POSTGRESQL.name {
        format!(
            "mkdir -p {CLUSTER_FOLDER} && echo create_main_cluster=false >> {CLUSTER_FOLDER}/createcluster.conf && "
        )
    } else {
        String::new()
    };
    format!(
        "sudo sh -c '{prepare}apt-get update && apt-get install -y --no-install-recommends {package}{afterwards}'"
    )
}

/// Keeps the package from making and starting a cluster of its own on port 5432.
fn no_system_cluster() -> Result<()> {
    let file = Path::new(CLUSTER_FOLDER).join("createcluster.conf");
    if file.exists() {
        return Ok(());
    }
    fs::create_dir_all(CLUSTER_FOLDER).with_context(|| format!("making {CLUSTER_FOLDER}"))?;
    fs::write(&file, "create_main_cluster = false\n").with_context(|| format!("writing {}", file.display()))
}

fn apt(args: &[&str]) -> Result<()> {
    // At this run level no package starts a service: the tests start servers of their own.
    let mut command = Command::new("apt-get");
    process::run(command.args(args).env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1"))
}

/// Asked of `id`, because std does not tell.
pub fn is_root() -> Result<bool> {
    Ok(process::output(Command::new("id").arg("-u"))?.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_to_run_leaves_no_service_behind() {
        assert_eq!(
            by_hand("chromium"),
            "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends chromium'"
        );
        assert!(by_hand("postgresql").contains("create_main_cluster=false"));
        assert!(by_hand("prosody").contains("disable --now prosody"), "no service of its own either");
    }
}
