//! `bench`: runs the load generator against a release build on the same machine.

use std::process::Command;

use anyhow::{Result, bail};

use crate::args::Args;
use crate::postgres::{Cluster, Purpose};
use crate::web::{self, Profile};
use crate::{cargo, paths, process, setup, ui};

/// Names the database to measure on, for the load generator.
const POSTGRES: &str = "BENCH_POSTGRES";

pub fn command(mut args: Args) -> Result<()> {
    let Some(name) = args.word() else {
        bail!("which bench? `cargo xtask bench list` names them");
    };
    let words = args.rest();
    // With the browser application, as it is shipped: what is measured is what is used, and the program that others may
    // start from target/release/ is not replaced by one without pages.
    web::ensure(Profile::Small)?;
    ui::step("building server and load generator (release)");
    let with_pages = ["--package", "api", "--package", "bench", "--features", "api/embed"];
    process::run(cargo::cargo(&["build", "--release"]).args(with_pages))?;
    let release = paths::target().join("release");
    let mut bench = Command::new(release.join("bench"));
    bench.arg(name).args(&words).env("BENCH_SERVER", release.join("liaison")).current_dir(paths::root());
    let own = words.iter().any(|word| word == "--postgres") && std::env::var_os(POSTGRES).is_none();
    // Kept until the bench has ended.
    let _cluster = if own {
        setup::postgresql()?;
        let cluster = Cluster::start(Purpose::Bench)?;
        bench.env(POSTGRES, cluster.url());
        Some(cluster)
    } else {
        None
    };
    process::run(&mut bench)
}
