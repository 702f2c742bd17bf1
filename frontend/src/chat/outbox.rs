//! Messages on their way: kept on this device until the server has them, sent in order, never twice.
//!
//! Each has a key of its own that the server keeps for ever, so that sending again after a broken connection, a
//! reload or from a second tab makes no second message.

use std::time::Duration;

use chrono::{DateTime, Utc};
use client::json;
use domain::ConversationId;
use futures_channel::mpsc;
use futures_util::{FutureExt, StreamExt, pin_mut, select_biased};
use leptos::prelude::*;
use serde::{Deserialize, Serialize, Serializer};
use wire::instant;

use super::state::ChatState;
use crate::{
    js::{clock, storage, timer},
    realtime::MessageNews,
    words,
};

/// Among the drafts, because signing out forgets them too.
const KEY: &str = "draft.chat.outbox.";
const LONGEST_PAUSE: u64 = 30;

/// A message that the server does not have yet, as far as is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    pub nonce: String,
    pub conversation: ConversationId,
    pub body: String,
    #[serde(serialize_with = "iso", deserialize_with = "instant::read")]
    pub at: DateTime<Utc>,
    #[serde(skip)]
    pub fate: Fate,
}

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Fate {
    #[default]
    Sending,
    /// The server could not be reached; it is tried again by itself.
    Waiting,
    /// The server said no, and why.
    Refused(String),
}

fn iso<S: Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&clock::iso(*at))
}

/// What an earlier visit left, oldest first.
pub fn restored() -> Vec<Pending> {
    let kept = storage::keys(KEY);
    let mut left: Vec<Pending> = Vec::new();
    for one in kept.iter().filter_map(|key| json::read::<Pending>(&storage::read(key)?).ok()) {
        left.insert(left.partition_point(|earlier| earlier.at <= one.at), one);
    }
    left
}

/// Takes a message to be sent.
pub fn send(state: ChatState, conversation: ConversationId, body: String) {
    let nonce = uuid::Uuid::new_v4().to_string();
    let pending = Pending { nonce, conversation, body, at: clock::now(), fate: Fate::Sending };
    if let Some(text) = json::write(&pending) {
        storage::write(&format!("{KEY}{}", pending.nonce), &text);
    }
    state.pending.update(|list| list.push(pending));
    wake(state);
}

/// Tries a refused message again, with the same key.
pub fn retry(state: ChatState, nonce: &str) {
    set_fate(state, nonce, Fate::Sending);
    wake(state);
}

/// Gives a refused message up.
pub fn discard(state: ChatState, nonce: &str) {
    storage::remove(&format!("{KEY}{nonce}"));
    state.pending.try_update(|list| list.retain(|one| one.nonce != nonce));
}

/// The server has it: said by its answer or by its event, whichever comes first.
pub fn arrived(state: ChatState, nonce: &str) {
    if state.pending.with_untracked(|list| list.iter().any(|one| one.nonce == nonce)) {
        discard(state, nonce);
    }
}

fn wake(state: ChatState) {
    // Refused only once the loop is gone.
    state.wake.with_value(|wake| drop(wake.unbounded_send(())));
}

fn set_fate(state: ChatState, nonce: &str, fate: Fate) {
    state.pending.try_update(|list| {
        if let Some(one) = list.iter_mut().find(|one| one.nonce == nonce) {
            one.fate = fate;
        }
    });
}

fn first(state: ChatState) -> Option<Pending> {
    state
        .pending
        .with_untracked(|list| list.iter().find(|one| !matches!(one.fate, Fate::Refused(_))).cloned())
}

/// Sends one after the other for as long as the application runs.
pub async fn send_all(state: ChatState, mut wakes: mpsc::UnboundedReceiver<()>) {
    let back_online = state.wake.get_value();
    let listener = window_event_listener(leptos::ev::online, move |_| {
        // Refused only once the loop is gone.
        let _ = back_online.unbounded_send(());
    });
    on_cleanup(move || listener.remove());
    let mut failures = 0_u32;
    loop {
        let Some(next) = first(state) else {
            if wakes.next().await.is_none() {
                return;
            }
            continue;
        };
        let client = state.session.client();
        let call = client.post_message(next.conversation, &next.nonce, &next.body);
        match state.session.call(call).await {
            Ok(message) => {
                failures = 0;
                state.realtime().messages.tell(&MessageNews::Posted(message));
            }
            Err(error) if error.is_passing() => {
                set_fate(state, &next.nonce, Fate::Waiting);
                let asked = error.problem().and_then(|problem| problem.retry_after);
                let pause = asked.unwrap_or_else(|| 2_u64.saturating_pow(failures)).min(LONGEST_PAUSE);
                failures = (failures + 1).min(6);
                let nap = timer::sleep(Duration::from_secs(pause)).fuse();
                pin_mut!(nap);
                select_biased! {
                    () = nap => {}
                    _ = wakes.next() => {}
                }
            }
            Err(error) => set_fate(state, &next.nonce, Fate::Refused(words::error(&error))),
        }
    }
}
