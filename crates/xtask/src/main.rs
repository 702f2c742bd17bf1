//! The project's commands: `cargo xtask <command>`.
//!
//! This crate links no crate of the product, so that it builds in seconds and works when the product does not compile.

mod args;
mod bench;
mod cargo;
mod e2e;
mod help;
mod openapi;
mod paths;
mod postgres;
mod process;
mod requirements;
mod run;
mod setup;
mod stamp;
mod test;
mod tidy;
mod trials;
mod ui;
mod web;

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use args::Args;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_default();
    let args = Args::new(words);
    if name.is_empty() || matches!(name.as_str(), "help" | "-h" | "--help") {
        println!("{}", help::overview());
        return ExitCode::SUCCESS;
    }
    if args.asks_help() {
        return match help::of(&name) {
            Some(text) => {
                println!("{text}");
                ExitCode::SUCCESS
            }
            None => unknown(&name),
        };
    }
    match dispatch(&name, args) {
        None => unknown(&name),
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(failure)) => {
            ui::error(&failure);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(name: &str, args: Args) -> Option<Result<()>> {
    Some(match name {
        "setup" => setup::command(args),
        "web" => web::command(args),
        "build" => run::build_release(args),
        "run" => run::command(args),
        "test" => test::command(args),
        "e2e" => e2e::command(args),
        "bench" => bench::command(args),
        "openapi" => openapi::command(args),
        "tidy" => tidy::command(args),
        "trials" => trials::command(args),
        "requirements" => requirements::command(args),
        _ => return None,
    })
}

fn unknown(name: &str) -> ExitCode {
    ui::error(&anyhow!("there is no command `{name}`; `cargo xtask` lists them"));
    ExitCode::FAILURE
}
