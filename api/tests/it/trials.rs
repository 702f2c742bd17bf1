//! The real program, treated badly: killed, cut off, on a full disk. Nothing acknowledged may be lost, nothing may
//! happen twice. `cargo xtask trials` runs the same for long and prints what was tried.

mod cuts;
mod disks;
mod fake_provider;
mod kills;
mod migrations;
pub mod process;

/// How much is tried: a few in the tests of every day, many in `cargo xtask trials`.
fn rounds(name: &str, few: usize) -> usize {
    let variable = format!("LIAISON_TEST_{name}");
    match std::env::var(&variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} is `{text}`, which is no number")),
        Err(_) => few,
    }
}

/// What was tried, for anyone who runs the long form.
fn report(what: &str) {
    println!("trial: {what}");
}
