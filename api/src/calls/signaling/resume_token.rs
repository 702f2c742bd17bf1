//! The return ticket: lets a browser that lost its socket keep its place, after its room token has expired and
//! even after the server was started again.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use domain::calls::Attendant;
use domain::{CallId, SessionId};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;
use wire::signaling::RoomRole;

use crate::calls::attendance_log::{Admission, ParticipationKey};

/// A call is not expected to last longer.
pub const LIFETIME: TimeDelta = TimeDelta::hours(6);

/// Signs and reads return tickets. The key serves no other purpose.
#[derive(Clone)]
pub struct ResumeTokens {
    key: Hmac<Sha256>,
}

#[derive(Serialize, Deserialize)]
struct Ticket {
    call: CallId,
    filling: Uuid,
    id: String,
    user: String,
    name: String,
    role: RoomRole,
    /// Of a colleague: the ticket ends with it.
    #[serde(default)]
    session: Option<SessionId>,
    expires: i64,
}

impl ResumeTokens {
    /// `key` is derived from the deployment's under a label of its own.
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            key: Hmac::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes a key of any length")),
        }
    }

    /// For one stay and what the token of the participant had said.
    pub fn issue(&self, stay: &ParticipationKey, admission: &Admission, now: DateTime<Utc>) -> String {
        let ticket = Ticket {
            call: stay.call,
            filling: stay.session,
            id: stay.participant.clone(),
            user: admission.user_id.clone(),
            name: admission.name.clone(),
            role: admission.role,
            session: admission.session,
            expires: (now + LIFETIME).timestamp(),
        };
        let Ok(json) = serde_json::to_vec(&ticket) else { return String::new() };
        let body = URL_SAFE_NO_PAD.encode(json);
        let mac = self.key.clone().chain_update(body.as_bytes()).finalize().into_bytes();
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    /// The stay that goes on and what the token had said; nothing when the ticket is not for `call` at `now`. Whether its
    /// bearer may still come in is for the door to say.
    pub fn read(
        &self,
        ticket: &str,
        call: CallId,
        now: DateTime<Utc>,
    ) -> Option<(ParticipationKey, Admission)> {
        let (body, mac) = ticket.split_once('.')?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        self.key.clone().chain_update(body.as_bytes()).verify_slice(&mac).ok()?;
        let ticket: Ticket = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
        let valid = ticket.call == call && ticket.expires > now.timestamp();
        let Ticket { filling, id: participant, user: user_id, name, role, session, .. } = ticket;
        // As what one comes in is not the ticket's to say.
        let attendant = Attendant::Client;
        let admission = Admission { user_id, name, role, attendant, session };
        valid.then_some((ParticipationKey { call, session: filling, participant }, admission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay() -> ParticipationKey {
        let (call, session) = (CallId::new(Uuid::now_v7()), Uuid::now_v7());
        ParticipationKey { call, session, participant: "0badf00d".into() }
    }

    fn admission(user_id: &str, role: RoomRole) -> Admission {
        let session = Some(SessionId::new(Uuid::from_u128(9)));
        Admission { user_id: user_id.into(), name: "Ana".into(), role, attendant: Attendant::Client, session }
    }

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_000_000, 0).unwrap()
    }

    #[test]
    fn a_ticket_is_good_for_its_call_and_time_only() {
        let office = ResumeTokens::new(&[7; 32]);
        let stay = stay();
        let call = stay.call;
        let ana = admission("u1", RoomRole::Moderator);
        let ticket = office.issue(&stay, &ana, start());
        assert_eq!(office.read(&ticket, call, start()), Some((stay, ana)));
        assert_eq!(office.read(&ticket, CallId::new(Uuid::now_v7()), start()), None);
        assert_eq!(office.read(&ticket, call, start() + LIFETIME), None);
        let other = ResumeTokens::new(&[8; 32]);
        assert_eq!(other.read(&ticket, call, start()), None);
    }

    #[test]
    fn a_changed_ticket_is_nothing() {
        let office = ResumeTokens::new(&[7; 32]);
        let stay = stay();
        let call = stay.call;
        let guest = admission("u2", RoomRole::Participant);
        let ticket = office.issue(&stay, &guest, start());
        let (body, mac) = ticket.split_once('.').unwrap();
        let json = String::from_utf8(URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
        let forged = URL_SAFE_NO_PAD.encode(json.replace("participant", "moderator"));
        for text in ["", ".", "a.b", body, &format!("{forged}.{mac}"), &format!("{body}.{}", &mac[1..])] {
            assert_eq!(office.read(text, call, start()), None, "{text}");
        }
    }
}
