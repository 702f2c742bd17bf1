//! Messages on their way: kept on this device until the server has them, sent in order, never twice.
//!
//! Each has a key of its own that the server keeps for ever, so that sending again after a broken connection, a
//! reload or from a second tab makes no second message. Each says who wrote it: another person at this browser
//! neither sees it nor sends it.

mod queue;

use client::json;
use domain::{ConversationId, UserId};
use futures_channel::mpsc;
use futures_util::{FutureExt, StreamExt, pin_mut, select_biased};
use leptos::prelude::*;

pub use self::queue::{Obstacle, Outbox, Pending, Reason, SendStatus};
use self::queue::{Pauses, Refusal};
use crate::{
    js::{clock, storage, timer},
    realtime::{MessageUpdate, Realtime},
    session::Session,
    task,
    ui::Draft,
    words,
};

/// Among the person's drafts, because signing out forgets them too.
const KEY: &str = "chat.outbox.";

/// The messages on their way, for every page.
#[derive(Clone, Copy)]
pub struct OutboxState {
    session: Session,
    realtime: Realtime,
    queue: RwSignal<Outbox>,
    wake: StoredValue<mpsc::UnboundedSender<()>>,
}

impl OutboxState {
    /// Takes what an earlier visit left, follows what other tabs of the person do with it, and sends for as long as the
    /// caller's owner lives.
    pub fn new(session: Session, realtime: Realtime) -> Self {
        let (wake, wakes) = mpsc::unbounded();
        let state =
            Self { session, realtime, queue: RwSignal::new(Outbox::default()), wake: StoredValue::new(wake) };
        state.restore();
        task::spawn(state.send_all(wakes));
        state
    }

    fn me(self) -> Option<UserId> {
        self.session.me_now().map(|me| me.id)
    }

    fn restore(self) {
        let (Some(me), Some(prefix)) = (self.me(), Draft::key(KEY)) else { return };
        let kept = storage::keys(&prefix);
        let left = kept.iter().filter_map(|key| json::read::<Pending>(&storage::read(key)?).ok());
        self.queue.update(|queue| queue.restore(left, me, clock::now()));
        storage::follow(move |change| {
            // Sent, discarded or signed out elsewhere: it is not to be sent from here.
            if let (Some(nonce), "") = (change.key.strip_prefix(&prefix), change.now.as_str()) {
                self.queue.update(|queue| queue.remove(nonce));
            }
        });
    }

    /// Those of one conversation, oldest first; subscribes the caller.
    pub fn of(self, conversation: ConversationId) -> Vec<Pending> {
        self.queue.with(|queue| queue.of(conversation))
    }

    /// Takes a message to be sent.
    pub fn send(self, conversation: ConversationId, body: String) {
        let Some(author) = self.me() else { return };
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
        self.queue.update(|queue| queue.add(pending));
        self.wake();
    }

    /// Tries a message that was held again, with the same key.
    pub fn retry(self, nonce: &str) {
        self.set_fate(nonce, SendStatus::Sending);
        self.wake();
    }

    /// Gives a message up.
    pub fn discard(self, nonce: &str) {
        if let Some(key) = key(nonce) {
            storage::remove(&key);
        }
        self.queue.update(|queue| queue.remove(nonce));
    }

    /// The server has it: said by its answer or by its event, whichever comes first.
    pub fn arrived(self, nonce: &str) {
        if self.queue.with_untracked(|queue| queue.get(nonce).is_some()) {
            self.discard(nonce);
        }
    }

    /// The person is not in the conversation any more: what was to go there is shown, and not sent unasked.
    pub fn cut_off(self, conversation: ConversationId) {
        let held = self.queue.try_update(|queue| queue.cut_off(conversation)).unwrap_or_default();
        held.iter().for_each(keep);
    }

    fn wake(self) {
        // Refused only once the loop is gone.
        self.wake.with_value(|wake| drop(wake.unbounded_send(())));
    }

    fn set_fate(self, nonce: &str, fate: SendStatus) {
        let changed = self.queue.try_update(|queue| queue.set(nonce, fate).cloned()).flatten();
        changed.iter().for_each(keep);
    }

    /// Sends one after the other for as long as the application runs.
    async fn send_all(self, mut wakes: mpsc::UnboundedReceiver<()>) {
        let waker = self.wake.get_value();
        timer::on_return(move |_| {
            // Refused only once the loop is gone.
            let _ = waker.unbounded_send(());
        });
        let mut pauses = Pauses::default();
        loop {
            let Some(next) = self.queue.with_untracked(|queue| queue.next().cloned()) else {
                if wakes.next().await.is_none() {
                    return;
                }
                continue;
            };
            let client = self.session.client();
            let call = client.post_message(next.conversation, &next.nonce, &next.body);
            match self.session.call(call).await {
                Ok(message) => {
                    pauses.sent();
                    self.realtime.messages.emit(&MessageUpdate::Posted(message));
                }
                Err(error) => match Refusal::of(&error) {
                    Refusal::Passing(obstacle) => {
                        self.set_fate(&next.nonce, SendStatus::Waiting(obstacle));
                        let asked = error.problem().and_then(|problem| problem.retry_after);
                        let nap = timer::sleep(pauses.failed(asked)).fuse();
                        pin_mut!(nap);
                        select_biased! {
                            () = nap => {}
                            _ = wakes.next() => {}
                        }
                    }
                    // It stays on this device for its author.
                    Refusal::NotSignedIn => return,
                    Refusal::CutOff => self.cut_off(next.conversation),
                    Refusal::Final => {
                        self.set_fate(&next.nonce, SendStatus::Held(Reason::Refused(words::error(&error))));
                    }
                },
            }
        }
    }
}

fn keep(pending: &Pending) {
    if let (Some(key), Some(text)) = (key(&pending.nonce), json::write(pending)) {
        storage::write(&key, &text);
    }
}

fn key(nonce: &str) -> Option<String> {
    Draft::key(&format!("{KEY}{nonce}"))
}
