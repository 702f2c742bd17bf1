//! The room that comes with the product. It is entered by the same kind of token as a Jitsi, checked by ourselves.

use super::token::{Signer, VALID_FOR, room_config};
use crate::secret::Secret;
use chrono::{DateTime, Utc};
use delivery::video::{
    MintError, RoomGrant, RoomName, RoomPerson, RoomRole, VideoProvider, VideoProviderKind,
};
use url::Url;

/// Path of the host-side script on our own origin.
pub const SCRIPT_PATH: &str = "/room/external_api.js";
const ISSUER: &str = "liaison-room";

/// The provider, and the check at the door of the room.
#[derive(Clone, Debug)]
pub struct BuiltinRoom {
    domain: String,
    signer: Signer,
}

/// Who waits at the door with a good token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomEntrant {
    pub id: String,
    pub name: String,
    pub moderator: bool,
    /// Of a colleague.
    pub session: Option<String>,
}

/// Why a token does not open the room.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum DoorError {
    #[error("the token is not ours, or not valid now")]
    BadToken,
    #[error("the token is for another room")]
    OtherRoom,
}

impl BuiltinRoom {
    /// `public_url` is where browsers find this server; `secret` is a key of the server for room tokens alone.
    pub fn new(public_url: &Url, secret: Secret) -> Self {
        let host = public_url.host_str().unwrap_or_default();
        let domain = public_url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Self { domain, signer: Signer { issuer: ISSUER.into(), subject: "*".into(), secret } }
    }

    /// Reads a token presented for `room` at `now`.
    pub fn admit(&self, jwt: &str, room: &RoomName, now: DateTime<Utc>) -> Result<RoomEntrant, DoorError> {
        let claims = self.signer.verify(jwt, now).ok_or(DoorError::BadToken)?;
        if claims.room != room.as_str() {
            return Err(DoorError::OtherRoom);
        }
        let user = claims.context.user;
        Ok(RoomEntrant { id: user.id, name: user.name, moderator: user.moderator, session: claims.sid })
    }
}

impl VideoProvider for BuiltinRoom {
    fn kind(&self) -> VideoProviderKind {
        VideoProviderKind::Builtin
    }

    fn mint(
        &self,
        room: &RoomName,
        person: &RoomPerson,
        role: RoomRole,
        now: DateTime<Utc>,
        _: DateTime<Utc>,
    ) -> Result<RoomGrant, MintError> {
        let expires_at = now + VALID_FOR;
        let jwt = self.signer.sign(room, person, role, now, expires_at)?;
        Ok(RoomGrant {
            domain: self.domain.clone(),
            room: room.clone(),
            jwt,
            script_url: SCRIPT_PATH.to_owned(),
            config: room_config(role),
            expires_at,
        })
    }

    fn is_server(&self, _: &str, _: DateTime<Utc>) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn room(name: &str) -> RoomName {
        name.parse().unwrap()
    }

    #[test]
    fn the_door_opens_for_its_own_room_and_time_only() {
        let url = Url::parse("http://localhost:8080/").unwrap();
        let ours = BuiltinRoom::new(&url, Secret::new("door key"));
        let person = RoomPerson { id: "7".into(), name: "Li 李".into(), session: Some("s".into()) };
        let (here, there) = (room("k3v9d2m4q8x7c5b1n6z0"), room("another0another0another0"));
        let now = DateTime::from_timestamp(1_772_000_000, 0).unwrap();
        let grant = ours.mint(&here, &person, RoomRole::Guest, now, now + TimeDelta::hours(3)).unwrap();
        assert_eq!((grant.domain.as_str(), grant.script_url.as_str()), ("localhost:8080", SCRIPT_PATH));
        let entrant =
            RoomEntrant {
                id: "7".into(), name: "Li 李".into(), moderator: false, session: Some("s".into())
            };
        assert_eq!(grant.expires_at, now + VALID_FOR, "for minutes, whatever is planned");
        assert_eq!(ours.admit(&grant.jwt, &here, now), Ok(entrant));
        assert_eq!(ours.admit(&grant.jwt, &there, now), Err(DoorError::OtherRoom));
        let late = grant.expires_at;
        assert_eq!(ours.admit(&grant.jwt, &here, late), Err(DoorError::BadToken));
        let early = now - TimeDelta::minutes(1);
        assert_eq!(ours.admit(&grant.jwt, &here, early), Err(DoorError::BadToken));
        let other = BuiltinRoom::new(&url, Secret::new("other key"));
        assert_eq!(other.admit(&grant.jwt, &here, now), Err(DoorError::BadToken));
    }
}
