//! Sockets that are cut at any moment: anyone who comes back with the last number it holds misses nothing and gets nothing
//! twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use client::Client;
use domain::ConversationId;
use wire::chat::NewRoom;
use wire::realtime::{ClientFrame, ServerFrame};

use super::process::Place;

const CUTS: usize = 300;
const LISTENERS: usize = 6;

/// A browser tab whose connection is bad.
struct Tab {
    client: Client,
    /// The last number it holds.
    seq: i64,
    /// What it was told was posted, in order.
    nonces: Vec<String>,
}

impl Tab {
    /// Comes back and hears at most `frames` frames of events, or what is missing and no more; then the line is cut.
    async fn hear(&mut self, frames: usize, until_resumed: bool) {
        let mut socket = self.client.connect().await.unwrap();
        let mut heard = 0;
        while heard < frames || until_resumed {
            match socket.next().await.expect("the socket is open").expect("a frame") {
                ServerFrame::Hello { .. } => {
                    socket.send(&ClientFrame::Resume { seq: self.seq }).await.unwrap();
                }
                ServerFrame::Events(frame) => {
                    assert_eq!(frame.prev, self.seq, "something between was left out");
                    for event in frame.events {
                        assert!(event.seq > self.seq, "{} after {}", event.seq, self.seq);
                        self.seq = event.seq;
                        if let Some(message) = event.message() {
                            self.nonces.push(message.nonce.clone());
                        }
                    }
                    heard += 1;
                }
                ServerFrame::Resumed { seq, .. } => {
                    assert!(seq >= self.seq);
                    self.seq = seq;
                    if until_resumed {
                        return;
                    }
                }
                ServerFrame::Resync { .. } => panic!("too far behind"),
                ServerFrame::Ready { .. }
                | ServerFrame::Presence { .. }
                | ServerFrame::Typing { .. }
                | ServerFrame::HeartbeatAck
                | ServerFrame::Reconnect { .. } => {}
            }
        }
        // Dropped without a word, as when a cable is pulled: the server learns it when it writes.
    }
}

async fn post(client: Client, room: ConversationId, stop: Arc<AtomicBool>) -> Vec<String> {
    let mut posted = Vec::new();
    while !stop.load(Ordering::Acquire) {
        let key = format!("n{}", posted.len());
        client.post_message(room, &key, "heard once").await.unwrap();
        posted.push(key);
    }
    posted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_that_is_cut_at_any_moment_misses_nothing_and_hears_nothing_twice() {
    let cuts = super::rounds("CUTS", CUTS);
    let place =
        Place::new().with("LIAISON_CHAT__BURST", "1000000").with("LIAISON_CHAT__POSTS_PER_SECOND", "1000000");
    place.create_owner().await;
    let server = place.start().await;
    let client = server.sign_in().await;
    let new = NewRoom { name: "Cut".into(), topic: String::new(), members: vec![] };
    let room = client.create_room("room", &new).await.unwrap().id;
    let mut socket = client.connect().await.unwrap();
    socket.send(&ClientFrame::Identify).await.unwrap();
    let seq = loop {
        if let ServerFrame::Ready { seq, .. } = socket.next().await.unwrap().unwrap() {
            break seq;
        }
    };
    let stop = Arc::new(AtomicBool::new(false));
    let posting = tokio::spawn(post(client.clone(), room, Arc::clone(&stop)));
    let left = Arc::new(AtomicUsize::new(cuts));
    let tabs: Vec<_> = (0..LISTENERS)
        .map(|_| {
            let mut tab = Tab { client: client.clone(), seq, nonces: Vec::new() };
            let left = Arc::clone(&left);
            tokio::spawn(async move {
                let one = |n: usize| n.checked_sub(1);
                while left.fetch_update(Ordering::AcqRel, Ordering::Acquire, one).is_ok() {
                    tab.hear(rand::random_range(0..4), false).await;
                }
                tab
            })
        })
        .collect();
    let mut heard = Vec::new();
    for tab in tabs {
        heard.push(tab.await.unwrap());
    }
    stop.store(true, Ordering::Release);
    let posted = posting.await.unwrap();
    for tab in &mut heard {
        tab.hear(0, true).await;
        assert_eq!(tab.nonces, posted, "each once, in order");
    }
    super::report(&format!(
        "{cuts} sockets cut at random while {} messages were posted; {LISTENERS} listeners missed 0, heard twice 0",
        posted.len()
    ));
}
