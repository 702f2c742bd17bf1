//! The built-in rooms of this process, put together: the hub, its journal, the door and the return tickets.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::CallId;
use tokio::sync::mpsc::Sender;
use wire::signal::SignalFault;

use super::hub::{Entrance, Seat, SignalHub};
use super::journal::Journal;
use super::room::Outgoing;
use super::ticket::TicketOffice;
use crate::video::ledger::{RoomDoor, RoomLedger};

/// Shared by all workers as `web::Data<Rooms>`, and by other handlers as `App::rooms`.
pub struct Rooms {
    pub hub: SignalHub,
    journal: Journal,
    door: Arc<dyn RoomDoor>,
    tickets: TicketOffice,
}

impl std::fmt::Debug for Rooms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rooms")
    }
}

/// The fields of the first frame.
pub struct Knock {
    pub token: String,
    pub name: String,
    pub audio: bool,
    pub video: bool,
    pub resume: Option<String>,
}

impl Rooms {
    /// Starts the task that writes the journal, so it has to be called inside the runtime. `key` signs return
    /// tickets and nothing else; `sweep` is to be called once a second, and `close` before the store closes.
    pub fn open(door: Arc<dyn RoomDoor>, ledger: Arc<dyn RoomLedger>, key: [u8; 32]) -> Self {
        let (journal, keeping) = Journal::open(ledger);
        tokio::spawn(keeping);
        Self { hub: SignalHub::new(journal.clone()), journal, door, tickets: TicketOffice::new(&key) }
    }

    /// Lets somebody in whose first frame this is.
    pub async fn knock(
        &self,
        call: CallId,
        knock: Knock,
        outbox: Sender<Outgoing>,
        now: DateTime<Utc>,
    ) -> Result<Seat, SignalFault> {
        let back = knock.resume.as_deref().and_then(|ticket| self.tickets.read(ticket, call, now));
        let (returning, admission) = match back {
            Some((stay, admission)) => {
                self.door.still_open(call, now).await?;
                (Some(stay), admission)
            }
            None => (None, self.door.admit(call, &knock.token, now).await?),
        };
        let ice_servers = self.door.ice_servers(call).await;
        let bearer = admission.clone();
        let Knock { name: typed_name, audio, video, .. } = knock;
        let entrance = Entrance { admission, typed_name, audio, video, returning, ice_servers };
        self.hub.enter(call, entrance, outbox, now, |stay| self.tickets.issue(stay, &bearer, now))
    }

    /// Ends leases that ran out and reports who is there.
    pub fn sweep(&self, now: DateTime<Utc>) {
        self.hub.sweep(now);
    }

    /// Waits until all that happened so far is on record.
    pub async fn settle(&self) {
        self.journal.flush().await;
    }

    /// Asks every browser to come back later, and waits for the record.
    pub async fn close(&self) {
        self.hub.drain();
        self.settle().await;
    }
}
