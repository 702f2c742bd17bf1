//! `bench`: runs the load generator against a release build on the same machine.

use std::process::Command;

use crate::args::Args;
use crate::fail::{Failure, Outcome};
use crate::postgres::{Cluster, Purpose};
use crate::{cargo, paths, process, setup, ui};

/// Names the database to measure on, for the load generator.
const POSTGRES: &str = "BENCH_POSTGRES";

pub fn command(mut args: Args) -> Outcome {
    let Some(name) = args.word() else {
        return Err(Failure::new("which bench?").hint("`cargo xtask bench list` names them"));
    };
    let words = args.rest();
    ui::step("building server and load generator (release)");
    process::run(&mut cargo::cargo(&["build", "--release", "--package", "api", "--package", "bench"]))?;
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
