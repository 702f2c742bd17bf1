//! The events of the IFrame API that the application follows, read from their loosely shaped payloads.

use serde_json::Value;

/// Microphone or camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Audio,
    Video,
}

/// Someone else in the room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present {
    /// New on every join, also of the same person.
    pub id: String,
    pub name: String,
    /// The `context.user.id` of their token: the same in all their tabs.
    pub user_id: Option<String>,
    pub moderator: bool,
    pub audio_muted: bool,
    pub video_muted: bool,
}

/// Why the room says it did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomFault {
    /// Ended for everyone: the way in which every provider says so.
    Destroyed,
    /// The host has not let us through the room's own lobby yet; not an error.
    Lobby,
    /// The token is expired, forged or for another room.
    TokenRefused,
    /// The same person came in elsewhere since.
    Replaced,
    Full,
    /// The connection to the video server is lost; the room tries again by itself.
    Connection,
}

/// What happened in the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallEvent {
    /// The room's page runs. A second time: it has loaded itself again.
    Ready,
    /// The room shows a page of its own before the call.
    PrejoinShown,
    Joined {
        id: String,
        name: String,
    },
    Left,
    ReadyToClose,
    ParticipantJoined(Present),
    ParticipantLeft {
        id: String,
    },
    RoleChanged {
        id: String,
        moderator: bool,
    },
    /// The own microphone or camera.
    Muted {
        kind: Kind,
        muted: bool,
    },
    ParticipantMuted {
        id: String,
        kind: Kind,
        muted: bool,
    },
    /// The own device could not be used.
    DeviceTrouble {
        kind: Kind,
    },
    Fault(RoomFault),
    /// We were taken out.
    KickedOut,
    /// We took someone else out, with the room's own menu.
    TookOut {
        id: String,
    },
    /// We share something; `whole` when it is the whole screen.
    Sharing {
        on: bool,
        whole: bool,
    },
    DominantSpeaker {
        id: String,
    },
}

/// The names to listen for.
pub const NAMES: [&str; 17] = [
    "ready",
    "prejoinScreenLoaded",
    "videoConferenceJoined",
    "videoConferenceLeft",
    "readyToClose",
    "participantJoined",
    "participantLeft",
    "participantRoleChanged",
    "participantMuted",
    "participantKickedOut",
    "audioMuteStatusChanged",
    "videoMuteStatusChanged",
    "micError",
    "cameraError",
    "dominantSpeakerChanged",
    "errorOccurred",
    "screenSharingStatusChanged",
];

/// Reads one event; nothing when it does not concern us or lacks what it needs.
pub fn read(name: &str, data: &Value) -> Option<CallEvent> {
    let id = || text(data, "id").filter(|id| !id.is_empty());
    let muted = || data.get("muted")?.as_bool();
    Some(match name {
        "ready" => CallEvent::Ready,
        "prejoinScreenLoaded" => CallEvent::PrejoinShown,
        "videoConferenceJoined" => CallEvent::Joined { id: id()?, name: display_name(data) },
        "videoConferenceLeft" => CallEvent::Left,
        "readyToClose" => CallEvent::ReadyToClose,
        "participantJoined" => CallEvent::ParticipantJoined(Present {
            id: id()?,
            name: display_name(data),
            user_id: data.get("userContext").and_then(|user| text(user, "id")),
            ..Present::default()
        }),
        "participantLeft" => CallEvent::ParticipantLeft { id: id()? },
        "participantRoleChanged" => {
            CallEvent::RoleChanged { id: id()?, moderator: data.get("role")? == "moderator" }
        }
        "participantMuted" => CallEvent::ParticipantMuted {
            id: id()?,
            kind: if data.get("mediaType")? == "video" { Kind::Video } else { Kind::Audio },
            muted: data.get("isMuted")?.as_bool()?,
        },
        "participantKickedOut" => {
            let kicked = data.get("kicked")?;
            if is_local(kicked) {
                return Some(CallEvent::KickedOut);
            }
            let by_us = data.get("kicker").is_some_and(is_local);
            return by_us.then(|| text(kicked, "id")).flatten().map(|id| CallEvent::TookOut { id });
        }
        "screenSharingStatusChanged" => CallEvent::Sharing {
            on: data.get("on")?.as_bool()?,
            // A single window is `window`, a tab `browser`.
            whole: data.get("details").and_then(|details| text(details, "sourceType")).as_deref()
                == Some("monitor"),
        },
        "audioMuteStatusChanged" => CallEvent::Muted { kind: Kind::Audio, muted: muted()? },
        "videoMuteStatusChanged" => CallEvent::Muted { kind: Kind::Video, muted: muted()? },
        "micError" => CallEvent::DeviceTrouble { kind: Kind::Audio },
        "cameraError" => CallEvent::DeviceTrouble { kind: Kind::Video },
        "dominantSpeakerChanged" => CallEvent::DominantSpeaker { id: id()? },
        "errorOccurred" => CallEvent::Fault(fault(data.get("error").unwrap_or(data))?),
        _ => return None,
    })
}

