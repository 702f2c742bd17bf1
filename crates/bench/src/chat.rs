//! `chat`: one room, everybody connected, some of them posting as fast as they are answered.
//!
//! A sender posts its next message only after the last was acknowledged, which means: is on the disk. Every
//! delivery to every socket is counted and its order checked; one that is missing or doubled fails the bench.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use client::Client;
use client::socket::TypedSocket;
use domain::ConversationId;
use serde::Deserialize;
use wire::realtime::{ClientFrame, PROTOCOL};

use crate::Measured;
use crate::latency::Latencies;
use crate::options::Options;
use crate::processor;
use crate::report::{Report, Target};
use crate::seeded::{Seed, Seeded};

/// About the length of a message between colleagues.
const BODY: &str = "CAS118: the biometrics letter came in this morning, I have put it with the forms. Can you look at \
                    the travel history before we call them at three?";

/// Only what is counted, so that counting does not take the processor from the server.
#[derive(Deserialize)]
struct Frame {
    t: String,
    #[serde(default)]
    events: Vec<Sequenced>,
}

#[derive(Deserialize)]
struct Sequenced {
    seq: i64,
    e: Event,
}

#[derive(Deserialize)]
struct Event {
    #[serde(default)]
    message: Option<Posted>,
}

#[derive(Deserialize)]
struct Posted {
    nonce: String,
}

/// What senders and listeners share.
struct Shared {
    start: Instant,
    /// When each message was sent, in nanoseconds since the start.
    sent: Vec<AtomicU64>,
    next: AtomicUsize,
    /// Only what is sent in the window is measured.
    window: AtomicBool,
    stop: AtomicBool,
    acknowledged: AtomicUsize,
    delivered: AtomicUsize,
}

impl Shared {
    fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            start: Instant::now(),
            sent: std::iter::repeat_with(|| AtomicU64::new(0)).take(most).collect(),
            next: AtomicUsize::new(0),
            window: AtomicBool::new(false),
            stop: AtomicBool::new(false),
            acknowledged: AtomicUsize::new(0),
            delivered: AtomicUsize::new(0),
        })
    }

    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

