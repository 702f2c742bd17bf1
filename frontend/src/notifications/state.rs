//! What the bell knows: the newest notifications, and how many were not seen, always as the server counts them.

use client::Client;
use leptos::prelude::*;
use wire::notifications::{Notification, Notifications};

use crate::{
    realtime::Realtime,
    session::Session,
    task::{self, Refresher},
};

/// In context of the frame.
#[derive(Clone, Copy)]
pub struct NotificationsState {
    session: Session,
    known: RwSignal<Option<client::Result<Notifications>>>,
    /// One answer at a time: of two that change places the older one would count backwards.
    reading: Refresher,
    /// How many pages are wanted.
    pages: StoredValue<usize>,
    loading: RwSignal<bool>,
    /// Why the rest could not be read.
    failure: RwSignal<Option<client::Error>>,
}

impl NotificationsState {
    pub fn provide(session: Session, realtime: Realtime) -> Self {
        let state = Self {
            session,
            known: RwSignal::new(None),
            reading: Refresher::default(),
            pages: StoredValue::new(1),
            loading: RwSignal::new(false),
            failure: RwSignal::new(None),
        };
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

    /// The ids of lines that are there and cannot be shown; subscribes the caller.
    pub fn unreadable(self) -> Vec<String> {
        self.known.with(|known| match known {
            Some(Ok(known)) => known.unreadable.clone(),
            _ => Vec::new(),
        })
    }

    /// Whether there are older ones than those that are known; subscribes the caller.
    pub fn has_more(self) -> bool {
        self.known.with(|known| matches!(known, Some(Ok(known)) if known.next_cursor.is_some()))
    }

    pub fn is_loading(self) -> Signal<bool> {
        self.loading.into()
    }

    /// Why the older ones could not be read; subscribes the caller.
    pub fn failure(self) -> Option<client::Error> {
        self.failure.get()
    }

    /// Reads again as many pages as are wanted. A failure does not replace what is known.
    pub fn refresh(self) {
        self.reading.run(move || async move {
            let pages = self.pages.try_get_value().unwrap_or(1);
            let result = self.session.call(several(self.session.client(), pages)).await;
            let known = self.known.try_with_untracked(|known| matches!(known, Some(Ok(_))));
            self.loading.set(false);
            match result {
                Err(error) if known == Some(true) => self.failure.set(Some(error)),
                result => {
                    self.failure.set(None);
                    self.known.set(Some(result));
                }
            }
        });
    }

    /// Reads one page more, or tries once more to.
    pub fn more(self) {
        if self.loading.get_untracked() {
            return;
        }
        self.loading.set(true);
        if self.failure.with_untracked(Option::is_none) {
            self.pages.update_value(|pages| *pages += 1);
        }
        self.refresh();
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
        // Detached: the bell closes as its line is pressed.
        task::detached(async move {
            // A failure leaves the count as it is, which is true.
            if self.session.call(call(self.session.client())).await.is_ok() {
                self.refresh();
            }
        });
    }
}

/// The newest so many pages as one; how many are unseen is what the server said last.
async fn several(client: Client, pages: usize) -> client::Result<Notifications> {
    let mut all = client.notifications(None).await?;
    for _ in 1..pages {
        let Some(cursor) = all.next_cursor.take() else { break };
        let page = client.notifications(Some(&cursor)).await?;
        all.items.extend(page.items);
        all.unreadable.extend(page.unreadable);
        all.next_cursor = page.next_cursor;
        all.unseen = page.unseen;
    }
    Ok(all)
}
