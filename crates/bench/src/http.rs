//! `http`: what people look at all day, on a practice of many years: conversation list, history, search.
//!
//! Open loop: requests start at their time whether or not earlier ones were answered, so that a slow answer
//! does not hide behind the next one's late start.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use client::Client;
use domain::ConversationId;
use tokio::time::Instant;
use wire::applicants::ApplicantQuery;
use wire::chat::HistoryQuery;

use crate::Measured;
use crate::latency::Latencies;
use crate::options::Options;
use crate::report::{Report, Target};
use crate::seeded::{Seed, Seeded};

/// What people type: names without accents, half a word, a folio, a phone from its beginning and by its end. And
/// whether someone has to be found.
const SEARCHES: [(&str, bool); 9] = [
    ("garcia", true),
    ("nguyen", true),
    ("ahm", true),
    ("con711", true),
    ("olga k", true),
    ("514200", true),
    ("2000123", true),
    ("m", true),
    ("zz", false),
];
/// People who look at the same time.
const READERS: usize = 10;

pub async fn run(options: &Options) -> Measured {
    let applicants = options.number("applicants", 100_000_u32)?;
    let messages = options.number("messages", 1_000_000_u32)?;
    let rate = options.number("rate", 200_u32)?;
    let seconds = options.number("seconds", 20_u32)?;
    let seed = Seed { staff: 50, applicants, messages };
    let postgres = options.postgres()?;
    let settings: Vec<(&str, &str)> = postgres.iter().map(|url| ("DATABASE_URL", url.as_str())).collect();
    let seeded = match options.text("keep") {
        Some(_) if postgres.is_some() => {
            return Err("--keep keeps a SQLite database; with --postgres leave it out".to_owned());
        }
        Some("") => return Err("--keep needs a directory".to_owned()),
        Some(dir) => Seeded::start_in(Path::new(dir), seed).await?,
        None => Seeded::start(seed, &settings).await?,
    };
    let database = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let clients = (0..READERS).map(|index| seeded.client(index)).collect::<Result<Vec<_>, _>>()?;
    let first = clients.first().ok_or("nobody to look")?;
    let conversations = first.conversations().await.map_err(|error| error.to_string())?;
    let ids: Vec<ConversationId> =
        conversations.items.iter().filter(|one| one.last.is_some()).map(|one| one.id).collect();
    if ids.is_empty() {
        return Err("the seeded person is in no conversation with messages".to_owned());
    }
    let work = Arc::new(Work { clients, ids, messages: i64::from(messages) });
    drive(&work, rate, 2).await?;
    let used = seeded.server.processor()?;
    let latencies = drive(&work, rate, seconds).await?;
    let used = seeded.server.processor()?.saturating_sub(used).as_secs_f64();

    let mut report = Report::new(format!(
        "Reads at {rate} requests/s for {seconds} s; {applicants} applicants, {messages} messages; {database}"
    ));
    for (name, latency) in Kind::NAMES.iter().zip(&latencies) {
        report
            .row(format!("{name}, p50"), latency.quantile_ms(0.5), "ms", Target::None)
            .row(format!("{name}, p99"), latency.quantile_ms(0.99), "ms", Target::AtMost(10.0))
            .row(format!("{name}, slowest"), latency.max_ms(), "ms", Target::None);
    }
    let requests = f64::from((rate * seconds).max(1));
    report.row("processor per request, server", used * 1e6 / requests, "µs", Target::None);
    report.row("memory", seeded.server.memory()?.resident, "MiB", Target::None);
    Ok(report)
}

#[derive(Clone, Copy)]
enum Kind {
    Conversations,
    History,
    Search,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Conversations, Self::History, Self::Search];
    const NAMES: [&str; 3] = ["conversation list", "50 messages of history", "applicant search"];
}

struct Work {
    clients: Vec<Client>,
    ids: Vec<ConversationId>,
    messages: i64,
}

impl Work {
    /// One request, and the check that its answer is one.
    async fn once(&self, kind: Kind, turn: usize) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("{what} came back empty"));
        let client = self.clients.get(turn % self.clients.len()).ok_or("nobody to look")?;
        match kind {
            Kind::Conversations => {
                let list = client.conversations().await.map_err(|error| error.to_string())?;
                if list.items.is_empty() { wrong("the conversation list") } else { Ok(()) }
            }
            Kind::History => {
                let id = self.ids.get(turn % self.ids.len()).copied().ok_or("no conversation")?;
                // The newest, and in turns somewhere in the second half of all these years.
                let past = i64::try_from(turn).unwrap_or(0) * 7_919 % (self.messages / 2).max(1);
                let before = (turn % 2 == 1).then_some(self.messages - past);
                let query = HistoryQuery { before, limit: Some(50), ..HistoryQuery::default() };
                let history = client.messages(id, query).await.map_err(|error| error.to_string())?;
                if history.items.is_empty() { wrong("the history") } else { Ok(()) }
            }
            Kind::Search => {
                let (text, found) = SEARCHES.get(turn % SEARCHES.len()).copied().unwrap_or_default();
                let query = ApplicantQuery { q: Some(text.to_owned()), ..ApplicantQuery::default() };
                let page = client.applicants(&query).await.map_err(|error| error.to_string())?;
                if page.items.is_empty() == found { wrong(&format!("the search for {text}")) } else { Ok(()) }
            }
        }
    }
}

async fn drive(work: &Arc<Work>, rate: u32, seconds: u32) -> Result<Vec<Latencies>, String> {
    let start = Instant::now();
    let mut tasks = Vec::new();
    for n in 0..rate * seconds {
        let due = start + Duration::from_secs(1) * n / rate;
        tokio::time::sleep_until(due).await;
        let turn = n as usize;
        let index = turn % Kind::ALL.len();
        let Some(kind) = Kind::ALL.get(index).copied() else { continue };
        let work = Arc::clone(work);
        tasks.push(tokio::spawn(async move {
            work.once(kind, turn / Kind::ALL.len()).await.map(|()| (index, due.elapsed()))
        }));
    }
    let mut latencies = vec![Latencies::new(); Kind::ALL.len()];
    for task in tasks {
        let (index, latency) = task.await.map_err(|error| error.to_string())??;
        if let Some(latencies) = latencies.get_mut(index) {
            latencies.record(latency);
        }
    }
    Ok(latencies)
}
