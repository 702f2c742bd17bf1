//! Tells every part of the server what was committed, in one place.

use std::sync::Arc;

use storage::{Published, Publisher};
use tokio::sync::Notify;

/// A part of the server that must hear of events.
pub trait EventSubscriber: Send + Sync + 'static {
    /// Called after each commit and before its writer is answered. Must not block.
    fn on_events(&self, batch: &[Published]);
}

/// Hears of every commit and passes it to the subscribers, in their order.
pub struct EventDispatcher {
    subscribers: Vec<Arc<dyn EventSubscriber>>,
    /// Notified after a commit that left something in the outbox.
    outbox: Arc<Notify>,
}

impl std::fmt::Debug for EventDispatcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventDispatcher")
            .field("subscribers", &self.subscribers.len())
            .finish_non_exhaustive()
    }
}

impl EventDispatcher {
    /// Caches come before those who pass an event on, so that no answer is older than its event.
    pub fn new(subscribers: Vec<Arc<dyn EventSubscriber>>, outbox: Arc<Notify>) -> Self {
        Self { subscribers, outbox }
    }

    /// For a command that changes data while nothing else runs.
    pub fn without_subscribers() -> Self {
        Self::new(Vec::new(), Arc::default())
    }
}

impl Publisher for EventDispatcher {
    fn publish(&self, batch: &[Published]) {
        crate::metrics::events_told(batch.len());
        for subscriber in &self.subscribers {
            subscriber.on_events(batch);
        }
    }

    fn outbox_grew(&self) {
        self.outbox.notify_one();
    }
}
