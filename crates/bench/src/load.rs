//! Posting and listening: some post as fast as they are answered, everybody connected hears what is said in their rooms.
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

use crate::latency::Latencies;
use crate::processor;
use crate::seeded::Seeded;

/// About the length of a message between colleagues.
pub const BODY: &str = "CAS118: the biometrics letter came in this morning, I have put it with the forms. Can you look at \
                    the travel history before we call them at three?";

/// Only what is counted, so that counting does not take the processor from the server.
#[derive(Debug, Deserialize)]
pub struct Frame {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    events: Vec<Sequenced>,
}

impl Frame {
    /// How many posted messages it brings.
    pub fn messages(&self) -> usize {
        self.events.iter().filter(|event| event.with.message.is_some()).count()
    }
}

#[derive(Debug, Deserialize)]
struct Sequenced {
    seq: i64,
    #[serde(default)]
    with: With,
}

#[derive(Debug, Default, Deserialize)]
struct With {
    message: Option<Posted>,
}

#[derive(Debug, Deserialize)]
struct Posted {
    nonce: String,
}

/// A browser's socket.
pub type Listening = TypedSocket<ClientFrame, Frame>;

/// A socket that is read until this is dropped.
#[derive(Debug)]
pub struct Reading(tokio::task::JoinHandle<()>);

impl Reading {
    pub fn of(mut socket: Listening) -> Self {
        Self(tokio::spawn(async move { while let Some(Ok(_)) = socket.next().await {} }))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.abort();
    }
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

/// Who listens, and who posts where.
#[derive(Clone, Debug)]
pub struct Plan {
    /// As many of the staff are connected, from the first.
    pub sockets: usize,
    /// How many of them hear each post.
    pub hearers: usize,
    /// For each sender where it posts in turn, and as whom of the staff.
    pub senders: Vec<Vec<(usize, ConversationId)>>,
    pub seconds: u64,
    /// Of this run alone.
    pub name: String,
}

/// What was measured.
#[derive(Debug)]
pub struct Round {
    pub posts: f64,
    pub deliveries: f64,
    /// Processor time per post.
    pub server_micros: f64,
    pub load_micros: f64,
    /// From the request's start to the message's arrival at a socket, for each socket.
    pub latencies: Latencies,
    /// From the request's start to its answer.
    pub acknowledged: Latencies,
}

/// Runs a plan, and checks that every socket heard what it should, once.
pub async fn round(seeded: &Seeded, plan: &Plan) -> Result<Round, String> {
    let Plan { sockets, hearers, senders, seconds, name } = plan;
    let seconds = *seconds;
    let shared = Shared::new(usize::try_from(seconds + 4).unwrap_or(20) * 20_000);
    let mut listeners = Vec::new();
    for index in 0..*sockets {
        let socket = connect(&seeded.client(index)?).await?;
        listeners.push(tokio::spawn(listen(socket, Arc::clone(&shared), name.clone())));
    }
    let mut posting = Vec::new();
    for places in senders {
        let mut turns = Vec::new();
        for (who, room) in places {
            turns.push((seeded.client(*who)?, *room));
        }
        posting.push(tokio::spawn(post(turns, Arc::clone(&shared), name.clone())));
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
    let expected = total * hearers;
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

/// A browser that listens from now on.
pub async fn connect(client: &Client) -> Result<Listening, String> {
    let words = |error: client::Error| error.to_string();
    let mut socket: Listening = client.open_socket("realtime", PROTOCOL).await.map_err(words)?;
    socket.send(&ClientFrame::Identify).await.map_err(words)?;
    while let Some(frame) = socket.next().await {
        if frame.map_err(words)?.kind == "ready" {
            return Ok(socket);
        }
    }
    Err("the socket was closed before it was ready".to_owned())
}

async fn listen(mut socket: Listening, shared: Arc<Shared>, name: String) -> Result<Latencies, String> {
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
            let Some(message) = event.with.message else { continue };
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
    turns: Vec<(Client, ConversationId)>,
    shared: Arc<Shared>,
    name: String,
) -> Result<Latencies, String> {
    let mut latencies = Latencies::new();
    for (client, room) in turns.iter().cycle() {
        if shared.stop.load(Ordering::Relaxed) {
            break;
        }
        let number = shared.next.fetch_add(1, Ordering::SeqCst);
        let slot = shared.sent.get(number).ok_or("more messages than were planned for")?;
        let begin = Instant::now();
        slot.store(shared.now(), Ordering::SeqCst);
        let posted = client.post_message(*room, &format!("{name}-{number}"), BODY).await;
        posted.map_err(|error| format!("posting: {error}"))?;
        shared.acknowledged.fetch_add(1, Ordering::SeqCst);
        if shared.window.load(Ordering::Relaxed) {
            latencies.record(begin.elapsed());
        }
    }
    Ok(latencies)
}
