//! The idempotency key of what a form sends: the same for the same content, another one for other content.

use client::json;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Draft;
use crate::js::storage;

/// What was last sent, and under which key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Sent {
    content: String,
    key: String,
}

impl Sent {
    /// The key for `content`; `fresh` makes one when something else was sent before.
    fn key_for(&mut self, content: String, fresh: impl FnOnce() -> String) -> String {
        if self.key.is_empty() || self.content != content {
            *self = Self { content, key: fresh() };
        }
        self.key.clone()
    }
}

/// Kept until the server has said yes, so that sending again after a lost answer makes nothing twice.
#[derive(Clone, Copy)]
pub struct SendKey {
    sent: StoredValue<Sent>,
    /// Where it outlives a reload.
    stored: StoredValue<Option<String>>,
}

impl Default for SendKey {
    /// For content that a reload forgets.
    fn default() -> Self {
        Self { sent: StoredValue::new(Sent::default()), stored: StoredValue::new(None) }
    }
}

impl SendKey {
    /// For content that is kept as the draft of this name: its key is kept with it.
    pub fn beside(draft: &str) -> Self {
        let stored = Draft::key(&format!("{draft}.sent"));
        let sent = stored.as_deref().and_then(storage::read).and_then(|text| json::read(&text).ok());
        Self { sent: StoredValue::new(sent.unwrap_or_default()), stored: StoredValue::new(stored) }
    }

    /// The key under which to send `content` now.
    pub fn of(self, content: &impl Serialize) -> String {
        let fresh = || Uuid::now_v7().to_string();
        let Some(content) = json::write(content) else { return fresh() };
        let key = self.sent.try_update_value(|sent| sent.key_for(content, fresh)).unwrap_or_else(fresh);
        let stored = self.stored.try_get_value().flatten();
        if let (Some(stored), Some(text)) = (stored, self.sent.try_with_value(json::write).flatten()) {
            storage::write(&stored, &text);
        }
        key
    }

    /// The server has it: the same content again is meant as another one.
    pub fn finish(self) {
        self.sent.try_set_value(Sent::default());
        if let Some(stored) = self.stored.try_get_value().flatten() {
            storage::remove(&stored);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sent;

    #[test]
    fn the_key_is_the_contents() {
        let mut sent = Sent::default();
        let mut made = 0;
        let mut key = |content: &str| {
            sent.key_for(content.to_owned(), || {
                made += 1;
                made.to_string()
            })
        };
        let keys = ["call me", "call me", "call us", "call us", "call me"].map(&mut key);
        assert_eq!(keys, ["1", "1", "2", "2", "3"]);
    }
}
