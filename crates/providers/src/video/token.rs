//! Room tokens in Jitsi's shape: HS256, one room, one person, for a while.
//!
//! Claims as `lib-jitsi-meet/doc/tokens.md` and `mod_auth_token` require them. The content of `context.user` is
//! shown to everyone in the room, so that there is no e-mail in it.

use crate::secret::Secret;
use chrono::{DateTime, TimeDelta, Utc};
use delivery::video::{MintError, RoomName, RoomPerson, RoomRole};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// How long a token opens the door of our own room. It is minted on admission; the call itself may be longer.
pub const VALID_FOR: TimeDelta = TimeDelta::minutes(10);
/// Prosody allows no leeway, and its clock may be behind ours.
const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(10);
const AUDIENCE: &str = "jitsi";
/// Of tokens by which a server asks us; those of people open rooms and nothing else.
const SERVER_AUDIENCE: &str = "liaison-rooms";
/// How long such a token may live at most.
const SERVER_TOKEN: TimeDelta = TimeDelta::minutes(5);
const RECORDING: &str = "recording";
/// What a server may decide by the token; only recording is ever granted.
const FEATURES: [&str; 5] =
    [RECORDING, "livestreaming", "transcription", "outbound-call", "sip-outbound-call"];

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    pub aud: String,
    pub iss: String,
    pub sub: String,
    pub room: String,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    pub context: Context,
    /// The session of the bearer; in tokens for our own room alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Context {
    pub user: User,
    /// All named, because a feature that is left out is decided by being moderator.
    #[serde(default)]
    pub features: BTreeMap<String, bool>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    pub id: String,
    pub name: String,
    pub moderator: bool,
}

/// Who signs, and for whom.
#[derive(Clone, Debug)]
pub struct Signer {
    pub issuer: String,
    pub subject: String,
    pub secret: Secret,
}

impl Signer {
    /// A token for one person and one room, good until `expires_at`.
    pub fn sign(
        &self,
        room: &RoomName,
        person: &RoomPerson,
        role: RoomRole,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<String, MintError> {
        let claims = Claims {
            aud: AUDIENCE.to_owned(),
            iss: self.issuer.clone(),
            sub: self.subject.clone(),
            room: room.as_str().to_owned(),
            iat: now.timestamp(),
            nbf: (now - CLOCK_SKEW).timestamp(),
            exp: expires_at.timestamp(),
            context: Context {
                user: User {
                    id: person.id.clone(),
                    name: person.name.clone(),
                    moderator: matches!(role, RoomRole::Host { .. }),
                },
                features: FEATURES
                    .iter()
                    .map(|name| ((*name).to_owned(), *name == RECORDING && may_record(role)))
                    .collect(),
            },
            sid: person.session.clone(),
        };
        let key = EncodingKey::from_secret(self.secret.expose().as_bytes());
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
            .map_err(|error| MintError(error.to_string()))
    }

    /// The claims of a token that this signer made, still valid at `now`; `None` for every other text.
    pub fn verify(&self, jwt: &str, now: DateTime<Utc>) -> Option<Claims> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[&self.issuer]);
        rules.sub = Some(self.subject.clone());
        rules.set_required_spec_claims(&["aud", "iss", "sub", "exp", "nbf"]);
        // The library would ask the machine's clock; the two are compared with `now` below.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let key = DecodingKey::from_secret(self.secret.expose().as_bytes());
        let claims = jsonwebtoken::decode::<Claims>(jwt, &key, &rules).ok()?.claims;
        let now = now.timestamp();
        (claims.nbf <= now && now < claims.exp).then_some(claims)
    }

    /// Whether the server that shares the secret made `jwt` a moment ago, to ask us something.
    pub fn is_server(&self, jwt: &str, now: DateTime<Utc>) -> bool {
        #[derive(Deserialize)]
        struct Asks {
            iat: i64,
            exp: i64,
        }
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[SERVER_AUDIENCE]);
        rules.set_issuer(&[&self.issuer]);
        rules.set_required_spec_claims(&["aud", "iss", "exp"]);
        rules.validate_exp = false;
        let key = DecodingKey::from_secret(self.secret.expose().as_bytes());
        let Ok(token) = jsonwebtoken::decode::<Asks>(jwt, &key, &rules) else { return false };
        let Asks { iat, exp } = token.claims;
        let (now, longest) = (now.timestamp(), SERVER_TOKEN.num_seconds());
        // Its clock may differ from ours by as much as its tokens live.
        exp.checked_sub(iat).is_some_and(|life| (0..=longest).contains(&life))
            && now.abs_diff(iat) <= longest.unsigned_abs()
    }
}

/// `configOverwrite` for a call of a practice: our own page has tested the devices and asked the name, nobody is
/// invited from inside, nothing is recorded by a browser or streamed, and no third party is asked for anything.
pub fn room_config(role: RoomRole) -> serde_json::Value {
    let mut toolbar = vec![
        "microphone",
        "camera",
        // The other camera of a phone.
        "toggle-camera",
        "desktop",
        "chat",
        "raisehand",
        "tileview",
        "select-background",
        "settings",
    ];
    if may_record(role) {
        toolbar.push(RECORDING);
    }
    json!({
        "prejoinConfig": { "enabled": false },
        "disableDeepLinking": true,
        "disableInviteFunctions": true,
        "disableThirdPartyRequests": true,
        "doNotStoreRoom": true,
        "readOnlyName": true,
        "gravatar": { "disabled": true },
        "remoteVideoMenu": {
            "disableKick": !matches!(role, RoomRole::Host { .. }),
            "disableGrantModerator": true,
        },
        "recordingService": { "enabled": may_record(role) },
        "localRecording": { "disable": true },
        "liveStreaming": { "enabled": false },
        "toolbarButtons": toolbar,
    })
}

fn may_record(role: RoomRole) -> bool {
    matches!(role, RoomRole::Host { may_record: true })
}

#[cfg(test)]
mod tests;
