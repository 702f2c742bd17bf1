//! Frames of a call's own socket, `GET /api/v1/calls/{call_id}/signal`: who is in the built-in room and the
//! session descriptions that its browsers exchange. The media itself never passes through the server.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The sub-protocol both sides name in the upgrade.
pub const SUB_PROTOCOL: &str = "liaison.signal.v1";
/// The largest frame a browser may send, in bytes: a session description with every codec fits in a quarter.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;
/// The most people in one room; which of the seats are whose says `domain::calls::Attendant`.
pub const MAX_PARTICIPANTS: usize = domain::calls::SEATS;
/// How often a browser says it is alive, in seconds.
pub const PING_SECONDS: u32 = 10;
/// Silence after which a participant counts as gone, in seconds.
pub const LEASE_SECONDS: u32 = 30;
/// The same for a tab that said it is hidden: browsers let its timers run once a minute.
pub const HIDDEN_LEASE_SECONDS: u32 = 90;

/// Why the server closed the socket, as WebSocket close codes of the application range.
pub mod close {
    /// A frame that is not one of `ClientFrame`, binary data, or a first frame other than `enter`.
    pub const BAD_FRAME: u16 = 4400;
    /// The token is missing, forged, expired or for another room.
    pub const TOKEN_REFUSED: u16 = 4401;
    /// A moderator took the participant out of the call.
    pub const KICKED: u16 = 4403;
    /// No `enter` in time, or the lease ran out.
    pub const TIMED_OUT: u16 = 4408;
    /// The same participant came back over a newer socket, or the same person came in elsewhere: one person has one
    /// seat, and the newer one takes it.
    pub const REPLACED: u16 = 4409;
    /// The call is over for everyone.
    pub const ENDED: u16 = 4410;
    /// The room holds `MAX_PARTICIPANTS` already.
    pub const FULL: u16 = 4423;
    /// Too many frames in too short a time, or the browser does not read what it is sent.
    pub const TOO_MANY: u16 = 4429;
    /// The server cannot say now whether the call is open; the browser comes back by itself.
    pub const TRY_LATER: u16 = 1013;
    /// The server stops; the browser comes back by itself.
    pub const GOING_AWAY: u16 = 1012;
    /// A frame over `MAX_FRAME_BYTES`, by its standard code.
    pub const TOO_BIG: u16 = 1009;
}

/// What a participant may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomRole {
    /// May end the call for everyone and take others out.
    Moderator,
    Participant,
}

/// One person. Anyone who comes in a second time takes the seat from the first tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomParticipant {
    /// Eight hexadecimal digits, unique in the room.
    pub id: String,
    pub name: String,
    pub role: RoomRole,
    /// Whether the microphone is open.
    pub audio: bool,
    /// Whether the camera is on.
    pub video: bool,
    /// The `context.user.id` of the token: the same on every entry of one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Came by the client's link; a name alone could be anybody's.
    #[serde(default, skip_serializing_if = "is_false")]
    pub client: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde takes")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A STUN or TURN server in the shape `RTCPeerConnection` takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    pub urls: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

/// Why a call is over for everyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// A moderator ended it.
    Moderator,
    /// Its window closed or it was cancelled.
    Closed,
}

/// Why an `enter` or a later frame was refused; the socket closes with the code of the same name in [`close`]
/// unless the text says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalFault {
    BadFrame,
    TokenRefused,
    /// Staff took this person out, or did not let them in; closes with [`close::KICKED`].
    Removed,
    /// The same person has come in elsewhere since.
    Replaced,
    Full,
    Ended,
    TooMany,
    Unavailable,
    /// Only a moderator may do that. The socket stays open.
    NotModerator,
    /// The addressee has left. The socket stays open.
    NoSuchParticipant,
}

/// What a browser sends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// The first frame. `resume` is the one of an earlier `welcome`: it keeps the participant's id over a lost
    /// socket and counts in place of a token that has expired meanwhile.
    Enter {
        token: String,
        #[serde(default)]
        name: String,
        #[serde(default = "on")]
        audio: bool,
        #[serde(default = "on")]
        video: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resume: Option<String>,
    },
    /// A session description or an ICE candidate for one neighbour, passed on unread.
    Relay {
        to: String,
        data: serde_json::Value,
    },
    State {
        audio: bool,
        video: bool,
    },
    Ping {
        /// The tab is not shown, so that its next word may take a minute.
        #[serde(default, skip_serializing_if = "is_false")]
        hidden: bool,
    },
    // Braces, because serde refuses unknown fields in a struct variant only.
    Leave {},
    /// Ends the call for everyone; moderators only.
    End {},
    /// Takes one participant out; moderators only.
    Kick {
        id: String,
    },
}

const fn on() -> bool {
    true
}

/// What the server sends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    Welcome {
        id: String,
        /// One per filling of the room: new when the first person comes after it stood empty.
        session_id: Uuid,
        role: RoomRole,
        name: String,
        /// The others, without the one who is welcomed.
        participants: Vec<RoomParticipant>,
        ice_servers: Vec<IceServer>,
        /// To be sent in the `enter` after a lost socket; as secret as the token.
        resume: String,
    },
    Joined {
        participant: RoomParticipant,
    },
    Left {
        id: String,
    },
    Relay {
        from: String,
        data: serde_json::Value,
    },
    State {
        id: String,
        audio: bool,
        video: bool,
    },
    Role {
        id: String,
        role: RoomRole,
    },
    Ended {
        reason: EndReason,
    },
    /// To the one taken out; the others see `left`.
    Kicked {
        by: String,
    },
    Error {
        code: SignalFault,
    },
    Pong,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_have_the_documented_shape() {
        let enter: ClientFrame =
            serde_json::from_str(r#"{"type":"enter","token":"a.b.c","name":"Ana"}"#).expect("a frame");
        assert!(
            matches!(enter, ClientFrame::Enter { audio: true, video: true, resume: None, ref name, .. } if name == "Ana")
        );
        let left = serde_json::to_value(ServerFrame::Left { id: "0badf00d".into() }).expect("json");
        assert_eq!(left, serde_json::json!({"type": "left", "id": "0badf00d"}));
        let error =
            serde_json::to_value(ServerFrame::Error { code: SignalFault::NotModerator }).expect("json");
        assert_eq!(error, serde_json::json!({"type": "error", "code": "not_moderator"}));
        assert_eq!(
            serde_json::to_value(ClientFrame::Ping { hidden: false }).expect("json"),
            serde_json::json!({"type": "ping"})
        );
        let ping: ClientFrame = serde_json::from_str(r#"{"type":"ping","hidden":true}"#).expect("a frame");
        assert!(matches!(ping, ClientFrame::Ping { hidden: true }));
    }

    #[test]
    fn unknown_frames_and_fields_are_refused() {
        for text in
            [r#"{"type":"sing"}"#, r#"{"type":"state","audio":true}"#, r#"{"type":"leave","x":1}"#, "[]", "7"]
        {
            assert!(serde_json::from_str::<ClientFrame>(text).is_err(), "{text}");
        }
    }
}
