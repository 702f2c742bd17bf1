//! `cargo xtask bench NAME`: picks the scenario and prints its report.

use std::process::ExitCode;

use bench::options::Options;
use bench::{Measured, chat, disk, http, sms, start};

/// Name, options and purpose of each scenario.
const SCENARIOS: [(&str, &str, &str); 5] = [
    ("chat", "[--members N] [--senders N] [--postgres]", "posts and deliveries in one room"),
    ("disk", "[--writes N]", "how long a small durable write takes: the floor under every other figure"),
    (
        "http",
        "[--applicants N] [--messages N] [--rate N] [--keep DIR]",
        "reads on a practice of many years: conversations, history, search",
    ),
    ("sms", "[--senders N] [--postgres]", "texts accepted, on the record and in the outbox"),
    ("start", "[--times N]", "how long the server takes to start on an empty database, and its memory then"),
];

#[tokio::main]
async fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_default();
    let options = match Options::parse(words) {
        Ok(options) => options,
        Err(problem) => return fail(&problem),
    };
    if options.has("help") || name == "list" || name.starts_with('-') {
        println!("{}", usage());
        return ExitCode::SUCCESS;
    }
    match measure(&name, &options).await {
        Ok(report) => {
            println!("{report}");
            if report.is_met() { ExitCode::SUCCESS } else { fail("a figure misses its target") }
        }
        Err(problem) => fail(&problem),
    }
}

async fn measure(name: &str, options: &Options) -> Measured {
    match name {
        "chat" => chat::run(options).await,
        "disk" => disk::run(options),
        "http" => http::run(options).await,
        "sms" => sms::run(options).await,
        "start" => start::run(options).await,
        _ => Err(format!("there is no bench `{name}`\n{}", usage())),
    }
}

fn usage() -> String {
    let lines = SCENARIOS.map(|(name, options, purpose)| format!("  {name:<6} {options:<16} {purpose}"));
    format!("Benches:\n{}", lines.join("\n"))
}

fn fail(problem: &str) -> ExitCode {
    eprintln!("{problem}");
    ExitCode::FAILURE
}
