//! Where calls take place, as it is configured: the provider of room tokens, the built-in rooms, and the news
//! that clients' pages wait for.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use delivery::video::{RoomName, VideoProvider};
use domain::CallId;
use domain::call::JoinMargins;
use domain::clock::Clock;
use providers::secret::Secret;
use providers::video::builtin::{BuiltinRoom, DoorError};
use providers::video::jitsi::{Jitsi, JitsiSettings};
use storage::{Store, StoreError};
use tokio::sync::broadcast;
use url::Url;
use wire::signal::{IceServer, RoomRole, SignalFault};
use wire::video::RoomProvider;

use super::keeper::Keeper;
use super::ledger::{Admission, RoomDoor};
use super::signal::Rooms;
use crate::config::{Config, VideoProviderKind};
use crate::keys::Keys;

/// Calls whose news a slow listener may miss before it simply looks again.
const NEWS: usize = 256;

/// The running side of video calls.
pub struct VideoDesk {
    pub provider: Arc<dyn VideoProvider>,
    pub kind: RoomProvider,
    pub rooms: Arc<Rooms>,
    pub news: CallNews,
    pub margins: JoinMargins,
    /// What the call's page may load scripts and frames from, besides our own.
    pub origin: Option<String>,
}

impl std::fmt::Debug for VideoDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VideoDesk").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Tells waiting clients' pages that something about their call has changed. They look for themselves what.
#[derive(Clone, Debug)]
pub struct CallNews(broadcast::Sender<CallId>);

impl CallNews {
    pub fn ring(&self, call: CallId) {
        // Without a listener there is nobody to tell.
        let _ = self.0.send(call);
    }

    pub fn listen(&self) -> broadcast::Receiver<CallId> {
        self.0.subscribe()
    }
}

impl VideoDesk {
    /// Has to be called inside the runtime: the built-in rooms write their journal in a task.
    pub fn open(
        config: &Config,
        keys: &Keys,
        store: &Store,
        clock: &Arc<dyn Clock>,
        public_url: &Url,
    ) -> Result<Self, String> {
        let video = &config.video;
        let builtin = BuiltinRoom::new(public_url, Secret::new(hex::encode(keys.derive("room tokens"))));
        let news = CallNews(broadcast::channel(NEWS).0);
        let door = Door {
            store: store.clone(),
            builtin: builtin.clone(),
            ice_servers: video.ice_servers.iter().map(ice_server).collect(),
        };
        let keeper = Keeper::new(store.clone(), Arc::clone(clock), news.clone());
        let rooms = Rooms::open(Arc::new(door), Arc::new(keeper), keys.derive("return tickets"));
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
        let margins = JoinMargins {
            before: TimeDelta::minutes(i64::from(video.opens_before_minutes)),
            after: TimeDelta::minutes(i64::from(video.closes_after_minutes)),
        };
        Ok(Self { provider, kind, rooms: Arc::new(rooms), news, margins, origin })
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

/// The door of the built-in room: a token of ours for this call's room, while the call is not over.
struct Door {
    store: Store,
    builtin: BuiltinRoom,
    ice_servers: Vec<IceServer>,
}

#[async_trait]
impl RoomDoor for Door {
    async fn admit(&self, call: CallId, token: &str, now: DateTime<Utc>) -> Result<Admission, SignalFault> {
        let call = self.store.call_of_link(call).await.map_err(refusal)?;
        let room: RoomName = call.room_name.parse().map_err(|_| SignalFault::TokenRefused)?;
        let entrant =
            self.builtin.admit(token, &room, now).map_err(|_: DoorError| SignalFault::TokenRefused)?;
        if call.state.is_over() {
            return Err(SignalFault::Ended);
        }
        let role = if entrant.moderator { RoomRole::Moderator } else { RoomRole::Participant };
        Ok(Admission { user_id: entrant.id, name: entrant.name, role })
    }

    async fn still_open(&self, call: CallId, _: DateTime<Utc>) -> Result<(), SignalFault> {
        let call = self.store.call_of_link(call).await.map_err(refusal)?;
        if call.state.is_over() { Err(SignalFault::Ended) } else { Ok(()) }
    }

    async fn ice_servers(&self, _: CallId) -> Vec<IceServer> {
        self.ice_servers.clone()
    }
}
