//! What a video provider does: let one person into one room for a while.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use thiserror::Error;

/// Which provider a call runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VideoProviderKind {
    /// A self-hosted Jitsi Meet with HS256 tokens.
    Jitsi,
    /// The room that comes with the product: a few people, peer to peer.
    Builtin,
}

/// A room's name: opaque, lower case, at least 16 characters, because Jitsi compares the lower-cased name
/// and shows it to people. Never made from a client's name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RoomName(String);

/// The text is not 16 to 64 characters of `a-z`, `0-9` and `-`.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a room name is 16 to 64 lower-case letters, digits or hyphens")]
pub struct ParseRoomNameError;

impl FromStr for RoomName {
    type Err = ParseRoomNameError;

    fn from_str(text: &str) -> Result<Self, ParseRoomNameError> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if (16..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParseRoomNameError)
        }
    }
}

impl RoomName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who is let in. There is no e-mail: a token's content is shown to everyone in the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomPerson {
    /// Opaque and stable within the call, so that several joins of one person are one attendance.
    pub id: String,
    pub name: String,
    /// The session of a colleague. Only our own room reads it, and ends what it let in with the session; a token for
    /// someone else's server does not name it.
    pub session: Option<String>,
}

/// What the person may do in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomRole {
    /// May mute others, end the call and, where the practice allows it, record.
    Host { may_record: bool },
    /// A colleague.
    Staff,
    /// A client.
    Guest,
}

/// All a browser needs to enter.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomGrant {
    /// First argument of the IFrame API's constructor: `host[:port][/tenant]`.
    pub domain: String,
    pub room: RoomName,
    pub jwt: String,
    /// Where the IFrame API is loaded from.
    pub script_url: String,
    /// `configOverwrite` of the IFrame API.
    pub config: serde_json::Value,
    pub expires_at: DateTime<Utc>,
}

/// The token could not be signed.
#[derive(Clone, Debug, Error)]
#[error("no room token: {0}")]
pub struct MintError(pub String);

/// A place where calls are held.
pub trait VideoProvider: Send + Sync {
    fn kind(&self) -> VideoProviderKind;

    /// A token for one room and one person, good from `now`. A server of someone else's checks it at every connection,
    /// those after a short loss included, so that it is good until `until`. Our own room makes it good for minutes: who
    /// is inside comes back by a ticket, and is looked at again.
    fn mint(
        &self,
        room: &RoomName,
        person: &RoomPerson,
        role: RoomRole,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<RoomGrant, MintError>;

    /// Whether `token` was made, at about `now`, by the provider's own server, which may then ask about its rooms. A
    /// provider without a server of its own knows no such token.
    fn is_server(&self, token: &str, now: DateTime<Utc>) -> bool;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_names_are_opaque_and_lower_case() {
        assert!("k3v9d2m4q8x7c5b1n6z0".parse::<RoomName>().is_ok());
        for bad in ["short", "K3V9D2M4Q8X7C5B1N6Z0", "k3v9d2m4q8x7c5b1/n6z0", "josé-garcía-lópez-1", ""] {
            assert_eq!(bad.parse::<RoomName>(), Err(ParseRoomNameError), "{bad}");
        }
    }
}
