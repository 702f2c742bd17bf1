//! `chat`: one room, everybody connected, some of them posting as fast as they are answered.

use crate::Measured;
use crate::load::{Plan, round};
use crate::options::Options;
use crate::report::{Report, Target};
use crate::seeded::{Seed, Seeded};

/// Settings under which people may post as fast as they can.
pub fn without_limits() -> Vec<(&'static str, &'static str)> {
    println!("The limit of messages per person is lifted: a practice's own is 40 at once, then 2 a second.");
    vec![("LIAISON_CHAT__POSTS_PER_SECOND", "100000"), ("LIAISON_CHAT__BURST", "100000")]
}

pub async fn run(options: &Options) -> Measured {
    let members = options.number("members", 50_u32)?;
    let senders = options.number("senders", 8_usize)?;
    let seconds = options.number("seconds", 10_u64)?;
    let postgres = options.postgres()?;
    let settings: Vec<(&str, &str)> = postgres.iter().map(|url| ("DATABASE_URL", url.as_str())).collect();
    let settings = [settings, without_limits()].concat();
    let seeded = Seeded::start(Seed { staff: members, applicants: 0, messages: 0 }, &settings).await?;

    let plan = |name: &str, senders: usize, seconds: u64| Plan {
        sockets: members as usize,
        hearers: members as usize,
        senders: (0..senders).map(|who| vec![(who, seeded.room)]).collect(),
        seconds,
        name: format!("{name}{}", std::process::id()),
    };
    let many = round(&seeded, &plan("m", senders, seconds)).await?;
    let memory = seeded.server.memory()?;
    let one = round(&seeded, &plan("o", 1, seconds.min(5))).await?;

    let on_postgres = postgres.is_some();
    let database = if on_postgres { "PostgreSQL" } else { "SQLite" };
    let least = if on_postgres { 2_000.0 } else { 3_000.0 };
    let p99 = if on_postgres { Target::None } else { Target::AtMost(10.0) };
    let mut report =
        Report::new(format!("One room, {members} members connected, {senders} senders, {database}"));
    report
        .row("posts acknowledged", many.posts, "/s", Target::AtLeast(least))
        .row("deliveries", many.deliveries, "/s", Target::AtLeast(least * f64::from(members)))
        .row("send to deliver, p50", many.latencies.quantile_ms(0.5), "ms", Target::None)
        .row("send to deliver, p99", many.latencies.quantile_ms(0.99), "ms", p99)
        .row("send to deliver, slowest", many.latencies.max_ms(), "ms", Target::None)
        .row(
            "one sender alone, acknowledged, p50",
            one.acknowledged.quantile_ms(0.5),
            "ms",
            Target::AtMost(2.0),
        )
        .row("one sender alone, acknowledged, p99", one.acknowledged.quantile_ms(0.99), "ms", Target::None)
        .row("one sender alone, posts", one.posts, "/s", Target::None)
        .row("processor per post, server", many.server_micros, "µs", Target::None)
        .row("processor per post, load generator", many.load_micros, "µs", Target::None)
        .row("memory under load", memory.resident, "MiB", Target::AtMost(60.0))
        .row("memory at its peak", memory.peak, "MiB", Target::None);
    Ok(report)
}
