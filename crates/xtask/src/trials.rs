//! `trials`: the tests of durability in their long form, against the real program on both databases.

use anyhow::{Result, anyhow};

use crate::args::Args;
use crate::postgres::{Cluster, Purpose};
use crate::{cargo, process, setup, ui};

/// What is tried how often: the option, the variable that the tests read, and the number.
const TRIALS: [(&str, &str, u32); 4] = [
    ("--kills", "LIAISON_TEST_KILLS", 200),
    ("--migrations", "LIAISON_TEST_MIGRATIONS", 60),
    ("--disks", "LIAISON_TEST_DISKS", 20),
    ("--cuts", "LIAISON_TEST_CUTS", 10_000),
];

pub fn command(mut args: Args) -> Result<()> {
    let mut numbers = Vec::new();
    for (option, variable, usual) in TRIALS {
        let number = match args.value(option)? {
            None => usual,
            Some(text) => text
                .parse()
                .ok()
                .filter(|number| *number > 0)
                .ok_or_else(|| anyhow!("`{option} {text}`: a whole number, 1 or more"))?,
        };
        numbers.push((variable, number));
    }
    args.done()?;
    setup::postgresql()?;
    // As durable as in production: what a kill leaves must be what a commit promised.
    let postgres = Cluster::start(Purpose::Bench)?;
    ui::step("trying (minutes; what was tried is printed as `trial: …`)");
    let mut test = cargo::cargo(&["test", "--package", "api", "--test", "it", "trials::", "--"]);
    // One after the other, so that what is tried has the machine to itself and what is printed can be read.
    test.args(["--nocapture", "--test-threads=1"]);
    test.env("LIAISON_TEST_POSTGRES", postgres.url())
        .envs(numbers.iter().map(|(name, n)| (name, n.to_string())));
    process::run(&mut test)
}
