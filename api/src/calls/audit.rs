//! Looks again at who is in a room, whenever something changed that may concern them.
//!
//! A token or a ticket says what was true when it was made. The events of the database say that something is no longer
//! so: a colleague was deactivated or signed out, a client was refused, a link was withdrawn, a call was cancelled.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::clock::Clock;
use domain::event::Event;
use domain::{CallId, UserId};
use storage::Published;
use storage::calls::Attendee;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::attendance_recorder::token_id;
use super::signaling::Rooms;
use crate::realtime::dispatch::EventSubscriber;

/// After a look that failed, the next one.
const AGAIN: Duration = Duration::from_secs(1);
/// Without any news: sessions run out, and another process may have written.
const ROUND: Duration = Duration::from_secs(30);

/// Whom to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Concern {
    Call(CallId),
    User(UserId),
}

/// Hears of every commit and passes on what concerns rooms.
#[derive(Debug, Default)]
pub struct RoomWatch(OnceLock<UnboundedSender<Concern>>);

impl RoomWatch {
    /// Begins to watch, in a task that ends with the rooms.
    pub fn watch(&self, rooms: &Arc<Rooms>, clock: Arc<dyn Clock>) {
        let (sender, concerns) = unbounded_channel();
        if self.0.set(sender).is_ok() {
            tokio::spawn(look(Arc::downgrade(rooms), clock, concerns));
        }
    }
}

impl EventSubscriber for RoomWatch {
    fn on_events(&self, batch: &[Published]) {
        // Nobody watches in a process without rooms.
        let Some(watcher) = self.0.get() else { return };
        for published in batch {
            let concern = match published.event {
                Event::CallChanged { call, .. }
                | Event::CallParticipantsChanged { call }
                | Event::CallEnded { call } => Concern::Call(call),
                Event::UserChanged { user } | Event::SessionRevoked { user, .. } => Concern::User(user),
                _ => continue,
            };
            let _ = watcher.send(concern);
        }
    }
}

async fn look(
    rooms: std::sync::Weak<Rooms>,
    clock: Arc<dyn Clock>,
    mut concerns: UnboundedReceiver<Concern>,
) {
    let mut unclear: HashSet<CallId> = HashSet::new();
    loop {
        let wait = if unclear.is_empty() { ROUND } else { AGAIN };
        let heard = tokio::time::timeout(wait, concerns.recv()).await;
        let Some(rooms) = rooms.upgrade() else { return };
        match heard {
            Ok(None) => return,
            Ok(Some(concern)) => {
                unclear.extend(calls(&rooms, concern));
                // What came in one commit is one look.
                while let Ok(concern) = concerns.try_recv() {
                    unclear.extend(calls(&rooms, concern));
                }
            }
            Err(_) if unclear.is_empty() => unclear.extend(rooms.hub.calls()),
            Err(_) => {}
        }
        for call in unclear.drain().collect::<Vec<_>>() {
            if !rooms.recheck(call, clock.now()).await {
                unclear.insert(call);
            }
        }
    }
}

fn calls(rooms: &Rooms, concern: Concern) -> Vec<CallId> {
    match concern {
        Concern::Call(call) => vec![call],
        Concern::User(user) => rooms.hub.calls_of(&token_id(Attendee::User(user))),
    }
}
