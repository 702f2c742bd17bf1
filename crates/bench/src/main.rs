//! `cargo xtask bench NAME`: picks the scenario and prints its report.

use std::process::ExitCode;

use bench::options::Options;
use bench::{Measured, chat, disk, http, rooms, sms, sockets, start, storm};

/// Name, options and purpose of each scenario.
const SCENARIOS: [(&str, &str, &str); 8] = [
    ("chat", "[--members N] [--senders N] [--seconds N] [--postgres]", "posts and deliveries in one room"),
    ("disk", "[--writes N]", "how long a small durable write takes: the floor under every other figure"),
    (
        "http",
        "[--applicants N] [--messages N] [--rate N] [--seconds N] [--keep DIR | --postgres]",
        "reads on a practice of many years: conversations, history, search",
    ),
    (
        "rooms",
        "[--rooms N] [--members N] [--sockets N] [--senders N] [--seconds N] [--postgres]",
        "posts and deliveries in many rooms",
    ),
    ("sms", "[--senders N] [--seconds N] [--postgres]", "texts accepted, on the record and in the outbox"),
    ("sockets", "[--sockets N]", "memory of browsers that listen and do nothing"),
    ("start", "[--times N]", "how long the server takes to start on an empty database, and its memory then"),
    (
        "storm",
        "[--sockets N] [--missed N] [--staff N] [--postgres]",
        "all connections are lost and come back at once",
    ),
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
    if let Some((_, usage, _)) = SCENARIOS.iter().find(|scenario| scenario.0 == name) {
        let words = usage.split(['[', ']', ' ']);
        options.only(&words.filter_map(|word| word.strip_prefix("--")).collect::<Vec<_>>())?;
    }
    match name {
        "chat" => chat::run(options).await,
        "disk" => disk::run(options),
        "http" => http::run(options).await,
        "rooms" => rooms::run(options).await,
        "sms" => sms::run(options).await,
        "sockets" => sockets::run(options).await,
        "storm" => storm::run(options).await,
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
