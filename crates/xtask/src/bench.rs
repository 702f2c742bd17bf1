//! `bench`: runs the load generator against a release build on the same machine.

use std::process::Command;

use crate::args::Args;
use crate::fail::{Failure, Outcome};
use crate::{cargo, paths, process, ui};

pub fn command(mut args: Args) -> Outcome {
    let Some(name) = args.word() else {
        return Err(Failure::new("which bench?").hint("`cargo xtask bench list` names them"));
    };
    ui::step("building server and load generator (release)");
    process::run(&mut cargo::cargo(&["build", "--release", "--package", "api", "--package", "bench"]))?;
    let release = paths::target().join("release");
    let mut bench = Command::new(release.join("bench"));
    bench.arg(name).args(args.rest()).env("BENCH_SERVER", release.join("liaison")).current_dir(paths::root());
    process::run(&mut bench)
}
