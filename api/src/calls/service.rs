//! Where calls take place, as it is configured: the provider of room tokens, the built-in rooms, and the updates
//! that clients' pages wait for.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use delivery::video::{RoomName, VideoProvider};
use domain::CallId;
use domain::calls::{Attendant, JoinMargins};
use domain::clock::Clock;
use providers::secret::Secret;
use providers::video::builtin::{BuiltinRoom, DoorError};
use providers::video::jitsi::{Jitsi, JitsiSettings};
use storage::calls::{Entrant, Standing};
use storage::{Store, StoreError};
use url::Url;
use wire::calls::RoomProvider;
use wire::signaling::{IceServer, RoomRole, SignalFault};

use super::attendance_log::{Admission, RoomAuthorizer};
use super::attendance_recorder::{self, AttendanceRecorder};
use super::audit::RoomWatch;
use super::signaling::Rooms;
use super::updates::CallUpdates;
use crate::config::{Config, VideoProviderKind};
use crate::keys::Keys;

/// The running side of video calls.
pub struct CallService {
    pub provider: Arc<dyn VideoProvider>,
    pub kind: RoomProvider,
    pub rooms: Arc<Rooms>,
    pub updates: Arc<CallUpdates>,
    pub margins: JoinMargins,
    /// What the call's page may load scripts and frames from, besides our own.
    pub origin: Option<String>,
}

impl std::fmt::Debug for CallService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CallService").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl CallService {
    /// Has to be called inside the runtime: the built-in rooms write their journal in a task.
    pub fn open(
        config: &Config,
        keys: &Keys,
        store: &Store,
        clock: &Arc<dyn Clock>,
        public_url: &Url,
        watch: &RoomWatch,
        updates: Arc<CallUpdates>,
    ) -> Result<Self, String> {
        let video = &config.video;
        let builtin = BuiltinRoom::new(public_url, Secret::new(hex::encode(keys.derive("room tokens"))));
        let margins = JoinMargins {
            before: TimeDelta::minutes(i64::from(video.opens_before_minutes)),
            after: TimeDelta::minutes(i64::from(video.closes_after_minutes)),
        };
        let door = Door {
            store: store.clone(),
            builtin: builtin.clone(),
            margins,
            ice_servers: video.ice_servers.iter().map(ice_server).collect(),
        };
        let keeper = AttendanceRecorder::new(store.clone(), Arc::clone(clock), margins);
        let rooms = Arc::new(Rooms::open(Arc::new(door), Arc::new(keeper), keys.derive("return tickets")));
        watch.watch(&rooms, Arc::clone(clock));
        let (provider, kind, origin): (Arc<dyn VideoProvider>, _, _) = match video.provider {
            VideoProviderKind::Builtin => (Arc::new(builtin), RoomProvider::Builtin, None),
            VideoProviderKind::Jitsi => {
                let domain: providers::video::jitsi::JitsiDomain =
                    video.domain.parse().map_err(|error| format!("video.domain: {error}"))?;
                let origin = Some(domain.origin());
                let jitsi = Jitsi::new(JitsiSettings {
                    domain,
                    app_id: video.app_id.clone(),
                    app_secret: Secret::new(video.app_secret.clone()),
                    subject: "*".to_owned(),
                });
                (Arc::new(jitsi), RoomProvider::Jitsi, origin)
            }
        };
        Ok(Self { provider, kind, rooms, updates, margins, origin })
    }
}

fn ice_server(server: &crate::config::IceServer) -> IceServer {
    IceServer {
        urls: server.urls.clone(),
        username: server.username.clone(),
        credential: server.credential.clone(),
    }
}

/// A database that does not answer must not end a running call: the browser tries again.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn refusal(error: StoreError) -> SignalFault {
    if let StoreError::NotFound = error {
        return SignalFault::TokenRefused;
    }
    tracing::error!(%error, "the call cannot be read");
    SignalFault::Unavailable
}

/// The door of the built-in room: a token of ours for this call's room, and what is true of its bearer now.
struct Door {
    store: Store,
    builtin: BuiltinRoom,
    margins: JoinMargins,
    ice_servers: Vec<IceServer>,
}

#[async_trait]
impl RoomAuthorizer for Door {
    async fn admit(&self, call: CallId, token: &str, now: DateTime<Utc>) -> Result<Admission, SignalFault> {
        let row = self.store.call_of_link(call).await.map_err(refusal)?;
        let room: RoomName = row.room_name.parse().map_err(|_| SignalFault::TokenRefused)?;
        let entrant =
            self.builtin.admit(token, &room, now).map_err(|_: DoorError| SignalFault::TokenRefused)?;
        let session = entrant.session.as_deref().map(str::parse).transpose();
        let admission = Admission {
            user_id: entrant.id,
            name: entrant.name,
            role: RoomRole::Participant,
            attendant: Attendant::Client,
            session: session.map_err(|_| SignalFault::TokenRefused)?,
        };
        self.readmit(call, admission, now).await
    }

    async fn readmit(
        &self,
        call: CallId,
        admission: Admission,
        now: DateTime<Utc>,
    ) -> Result<Admission, SignalFault> {
        let who = attendance_recorder::attendee(&admission.user_id).ok_or(SignalFault::TokenRefused)?;
        let entrant = Entrant { who, session: admission.session };
        match self.store.standing(call, entrant, self.margins, now).await.map_err(refusal)? {
            Standing::Welcome { attendant, moderator } => {
                let role = if moderator { RoomRole::Moderator } else { RoomRole::Participant };
                Ok(Admission { role, attendant, ..admission })
            }
            Standing::Over => Err(SignalFault::Ended),
            Standing::SentAway => Err(SignalFault::Removed),
            Standing::Unwelcome => Err(SignalFault::TokenRefused),
        }
    }

    async fn is_over(&self, call: CallId) -> Option<bool> {
        self.store.call_of_link(call).await.ok().map(|call| call.state.is_over())
    }

    async fn ice_servers(&self, _: CallId) -> Vec<IceServer> {
        self.ice_servers.clone()
    }
}