fn is_local(person: &Value) -> bool {
    person.get("local") == Some(&Value::Bool(true)) || person.get("id").is_some_and(|id| id == "local")
}

/// The names are those of lib-jitsi-meet; a fault it does not call fatal and that is none of these mends itself.
fn fault(error: &Value) -> Option<RoomFault> {
    let name = text(error, "name").unwrap_or_default();
    Some(match name.as_str() {
        "conference.destroyed" => RoomFault::Destroyed,
        "conference.connectionError.membersOnly" => RoomFault::Lobby,
        // The built-in room alone says so.
        "conference.connectionError.notAllowed" if first_parameter(error) == Some("replaced") => {
            RoomFault::Replaced
        }
        "connection.passwordRequired"
        | "conference.connectionError.notAllowed"
        | "conference.authenticationRequired" => RoomFault::TokenRefused,
        "conference.max_users" => RoomFault::Full,
        _ if text(error, "type").as_deref() == Some("CONNECTION") => RoomFault::Connection,
        _ if error.get("isFatal") == Some(&Value::Bool(true)) => RoomFault::Connection,
        _ => return None,
    })
}

fn first_parameter(error: &Value) -> Option<&str> {
    error.get("params")?.get(0)?.as_str()
}

fn display_name(data: &Value) -> String {
    text(data, "displayName").or_else(|| text(data, "formattedDisplayName")).unwrap_or_default()
}

fn text(data: &Value, key: &str) -> Option<String> {
    data.get(key)?.as_str().map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn payloads_as_jitsi_sends_them_are_read() {
        let joined = json!({"id": "0badf00d", "displayName": "María", "formattedDisplayName": "María (me)",
            "userContext": {"id": "u1", "name": "María"}});
        let person = Present {
            id: "0badf00d".into(),
            name: "María".into(),
            user_id: Some("u1".into()),
            ..Present::default()
        };
        assert_eq!(read("participantJoined", &joined), Some(CallEvent::ParticipantJoined(person)));
        let video = json!({"id": "1", "isMuted": true, "mediaType": "video"});
        let muted = CallEvent::ParticipantMuted { id: "1".into(), kind: Kind::Video, muted: true };
        assert_eq!(read("participantMuted", &video), Some(muted));
        let mine = json!({"kicked": {"id": "local", "name": "Me", "local": true}, "kicker": {"id": "2"}});
        assert_eq!(read("participantKickedOut", &mine), Some(CallEvent::KickedOut));
        let other = json!({"kicked": {"id": "3", "name": "Bo", "local": false}, "kicker": {"id": "2"}});
        assert_eq!(read("participantKickedOut", &other), None);
        let by_us = json!({"kicked": {"id": "3", "name": "Bo"}, "kicker": {"id": "local", "local": true}});
        assert_eq!(read("participantKickedOut", &by_us), Some(CallEvent::TookOut { id: "3".into() }));
        for (source, whole) in [("monitor", true), ("window", false), ("browser", false)] {
            let sharing = json!({"on": true, "details": {"sourceType": source}});
            let expected = Some(CallEvent::Sharing { on: true, whole });
            assert_eq!(read("screenSharingStatusChanged", &sharing), expected, "{source}");
        }
    }

    #[test]
    fn errors_are_told_apart_nested_or_flat() {
        let cases = [
            (
                json!({"error": {"name": "conference.destroyed", "isFatal": false}}),
                Some(RoomFault::Destroyed),
            ),
            (json!({"name": "conference.destroyed"}), Some(RoomFault::Destroyed)),
            (json!({"error": {"name": "conference.connectionError.membersOnly"}}), Some(RoomFault::Lobby)),
            (
                json!({"error": {"name": "connection.passwordRequired", "type": "CONNECTION"}}),
                Some(RoomFault::TokenRefused),
            ),
            (
                json!({"error": {"name": "conference.connectionError.notAllowed", "params": ["replaced"]}}),
                Some(RoomFault::Replaced),
            ),
            (
                json!({"error": {"name": "conference.connectionError.notAllowed", "params": ["general", "mismatched"]}}),
                Some(RoomFault::TokenRefused),
            ),
            (json!({"error": {"type": "CONNECTION", "isFatal": true}}), Some(RoomFault::Connection)),
            (json!({"error": {"name": "conference.talk.while.muted", "isFatal": false}}), None),
        ];
        for (data, expected) in cases {
            assert_eq!(read("errorOccurred", &data), expected.map(CallEvent::Fault), "{data}");
        }
    }

    #[test]
    fn what_lacks_its_fields_is_passed_over() {
        for name in NAMES {
            let _ = read(name, &Value::Null);
        }
        assert_eq!(read("participantLeft", &json!({"id": ""})), None);
        assert_eq!(read("videoConferenceJoined", &json!({})), None);
        assert_eq!(read("mouseMove", &json!({"id": "1"})), None);
    }
}
