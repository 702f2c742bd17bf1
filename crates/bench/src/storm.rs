//! `storm`: everybody's connection is lost, much is said meanwhile, and all come back at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use client::Client;
use tokio::sync::Barrier;
use wire::realtime::{ClientFrame, PROTOCOL};

use crate::Measured;
use crate::chat::without_limits;
use crate::load::{BODY, Listening, Reading, connect};
use crate::options::Options;
use crate::report::{Report, Target};
use crate::seeded::{Seed, Seeded};

/// Until the last one is up to date, in seconds.
const MOST_SECONDS: f64 = 2.0;
/// How much more memory than before is held a minute later, in MiB.
const MOST_KEPT: f64 = 20.0;
const LATER: Duration = Duration::from_mins(1);

pub async fn run(options: &Options) -> Measured {
    let sockets = options.number("sockets", 2_000_usize)?;
    let missed = options.number("missed", 200_usize)?;
    let staff = options.number("staff", 1_000_u32)?;
    let postgres = options.postgres()?;
    let database: Vec<(&str, &str)> = postgres.iter().map(|url| ("DATABASE_URL", url.as_str())).collect();
    let settings = [database, without_limits()].concat();
    let seeded = Seeded::start(Seed { staff, applicants: 0, messages: 0 }, &settings).await?;

    let clients: Vec<Client> = (0..staff as usize)
        .cycle()
        .take(sockets)
        .map(|index| seeded.client(index))
        .collect::<Result<_, _>>()?;
    let mut listening = Vec::with_capacity(sockets);
    for client in &clients {
        listening.push(Reading::of(connect(client).await?));
    }
    seeded.server.settle().await?;
    let before = seeded.server.memory()?;
    drop(listening);
    let place = place(clients.first().ok_or("a storm needs sockets")?).await?;
    for number in 0..missed {
        let who = clients.get(number % sockets).ok_or("a storm needs sockets")?;
        let posted = who.post_message(seeded.room, &format!("storm-{number}"), BODY).await;
        posted.map_err(|error| format!("posting: {error}"))?;
    }
    let used = seeded.server.processor()?;

    let start = Arc::new(Barrier::new(sockets + 1));
    let coming: Vec<_> = clients
        .into_iter()
        .map(|client| {
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                start.wait().await;
                come_back(&client, place, missed).await
            })
        })
        .collect();
    start.wait().await;
    let begun = Instant::now();
    let (mut connected, mut open) = (Duration::ZERO, Vec::with_capacity(sockets));
    for one in coming {
        let (at, socket) = one.await.map_err(|error| error.to_string())??;
        connected = connected.max(at.saturating_duration_since(begun));
        open.push(socket);
    }
    let took = begun.elapsed().as_secs_f64();
    let processor = seeded.server.processor()?.saturating_sub(used).as_secs_f64();
    let peak = seeded.server.memory()?.peak;
    let reading: Vec<_> = open.into_iter().map(Reading::of).collect();
    tokio::time::sleep(LATER).await;
    let later = seeded.server.memory()?.resident;
    drop(reading);

    let of = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let mut report = Report::new(format!("{sockets} sockets come back, {missed} messages missed, {of}"));
    report
        .row("until all are up to date", took, "s", Target::AtMost(MOST_SECONDS))
        .row("until all are connected", connected.as_secs_f64(), "s", Target::None)
        .row("processor, server", processor, "s", Target::None)
        .row("memory before, all of them connected", before.resident, "MiB", Target::None)
        .row("memory at most", peak, "MiB", Target::None)
        .row(
            "memory a minute later, more than before",
            later - before.resident,
            "MiB",
            Target::AtMost(MOST_KEPT),
        );
    Ok(report)
}

/// Where the log is.
async fn place(client: &Client) -> Result<i64, String> {
    let mut socket = client.connect().await.map_err(|error| error.to_string())?;
    socket.send(&ClientFrame::Identify).await.map_err(|error| error.to_string())?;
    while let Some(frame) = socket.next().await {
        if let wire::realtime::ServerFrame::Ready { seq, .. } = frame.map_err(|error| error.to_string())? {
            return Ok(seq);
        }
    }
    Err("the socket was closed before it was ready".to_owned())
}

/// Comes back and reads what was missed; says when it was connected.
async fn come_back(client: &Client, place: i64, missed: usize) -> Result<(Instant, Listening), String> {
    let mut socket: Listening =
        client.open_socket("realtime", PROTOCOL).await.map_err(|error| error.to_string())?;
    let connected = Instant::now();
    socket.send(&ClientFrame::Resume { seq: place }).await.map_err(|error| error.to_string())?;
    let mut heard = 0;
    while let Some(frame) = socket.next().await {
        let frame = frame.map_err(|error| error.to_string())?;
        heard += frame.messages();
        match frame.kind.as_str() {
            "resumed" if heard == missed => return Ok((connected, socket)),
            "resumed" | "resync" => return Err(format!("{heard} messages of {missed}, then {}", frame.kind)),
            _ => {}
        }
    }
    Err("a socket was closed before it was up to date".to_owned())
}