pub async fn run(options: &Options) -> Measured {
    let members = options.number("members", 50_u32)?;
    let senders = options.number("senders", 8_usize)?;
    let seconds = options.number("seconds", 10_u64)?;
    let postgres = options.has("postgres").then(|| std::env::var("BENCH_POSTGRES").unwrap_or_default());
    let settings: Vec<(&str, &str)> = postgres.iter().map(|url| ("DATABASE_URL", url.as_str())).collect();
    let limits = vec![("LIAISON_CHAT__POSTS_PER_SECOND", "100000"), ("LIAISON_CHAT__BURST", "100000")];
    let settings = [settings, limits].concat();
    let seeded = Seeded::start(Seed { staff: members, applicants: 0, messages: 0 }, &settings).await?;

    let many = round(&seeded, members, senders, seconds, &format!("m{}", std::process::id())).await?;
    let memory = seeded.server.memory()?;
    let one = round(&seeded, members, 1, seconds.min(5), &format!("o{}", std::process::id())).await?;

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

struct Round {
    posts: f64,
    deliveries: f64,
    /// Processor time per post.
    server_micros: f64,
    load_micros: f64,
    /// From the request's start to the message's arrival at a socket, for each socket.
    latencies: Latencies,
    /// From the request's start to its answer.
    acknowledged: Latencies,
}

async fn round(
    seeded: &Seeded,
    members: u32,
    senders: usize,
    seconds: u64,
    name: &str,
) -> Result<Round, String> {
    let shared = Shared::new(usize::try_from(seconds + 4).unwrap_or(20) * 20_000);
    let mut listeners = Vec::new();
    for index in 0..members as usize {
        let socket = connect(&seeded.client(index)?).await?;
        listeners.push(tokio::spawn(listen(socket, Arc::clone(&shared), name.to_owned())));
    }
    let mut posting = Vec::new();
    for index in 0..senders {
        let client = seeded.client(index)?;
        posting.push(tokio::spawn(post(client, seeded.room, Arc::clone(&shared), name.to_owned())));
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    shared.window.store(true, Ordering::SeqCst);
    let before = counts(&shared);
    let used = (seeded.server.processor()?, processor::used_by(std::process::id())?);
    let begin = Instant::now();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let after = counts(&shared);
    let took = begin.elapsed().as_secs_f64();
    let server = seeded.server.processor()?.saturating_sub(used.0).as_secs_f64();
    let load = processor::used_by(std::process::id())?.saturating_sub(used.1).as_secs_f64();
    shared.window.store(false, Ordering::SeqCst);
    shared.stop.store(true, Ordering::SeqCst);

    let mut acknowledged = Latencies::new();
    for sender in posting {
        acknowledged.merge(&sender.await.map_err(|error| error.to_string())??)?;
    }
    let total = shared.acknowledged.load(Ordering::SeqCst);
    let expected = total * members as usize;
    let patience = Instant::now();
    while shared.delivered.load(Ordering::SeqCst) < expected && patience.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let delivered = shared.delivered.load(Ordering::SeqCst);
    if delivered != expected {
        return Err(format!("{delivered} deliveries of {expected}: messages were lost or doubled"));
    }
    let mut latencies = Latencies::new();
    for listener in listeners {
        latencies.merge(&listener.await.map_err(|error| error.to_string())??)?;
    }
    Ok(Round {
        posts: difference(after.0, before.0) / took,
        server_micros: server * 1e6 / difference(after.0, before.0).max(1.0),
        load_micros: load * 1e6 / difference(after.0, before.0).max(1.0),
        deliveries: difference(after.1, before.1) / took,
        latencies,
        acknowledged,
    })
}

fn counts(shared: &Shared) -> (usize, usize) {
    (shared.acknowledged.load(Ordering::SeqCst), shared.delivered.load(Ordering::SeqCst))
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench of seconds")]
fn difference(after: usize, before: usize) -> f64 {
    (after - before) as f64
}

async fn connect(client: &Client) -> Result<TypedSocket<ClientFrame, Frame>, String> {
    let words = |error: client::Error| error.to_string();
    let mut socket = client.open_socket::<ClientFrame, Frame>("realtime", PROTOCOL).await.map_err(words)?;
    socket.send(&ClientFrame::Identify).await.map_err(words)?;
    while let Some(frame) = socket.next().await {
        if frame.map_err(words)?.t == "ready" {
            return Ok(socket);
        }
    }
    Err("the socket was closed before it was ready".to_owned())
}

async fn listen(
    mut socket: TypedSocket<ClientFrame, Frame>,
    shared: Arc<Shared>,
    name: String,
) -> Result<Latencies, String> {
    let mut latencies = Latencies::new();
    let mut last = 0;
    loop {
        let frame = tokio::select! {
            frame = socket.next() => frame.ok_or("a socket was closed")?.map_err(|error| error.to_string())?,
            () = tokio::time::sleep(Duration::from_millis(500)) => {
                if shared.stop.load(Ordering::SeqCst) { return Ok(latencies) }
                continue;
            }
        };
        let now = shared.now();
        for event in frame.events {
            if event.seq <= last {
                return Err(format!("event {} came after {last}", event.seq));
            }
            last = event.seq;
            let Some(message) = event.e.message else { continue };
            let number = message.nonce.strip_prefix(&name).and_then(|rest| rest.strip_prefix('-'));
            let Some(number) = number.and_then(|number| number.parse::<usize>().ok()) else { continue };
            shared.delivered.fetch_add(1, Ordering::SeqCst);
            if shared.window.load(Ordering::Relaxed)
                && let Some(sent) = shared.sent.get(number)
            {
                latencies.record(Duration::from_nanos(now.saturating_sub(sent.load(Ordering::SeqCst))));
            }
        }
    }
}

async fn post(
    client: Client,
    room: ConversationId,
    shared: Arc<Shared>,
    name: String,
) -> Result<Latencies, String> {
    let mut latencies = Latencies::new();
    while !shared.stop.load(Ordering::Relaxed) {
        let number = shared.next.fetch_add(1, Ordering::SeqCst);
        let slot = shared.sent.get(number).ok_or("more messages than were planned for")?;
        let begin = Instant::now();
        slot.store(shared.now(), Ordering::SeqCst);
        let posted = client.post_message(room, &format!("{name}-{number}"), BODY).await;
        posted.map_err(|error| format!("posting: {error}"))?;
        shared.acknowledged.fetch_add(1, Ordering::SeqCst);
        if shared.window.load(Ordering::Relaxed) {
            latencies.record(begin.elapsed());
        }
    }
    Ok(latencies)
}
