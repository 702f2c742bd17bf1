//! What the clients' pages wait for.

use domain::CallId;
use domain::event::Event;
use storage::Published;
use tokio::sync::broadcast;

use crate::realtime::dispatch::EventSubscriber;

/// Updates that a slow subscriber may miss before it looks again by itself.
const KEPT: usize = 256;

/// Tells waiting clients' pages that something about their call has changed. They look for themselves what.
#[derive(Clone, Debug)]
pub struct CallUpdates(broadcast::Sender<CallId>);

impl Default for CallUpdates {
    fn default() -> Self {
        Self(broadcast::channel(KEPT).0)
    }
}

impl CallUpdates {
    pub fn subscribe(&self) -> broadcast::Receiver<CallId> {
        self.0.subscribe()
    }
}

impl EventSubscriber for CallUpdates {
    fn on_events(&self, batch: &[Published]) {
        for published in batch {
            if let Event::CallChanged { call, .. }
            | Event::CallParticipantsChanged { call }
            | Event::CallEnded { call } = published.event
            {
                // Without a subscriber there is nobody to tell.
                let _ = self.0.send(call);
            }
        }
    }
}
