//! What the bell knows: the newest notifications, and how many were not seen, always as the server counts them.

use client::Client;
use leptos::prelude::*;
use wire::notifications::{Notification, Notifications};

use crate::{realtime::Realtime, session::Session, task};

/// In context of the frame.
#[derive(Clone, Copy)]
pub struct NotificationsState {
    session: Session,
    known: RwSignal<Option<client::Result<Notifications>>>,
}

impl NotificationsState {
    pub fn provide(session: Session, realtime: Realtime) -> Self {
        let state = Self { session, known: RwSignal::new(None) };
        provide_context(state);
        realtime.notifications.listen(move |()| state.refresh());
        realtime.resync.listen(move |()| state.refresh());
        state.refresh();
        state
    }

    /// How many were not seen; subscribes the caller.
    pub fn unseen(self) -> u64 {
        self.known.with(|known| match known {
            Some(Ok(known)) => known.unseen,
            _ => 0,
        })
    }

    /// `None` before the first answer.
    pub fn known(self) -> Option<client::Result<Vec<Notification>>> {
        self.known.with(|known| known.as_ref().map(|known| known.clone().map(|known| known.items)))
    }

    /// Reads them anew. A failure does not replace what is known.
    pub fn refresh(self) {
        task::spawn(async move {
            let client = self.session.client();
            let result = self.session.call(client.notifications(None)).await;
            if result.is_ok() || self.known.with_untracked(|known| !matches!(known, Some(Ok(_)))) {
                self.known.set(Some(result));
            }
        });
    }

    /// One was opened. The server's event brings the new count.
    pub fn see(self, notification: &Notification) {
        let id = notification.id;
        self.run(async move |client: Client| client.see_notification(id).await);
    }

    pub fn see_all(self) {
        self.run(async |client: Client| client.see_all_notifications().await);
    }

    fn run(self, call: impl AsyncFnOnce(Client) -> client::Result<()> + 'static) {
        task::spawn(async move {
            // A failure leaves the count as it is, which is true.
            if self.session.call(call(self.session.client())).await.is_ok() {
                self.refresh();
            }
        });
    }
}
