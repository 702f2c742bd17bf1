//! Messages on their way: kept on this device until the server has them, sent in order, never twice.
//!
//! Each has a key of its own that the server keeps for ever, so that sending again after a broken connection, a
//! reload or from a second tab makes no second message. Each says who wrote it: another person at this browser
//! neither sees it nor sends it.

mod queue;

use std::time::Duration;

use client::json;
use domain::ConversationId;
use futures_channel::mpsc;
use futures_util::{FutureExt, StreamExt, pin_mut, select_biased};
use leptos::prelude::*;

use self::queue::Refusal;
pub use self::queue::{Obstacle, Outbox, Pending, Reason, SendStatus};
use super::state::ChatState;
use crate::{
    js::{clock, storage, timer},
    realtime::MessageUpdate,
    ui::Draft,
    words,
};

/// Among the person's drafts, because signing out forgets them too.
const KEY: &str = "chat.outbox.";
const LONGEST_PAUSE: u64 = 30;

fn key(nonce: &str) -> Option<String> {
    Draft::key(&format!("{KEY}{nonce}"))
}

/// Takes what an earlier visit left, and follows what other tabs of the person do with it.
pub fn restore(state: ChatState) {
    let (Some(me), Some(prefix)) = (state.me(), Draft::key(KEY)) else { return };
    let kept = storage::keys(&prefix);
    let left = kept.iter().filter_map(|key| json::read::<Pending>(&storage::read(key)?).ok());
    state.outbox.update(|outbox| outbox.restore(left, me, clock::now()));
    storage::follow(move |change| {
        // Sent, discarded or signed out elsewhere: it is not to be sent from here.
        if let (Some(nonce), "") = (change.key.strip_prefix(&prefix), change.now.as_str()) {
            state.outbox.update(|outbox| outbox.remove(nonce));
        }
    });
}

/// Takes a message to be sent.
pub fn send(state: ChatState, conversation: ConversationId, body: String) {
    let Some(author) = state.me() else { return };
    let nonce = uuid::Uuid::new_v4().to_string();
    let pending = Pending {
        nonce,
        author,
        conversation,
        body,
        at: clock::now(),
        held: false,
        fate: SendStatus::Sending,
    };
    keep(&pending);
    state.outbox.update(|outbox| outbox.add(pending));
    wake(state);
}

fn keep(pending: &Pending) {
    if let (Some(key), Some(text)) = (key(&pending.nonce), json::write(pending)) {
        storage::write(&key, &text);
    }
}

/// Tries a message that was held again, with the same key.
pub fn retry(state: ChatState, nonce: &str) {
    set_fate(state, nonce, SendStatus::Sending);
    wake(state);
}

/// Gives a message up.
pub fn discard(state: ChatState, nonce: &str) {
    if let Some(key) = key(nonce) {
        storage::remove(&key);
    }
    state.outbox.update(|outbox| outbox.remove(nonce));
}

/// The server has it: said by its answer or by its event, whichever comes first.
pub fn arrived(state: ChatState, nonce: &str) {
    if state.outbox.with_untracked(|outbox| outbox.get(nonce).is_some()) {
        discard(state, nonce);
    }
}

/// The person is not in the conversation any more: what was to go there is shown, and not sent unasked.
pub fn cut_off(state: ChatState, conversation: ConversationId) {
    let held = state.outbox.try_update(|outbox| outbox.cut_off(conversation)).unwrap_or_default();
    held.iter().for_each(keep);
}

fn wake(state: ChatState) {
    // Refused only once the loop is gone.
    state.wake.with_value(|wake| drop(wake.unbounded_send(())));
}

fn set_fate(state: ChatState, nonce: &str, fate: SendStatus) {
    let changed = state.outbox.try_update(|outbox| outbox.set(nonce, fate).cloned()).flatten();
    changed.iter().for_each(keep);
}

/// Sends one after the other for as long as the application runs.
pub async fn send_all(state: ChatState, mut wakes: mpsc::UnboundedReceiver<()>) {
    let waker = state.wake.get_value();
    timer::on_return(move |_| {
        // Refused only once the loop is gone.
        let _ = waker.unbounded_send(());
    });
    let mut failures = 0_u32;
    loop {
        let Some(next) = state.outbox.with_untracked(|outbox| outbox.next().cloned()) else {
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
                state.realtime().messages.emit(&MessageUpdate::Posted(message));
            }
            Err(error) => match Refusal::of(&error) {
                Refusal::Passing(obstacle) => {
                    set_fate(state, &next.nonce, SendStatus::Waiting(obstacle));
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
                // It stays on this device for its author.
                Refusal::NotSignedIn => return,
                Refusal::CutOff => cut_off(state, next.conversation),
                Refusal::Final => {
                    set_fate(state, &next.nonce, SendStatus::Held(Reason::Refused(words::error(&error))));
                }
            },
        }
    }
}
