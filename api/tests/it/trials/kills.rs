//! `kill -9` in the middle of everything, many times: nothing acknowledged is lost, no chat message is
//! doubled, no text is sent twice.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use client::Client;
use domain::ConversationId;
use domain::sms::DeliveryState;
use futures_util::future::join_all;
use testkit::database::TestDatabase;
use tokio::sync::Mutex;
use wire::chat::{HistoryQuery, NewRoom};
use wire::sms::NewSms;

use super::fake_provider::FakeProvider;
use super::process::Place;

const ROUNDS: usize = 6;
/// What must be acknowledged in a round before the process is killed.
const ACKNOWLEDGED: usize = 25;
const SENDERS: usize = 4;

struct World {
    place: Place,
    carrier: FakeProvider,
}

impl World {
    async fn new(database: &TestDatabase) -> Self {
        let carrier = FakeProvider::start().await;
        let place = Place::new()
            .with("LIAISON_SMS__PROVIDER", "twilio")
            .with("LIAISON_SMS__FROM", "+14385550100")
            .with("LIAISON_SMS__ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef")
            .with("LIAISON_SMS__AUTH_TOKEN", "crash-test-token")
            .with("LIAISON_SMS__BASE_URL", carrier.url.clone())
            // One person says more here than anybody may.
            .with("LIAISON_BUDGETS__SMS__PER_MINUTE", "1000000")
            .with("LIAISON_BUDGETS__SMS__PER_DAY", "1000000")
            .with("LIAISON_BUDGETS__SMS__PRACTICE_PER_DAY", "1000000")
            .with("LIAISON_CHAT__BURST", "1000000")
            .with("LIAISON_DATABASE_URL", database.url.clone());
        Self { place, carrier }
    }
}

/// What someone was told, and what they still have to say.
#[derive(Default)]
struct Acknowledged {
    messages: HashMap<String, i64>,
    texts: HashMap<String, domain::SmsMessageId>,
    /// Sent without an answer: said again with the same key, as the browser does.
    unanswered: HashSet<(Kind, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Chat,
    Text,
}

async fn say(
    client: &Client,
    room: ConversationId,
    kind: Kind,
    key: &str,
    told: &Mutex<Acknowledged>,
) -> Result<(), client::Error> {
    told.lock().await.unanswered.insert((kind, key.to_owned()));
    match kind {
        Kind::Chat => {
            let message = client.post_message(room, key, &format!("body of {key}")).await?;
            let before = told.lock().await.messages.insert(key.to_owned(), message.seq);
            assert!(before.is_none_or(|seq| seq == message.seq), "{key} has become another message");
        }
        Kind::Text => {
            let number = 100 + key.bytes().map(usize::from).sum::<usize>() % 100;
            let new = NewSms {
                to: format!("+15145550{number}"),
                body: format!("text {key}"),
                applicant: None,
                case: None,
                number_confirmed: false,
            };
            let text = client.send_sms(key, &new).await?;
            let before = told.lock().await.texts.insert(key.to_owned(), text.id);
            assert!(before.is_none_or(|id| id == text.id), "{key} has become another text");
        }
    }
    told.lock().await.unanswered.remove(&(kind, key.to_owned()));
    Ok(())
}

/// Sends until the server is gone. Reports each acknowledgement.
async fn send_until_killed(
    client: Client,
    room: ConversationId,
    prefix: String,
    told: Arc<Mutex<Acknowledged>>,
    acknowledged: tokio::sync::mpsc::UnboundedSender<()>,
) {
    for n in 0.. {
        let kind = if n % 3 == 0 { Kind::Text } else { Kind::Chat };
        match say(&client, room, kind, &format!("{prefix}-{n}"), &told).await {
            Ok(()) => {
                let _ = acknowledged.send(());
            }
            Err(client::Error::Network(_)) => return,
            Err(error) if error.problem().is_some_and(|problem| problem.retry_after.is_some()) => {
                tokio::task::yield_now().await;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

pub async fn history(client: &Client, room: ConversationId) -> Vec<wire::chat::Message> {
    let mut all = Vec::new();
    let mut before = None;
    loop {
        let query = HistoryQuery { before, limit: Some(100), ..HistoryQuery::default() };
        let mut page = client.messages(room, query).await.unwrap();
        before = page.items.first().map(|message| message.seq);
        let more = page.more_before;
        page.items.append(&mut all);
        all = page.items;
        if !more {
            return all;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killing_the_server_loses_and_doubles_nothing() {
    for database in TestDatabase::all().await {
        let world = World::new(&database).await;
        let kind = if database.url.starts_with("sqlite") { "SQLite" } else { "PostgreSQL" };
        kill_and_look(&world, kind).await;
    }
}

async fn kill_and_look(world: &World, kind: &str) {
    let rounds = super::rounds("KILLS", ROUNDS);
    world.place.create_owner().await;
    let told = Arc::new(Mutex::new(Acknowledged::default()));
    let mut room = None;
    for round in 0..rounds {
        let mut server = world.place.start().await;
        let client = server.sign_in().await;
        let room = if let Some(room) = room {
            room
        } else {
            let new = NewRoom { name: "Crash".into(), topic: String::new(), members: vec![] };
            *room.insert(client.create_room("room", &new).await.unwrap().id)
        };
        let again: Vec<_> = told.lock().await.unanswered.iter().cloned().collect();
        for (kind, key) in again {
            say(&client, room, kind, &key, &told).await.unwrap();
        }
        let (sender, mut acknowledged) = tokio::sync::mpsc::unbounded_channel();
        let senders: Vec<_> = (0..SENDERS)
            .map(|n| {
                let prefix = format!("r{round}s{n}");
                tokio::spawn(send_until_killed(client.clone(), room, prefix, told.clone(), sender.clone()))
            })
            .collect();
        for _ in 0..ACKNOWLEDGED {
            acknowledged.recv().await.unwrap();
        }
        server.kill().await;
        join_all(senders).await.into_iter().for_each(|sender| sender.unwrap());
    }

    let server = world.place.start().await;
    let client = server.sign_in().await;
    let room = room.unwrap();
    let told = told.lock().await;
    let history = history(&client, room).await;
    let mut seen = HashMap::new();
    for message in &history {
        assert!(
            seen.insert(message.nonce.clone(), message.seq).is_none(),
            "{} is there twice",
            message.nonce
        );
    }
    for (nonce, seq) in &told.messages {
        assert_eq!(seen.get(nonce), Some(seq), "{nonce} was acknowledged and is not there");
    }
    for (key, id) in &told.texts {
        let text = client.sms_message(*id).await.unwrap();
        let sent = world.carrier.times(&format!("text {key}"));
        assert!(sent <= 1, "text {key} was sent {sent} times");
        match text.state {
            // Not handed over: still to come, or waiting for an answer about what happened.
            DeliveryState::Queued | DeliveryState::Sending | DeliveryState::Unknown => {}
            DeliveryState::Sent | DeliveryState::Delivered => assert_eq!(sent, 1, "text {key}"),
            other => panic!("text {key} is {other}"),
        }
    }
    assert!(told.messages.len() + told.texts.len() >= rounds * ACKNOWLEDGED);
    assert!(world.carrier.most_times() <= 1);
    super::report(&format!(
        "{kind}: {rounds} kills in the middle of writing; {} messages and {} texts acknowledged; lost 0, doubled 0, \
         texts sent twice 0",
        told.messages.len(),
        told.texts.len()
    ));
}
