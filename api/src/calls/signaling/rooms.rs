//! The built-in rooms of this process, put together: the hub, its journal, the door and the return tickets.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::CallId;
use tokio::sync::mpsc::Sender;
use wire::signaling::SignalFault;

use super::attendance_queue::AttendanceQueue;
use super::hub::{JoinRequest, ParticipantHandle, SignalHub};
use super::resume_token::ResumeTokens;
use super::room::Outgoing;
use crate::calls::attendance_log::{AttendanceLog, RoomAuthorizer};

/// How long a record that cannot be written is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Shared by all workers as `web::Data<Rooms>`, and by other handlers as `App::rooms`.
pub struct Rooms {
    pub hub: SignalHub,
    queue: AttendanceQueue,
    door: Arc<dyn RoomAuthorizer>,
    tickets: ResumeTokens,
}

impl std::fmt::Debug for Rooms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rooms")
    }
}

/// The fields of the first frame.
pub struct FirstFrame {
    pub token: String,
    pub name: String,
    pub audio: bool,
    pub video: bool,
    pub resume: Option<String>,
}

impl Rooms {
    /// Starts the task that writes the journal, so it has to be called inside the runtime. `key` signs return
    /// tickets and nothing else; `sweep` is to be called once a second, and `close` before the store closes.
    pub fn open(door: Arc<dyn RoomAuthorizer>, ledger: Arc<dyn AttendanceLog>, key: [u8; 32]) -> Self {
        let (queue, keeping) = AttendanceQueue::open(ledger);
        tokio::spawn(keeping);
        Self { hub: SignalHub::new(queue.clone()), queue, door, tickets: ResumeTokens::new(&key) }
    }

    /// Lets someone in whose first frame this is.
    pub async fn knock(
        &self,
        call: CallId,
        knock: FirstFrame,
        outbox: Sender<Outgoing>,
        now: DateTime<Utc>,
    ) -> Result<ParticipantHandle, SignalFault> {
        let back = knock.resume.as_deref().and_then(|ticket| self.tickets.read(ticket, call, now));
        let (returning, admission) = match back {
            Some((stay, admission)) => (Some(stay), self.door.readmit(call, admission, now).await?),
            None => (None, self.door.admit(call, &knock.token, now).await?),
        };
        let ice_servers = self.door.ice_servers(call).await;
        let bearer = admission.clone();
        let FirstFrame { name: typed_name, audio, video, .. } = knock;
        let entrance = JoinRequest { admission, typed_name, audio, video, returning, ice_servers };
        let seat =
            self.hub.enter(call, entrance, outbox, now, |stay| self.tickets.issue(stay, &bearer, now))?;
        // Anyone who was sent away between the look and the entry was not inside yet when the others were looked at.
        match self.door.readmit(call, bearer, now).await {
            Ok(_) | Err(SignalFault::Unavailable) => Ok(seat),
            Err(fault) => {
                self.hub.evict(call, &seat.id, fault, now);
                Err(fault)
            }
        }
    }

    /// Looks again at everyone in a call's room: anyone whose reason to be there is gone is taken out. `false` when it could
    /// not be found out for someone.
    pub async fn recheck(&self, call: CallId, now: DateTime<Utc>) -> bool {
        let mut all_known = true;
        for (id, before) in self.hub.admissions(call) {
            match self.door.readmit(call, before.clone(), now).await {
                Ok(admission) if admission == before => {}
                Ok(admission) => self.hub.set_admission(call, &id, admission),
                Err(SignalFault::Unavailable) => all_known = false,
                Err(fault) => self.hub.evict(call, &id, fault, now),
            }
        }
        if self.hub.is_closed(call) {
            // An end that is not written yet must not be taken for one that was undone.
            self.settle().await;
            if self.door.is_over(call).await == Some(false) {
                self.hub.reopen(call);
            }
        }
        all_known
    }

    /// Ends leases that ran out and reports who is there.
    pub fn sweep(&self, now: DateTime<Utc>) {
        self.hub.sweep(now);
    }

    /// Waits until all that happened so far is on record.
    pub async fn settle(&self) {
        self.queue.flush().await;
    }

    /// The same, for as long as a request may take. `false` when the record is behind: the database does not take it.
    pub async fn settles(&self) -> bool {
        tokio::time::timeout(PATIENCE, self.settle()).await.is_ok()
    }

    /// Asks every browser to come back later, and waits for the record.
    pub async fn close(&self) {
        self.hub.drain();
        if !self.settles().await {
            tracing::error!("the server stops before the record of its calls could be written");
        }
    }
}
