//! `sms`: texts accepted, which means: checked, on the record's history, in the outbox, and on the disk.
//!
//! The carrier is the bench's own and takes a second for each message, as a long code does, so that what is
//! measured is the accepting and the worker has its usual share of the machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use client::Client;
use domain::ApplicantId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wire::applicants::ApplicantQuery;
use wire::sms::NewSms;

use crate::Measured;
use crate::latency::Latencies;
use crate::options::Options;
use crate::report::{Report, Target};
use crate::seeded::{Seed, Seeded};

const BODY: &str =
    "Reminder: your appointment is tomorrow at 14:30. Bring your passport and the signed forms.";

const UNLIMITED: &str = "1000000000";

pub async fn run(options: &Options) -> Measured {
    let senders = options.number("senders", 8_usize)?;
    let seconds = options.number("seconds", 10_u64)?;
    let carrier = carrier().await?;
    let postgres = options.postgres()?;
    let mut settings = vec![
        ("LIAISON_SMS__PROVIDER", "twilio"),
        ("LIAISON_SMS__ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
        ("LIAISON_SMS__AUTH_TOKEN", "bench-token"),
        ("LIAISON_SMS__BASE_URL", carrier.as_str()),
        // Nobody may send as fast as the bench does.
        ("LIAISON_BUDGETS__SMS__PER_MINUTE", UNLIMITED),
        ("LIAISON_BUDGETS__SMS__PER_DAY", UNLIMITED),
        ("LIAISON_BUDGETS__SMS__PRACTICE_PER_DAY", UNLIMITED),
    ];
    settings.extend(postgres.iter().map(|url| ("DATABASE_URL", url.as_str())));
    let seeded = Seeded::start(Seed { staff: 10, applicants: 1_000, messages: 0 }, &settings).await?;
    let query = ApplicantQuery { limit: Some(100), ..ApplicantQuery::default() };
    let people: Vec<(ApplicantId, String)> = seeded
        .client(0)?
        .applicants(&query)
        .await
        .map_err(|error| error.to_string())?
        .items
        .into_iter()
        .filter_map(|applicant| Some((applicant.id, applicant.phone?)))
        .collect();
    if people.is_empty() {
        return Err("nobody in the seeded practice has a phone".to_owned());
    }

    let shared = Arc::new(Shared::default());
    let people = Arc::new(people);
    let mut sending = Vec::new();
    for index in 0..senders {
        let client = seeded.client(index)?;
        sending.push(tokio::spawn(send(client, index, Arc::clone(&people), Arc::clone(&shared))));
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    shared.window.store(true, Ordering::SeqCst);
    let before = shared.accepted.load(Ordering::SeqCst);
    let used = seeded.server.processor()?;
    let begin = Instant::now();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let accepted = shared.accepted.load(Ordering::SeqCst) - before;
    let took = begin.elapsed().as_secs_f64();
    let used = seeded.server.processor()?.saturating_sub(used).as_secs_f64();
    shared.stop.store(true, Ordering::SeqCst);
    let mut latencies = Latencies::new();
    for sender in sending {
        latencies.merge(&sender.await.map_err(|error| error.to_string())??)?;
    }

    let database = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let mut report = Report::new(format!("Texts accepted, {senders} senders, {database}"));
    #[expect(clippy::cast_precision_loss, reason = "a count of a bench of seconds")]
    let accepted = accepted as f64;
    report
        .row("accepted", accepted / took, "/s", Target::AtLeast(2_000.0))
        .row("accepted, p50", latencies.quantile_ms(0.5), "ms", Target::None)
        .row("accepted, p99", latencies.quantile_ms(0.99), "ms", Target::None)
        .row("processor per text, server", used * 1e6 / accepted.max(1.0), "µs", Target::None)
        .row("memory", seeded.server.memory()?.resident, "MiB", Target::None);
    Ok(report)
}

#[derive(Default)]
struct Shared {
    accepted: AtomicUsize,
    window: AtomicBool,
    stop: AtomicBool,
}

async fn send(
    client: Client,
    index: usize,
    people: Arc<Vec<(ApplicantId, String)>>,
    shared: Arc<Shared>,
) -> Result<Latencies, String> {
    let mut latencies = Latencies::new();
    for n in 0_usize.. {
        if shared.stop.load(Ordering::Relaxed) {
            break;
        }
        let Some((applicant, to)) = people.get((n * 8 + index) % people.len()) else { break };
        let new = NewSms {
            to: to.clone(),
            body: BODY.to_owned(),
            applicant: Some(*applicant),
            case: None,
            number_confirmed: false,
        };
        let begin = Instant::now();
        client
            .send_sms(&format!("b{index}-{n}"), &new)
            .await
            .map_err(|error| format!("sending: {error:?}"))?;
        shared.accepted.fetch_add(1, Ordering::SeqCst);
        if shared.window.load(Ordering::Relaxed) {
            latencies.record(begin.elapsed());
        }
    }
    Ok(latencies)
}

/// Starts the carrier and returns its address.
async fn carrier() -> Result<String, String> {
    let words = |error: std::io::Error| error.to_string();
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(words)?;
    let address = listener.local_addr().map_err(words)?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(take(stream));
        }
    });
    Ok(format!("http://{address}"))
}

async fn take(mut stream: TcpStream) -> Option<()> {
    let mut request = [0; 8192];
    let _ = stream.read(&mut request).await.ok()?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let sid = uuid::Uuid::now_v7().simple().to_string();
    let body = format!(
        "{{\"sid\":\"SM{sid}\",\"status\":\"queued\",\"num_segments\":\"1\",\"error_code\":null,\"error_message\":null}}"
    );
    let head = "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\nconnection: close";
    let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(answer.as_bytes()).await.ok()
}
