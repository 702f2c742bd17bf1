//! What a browser missed, read again as it is now and as it may see it now.

use std::sync::Arc;

use bytestring::ByteString;
use domain::event::Event;
use storage::event_log::Listener;
use storage::{Live, Published, StoreError};
use wire::realtime::ServerFrame;

use super::connection::Connection;
use super::encode;
use crate::state::App;

/// More than this and reading everything anew is cheaper.
pub const MOST: u64 = 1_000;

/// Brings a connection up to date: from `after`, or from now when it has nothing yet. Returns the
/// frames to send, the answer first.
pub async fn catch_up(
    app: &App,
    connection: &Connection,
    after: Option<i64>,
) -> Result<Vec<ByteString>, StoreError> {
    connection.start_catching_up();
    connection.set_conversations(app.store.conversation_ids(connection.user).await?);
    let presence = app.hub.presence.of(connection.practice);
    let newest = app.store.last_seq().await?;
    let Some(after) = after else {
        let mut frames = vec![encode::frame(&ServerFrame::Ready { seq: newest, presence })];
        frames.extend(held(app, connection, newest).await?);
        return Ok(frames);
    };
    let listener = Listener {
        practice: connection.practice,
        user: connection.user,
        conversations: connection.conversations(),
    };
    let missed = app.store.events_after(&listener, after, MOST + 1).await?;
    let reaches_back = after >= app.store.first_seq().await? - 1;
    if after > newest || !reaches_back || missed.len() as u64 > MOST {
        let mut frames = vec![encode::frame(&ServerFrame::Resync { seq: newest, presence })];
        frames.extend(held(app, connection, newest).await?);
        return Ok(frames);
    }
    let seq = missed.last().map_or(after, |last| last.seq).max(after);
    let heard: Vec<_> = missed.into_iter().filter(|published| connection.may_replay(published)).collect();
    let mut frames = Vec::new();
    frames.extend(encoded(app, after, heard).await?);
    let shown = seq;
    frames.push(encode::frame(&ServerFrame::Resumed { seq: shown, presence }));
    frames.extend(held(app, connection, shown).await?);
    Ok(frames)
}

/// What was committed while the past was being read.
async fn held(app: &App, connection: &Connection, seq: i64) -> Result<Option<ByteString>, StoreError> {
    encoded(app, seq, connection.go_live(seq)).await
}

async fn encoded(app: &App, prev: i64, events: Vec<Published>) -> Result<Option<ByteString>, StoreError> {
    if events.is_empty() {
        return Ok(None);
    }
    let mut parts = Vec::with_capacity(events.len());
    for published in events {
        parts.extend(encode::sequenced(&read_again(app, published).await?));
    }
    Ok(Some(encode::events_frame(prev, parts.iter().map(String::as_str))))
}

/// A posted message is shown as it is by now: edited, or deleted.
async fn read_again(app: &App, mut published: Published) -> Result<Published, StoreError> {
    if let (Event::MessagePosted { message, .. }, None) = (published.event, &published.live) {
        let row = app.store.message(published.practice, message).await;
        match row {
            Ok(row) => published.live = Some(Live::Message(Arc::new(row))),
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(published)
}
