//! What a browser missed, as it is now and as it may see it now.

use std::collections::HashMap;
use std::sync::Arc;

use bytestring::ByteString;
use domain::MessageId;
use storage::chat::Message;
use storage::event_log::EventFilter;
use storage::{EventPayload, Published, StoreError};
use wire::realtime::{ServerFrame, UserPresence};

use super::connection::Connection;
use super::recent::RecentEvent;
use super::{encode, pieces};
use crate::state::App;

/// More than this and reading everything again is cheaper.
pub const MOST: u64 = 1_000;

/// All that brings a connection up to date, in its order.
#[derive(Debug)]
pub struct CaughtUp {
    missed: Replay,
    answer: fn(i64, Vec<UserPresence>) -> ServerFrame,
    seq: i64,
    presence: Vec<UserPresence>,
    held: Replay,
}

/// Events that one connection is told in a row, encoded.
#[derive(Debug)]
struct Replay {
    /// What it was told last before them.
    prev: i64,
    events: Vec<(i64, ByteString)>,
}

impl CaughtUp {
    /// The frames, put together as they are needed: thousands may be caught up at once.
    pub fn frames(self) -> impl Iterator<Item = ByteString> {
        let presence = pieces::answer(self.seq, self.presence, self.answer);
        let [missed, held] =
            [self.missed, self.held].map(|replay| pieces::events(replay.prev, replay.events));
        missed.chain(presence).chain(held)
    }
}

/// Brings a connection up to date: from `after`, or from now when it has nothing yet.
pub async fn catch_up(
    app: &App,
    id: u64,
    connection: &Connection,
    after: Option<i64>,
) -> Result<CaughtUp, StoreError> {
    app.hub.catching_up(id, connection);
    connection.set_conversations(
        app.store.practice(connection.practice).chat().conversation_ids(connection.user).await?,
    );
    let presence = app.hub.presence.of(connection.practice);
    let (missed, seq, answer): (_, _, fn(i64, Vec<UserPresence>) -> ServerFrame) = match after {
        None => {
            (Vec::new(), app.store.last_seq().await?, |seq, presence| ServerFrame::Ready { seq, presence })
        }
        Some(after) => match missed(app, connection, after).await? {
            Missed::Known { events, seq } => {
                (events, seq, |seq, presence| ServerFrame::Resumed { seq, presence })
            }
            Missed::TooMuch { newest } => {
                (Vec::new(), newest, |seq, presence| ServerFrame::Resync { seq, presence })
            }
        },
    };
    let missed = Replay { prev: after.unwrap_or(seq), events: missed };
    // What was committed while the past was being read.
    let held = app.hub.live(id, connection, seq).iter().map(RecentEvent::new).map(Arc::new).collect();
    let held = Replay { prev: seq, events: encoded(app, held).await? };
    Ok(CaughtUp { missed, answer, seq, presence, held })
}

/// What a connection has not been told.
enum Missed {
    Known {
        events: Vec<(i64, ByteString)>,
        seq: i64,
    },
    /// Or the log does not reach back so far.
    TooMuch {
        newest: i64,
    },
}

async fn missed(app: &App, connection: &Connection, after: i64) -> Result<Missed, StoreError> {
    if let Some((recent, seq)) = app.hub.recent.after(after) {
        let heard: Vec<_> = recent
            .into_iter()
            .filter(|event| {
                event.published.practice == connection.practice && connection.may_replay(&event.published)
            })
            .collect();
        if heard.len() as u64 > MOST {
            return Ok(Missed::TooMuch { newest: seq });
        }
        return Ok(Missed::Known { events: encoded(app, heard).await?, seq });
    }
    let newest = app.store.last_seq().await?;
    let listener = EventFilter {
        practice: connection.practice,
        user: connection.user,
        conversations: connection.conversations(),
    };
    let missed = app.store.events_after(&listener, after, MOST + 1).await?;
    let reaches_back = after >= app.store.first_seq().await? - 1;
    if after > newest || !reaches_back || missed.len() as u64 > MOST {
        return Ok(Missed::TooMuch { newest });
    }
    let seq = missed.last().map_or(after, |last| last.seq).max(after);
    let heard = missed.iter().filter(|published| connection.may_replay(published));
    let heard = heard.map(RecentEvent::new).map(Arc::new).collect();
    Ok(Missed::Known { events: encoded(app, heard).await?, seq })
}

/// Posted messages are shown as they are by now: edited, or deleted.
async fn encoded(app: &App, events: Vec<Arc<RecentEvent>>) -> Result<Vec<(i64, ByteString)>, StoreError> {
    let messages = read_again(app, &events).await?;
    let one = |event: Arc<RecentEvent>| {
        let seq = event.published.seq;
        match event.outdated() {
            None => (seq, event.encoded().clone()),
            Some(message) => {
                let payload = messages.get(&message).cloned().map(EventPayload::Message);
                (seq, encode::sequenced(&Published { payload, ..event.published.clone() }).into())
            }
        }
    };
    Ok(events.into_iter().map(one).collect())
}

/// All of them are read at once.
async fn read_again(
    app: &App,
    events: &[Arc<RecentEvent>],
) -> Result<HashMap<MessageId, Arc<Message>>, StoreError> {
    let wanted = events.iter().filter_map(|event| Some((event.published.practice, event.outdated()?)));
    let (practices, ids): (Vec<_>, Vec<_>) = wanted.unzip();
    let Some(practice) = practices.first() else { return Ok(HashMap::new()) };
    let rows = app.store.practice(*practice).chat().messages_with_ids(ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
}
