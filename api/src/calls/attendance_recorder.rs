//! The record of who was in a call, kept by the built-in room.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::calls::JoinMargins;
use domain::clock::Clock;
use domain::{CallId, GuestId, UserId};
use storage::calls::{Arrival, Attendee, LEASE};
use storage::{Store, StoreError};
use uuid::Uuid;
use wire::signaling::EndReason;

use super::attendance_log::{AttendanceLog, Departure, NotWritten, Participation, ParticipationKey};

/// Writes what the room reports into the call's record.
pub struct AttendanceRecorder {
    store: Store,
    clock: Arc<dyn Clock>,
    margins: JoinMargins,
}

impl AttendanceRecorder {
    pub fn new(store: Store, clock: Arc<dyn Clock>, margins: JoinMargins) -> Self {
        Self { store, clock, margins }
    }
}

/// What a room token calls a person: stable within the call, and neither name nor address.
pub fn token_id(who: Attendee) -> String {
    match who {
        Attendee::User(id) => format!("u-{}", id.as_uuid().simple()),
        Attendee::Guest(id) => format!("g-{}", id.as_uuid().simple()),
    }
}

/// Whom a room token's person is.
pub fn attendee(token_id: &str) -> Option<Attendee> {
    let (kind, id) = token_id.split_once('-')?;
    let id = Uuid::parse_str(id).ok()?;
    match kind {
        "u" => Some(Attendee::User(UserId::new(id))),
        "g" => Some(Attendee::Guest(GuestId::new(id))),
        _ => None,
    }
}

fn stay_name(key: &ParticipationKey) -> String {
    format!("{}/{}", key.session.simple(), key.participant)
}

#[async_trait]
impl AttendanceLog for AttendanceRecorder {
    async fn entered(&self, stay: &Participation, at: DateTime<Utc>) -> Result<(), NotWritten> {
        let Some(who) = attendee(&stay.user_id) else { return Ok(()) };
        let call = stay.key.call;
        let (name, stay) = (stay.name.clone(), stay_name(&stay.key));
        let arrival = Arrival { call, who, name, stay, source: "room", lease: LEASE, at };
        settle(call, self.store.write(async move |tx| tx.record_join(arrival).await).await)?;
        Ok(())
    }

    async fn renew(&self, stays: &[ParticipationKey], at: DateTime<Utc>) -> Result<(), NotWritten> {
        let Some(call) = stays.first().map(|key| key.call) else { return Ok(()) };
        let stays: Vec<_> = stays.iter().map(|key| (key.call, stay_name(key))).collect();
        let written = self
            .store
            .write(async move |tx| {
                for (call, name) in stays {
                    tx.renew_attendance(call, &[name], LEASE, at).await?;
                }
                Ok(())
            })
            .await;
        settle(call, written)
    }

    async fn left(
        &self,
        stay: &ParticipationKey,
        _: Departure,
        _: usize,
        at: DateTime<Utc>,
    ) -> Result<(), NotWritten> {
        let (call, name) = (stay.call, stay_name(stay));
        settle(call, self.store.write(async move |tx| tx.record_leave(call, &name, at).await).await)?;
        Ok(())
    }

    async fn removed(
        &self,
        call: CallId,
        user_id: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<(), NotWritten> {
        let Some(who) = attendee(user_id) else { return Ok(()) };
        let by = colleague(by);
        let written = self.store.write(async move |tx| tx.remove_from_call(call, who, by, at).await).await;
        settle(call, written)?;
        Ok(())
    }

    async fn ended(
        &self,
        call: CallId,
        _: EndReason,
        by: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<(), NotWritten> {
        let by = by.and_then(colleague);
        let ended = match self.store.call_of_link(call).await {
            Ok(row) => {
                let at = at.max(row.actual_start.unwrap_or(at)).min(self.clock.now());
                let margins = self.margins;
                self.store
                    .write(async move |tx| {
                        tx.practice(row.practice_id).calls().end(call, by, margins, at).await
                    })
                    .await
            }
            Err(error) => Err(error),
        };
        settle(call, ended.map(drop))?;
        Ok(())
    }
}

fn colleague(token_id: &str) -> Option<UserId> {
    match attendee(token_id)? {
        Attendee::User(id) => Some(id),
        Attendee::Guest(_) => None,
    }
}

/// What the database refuses will be refused again: a call that is over takes nobody. Whatever else failed is tried
/// again, and the room goes on meanwhile.
fn settle(call: CallId, written: storage::Result<()>) -> Result<(), NotWritten> {
    match written {
        Ok(()) => Ok(()),
        Err(StoreError::Refused(why)) => {
            tracing::debug!(%call, %why, "the record of a call takes this no more");
            Ok(())
        }
        Err(error @ (StoreError::NotFound | StoreError::Conflict(_) | StoreError::Corrupt(_))) => {
            tracing::error!(%call, %error, "the record of a call cannot be written");
            Ok(())
        }
        Err(error) => {
            tracing::warn!(%call, %error, "the record of a call was not written and is tried again");
            Err(NotWritten)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_one_person() {
        let id = Uuid::from_u128(7);
        for who in [Attendee::User(UserId::new(id)), Attendee::Guest(GuestId::new(id))] {
            assert_eq!(attendee(&token_id(who)), Some(who));
        }
        for text in ["", "u", "x-00000000000000000000000000000007", "u-7"] {
            assert_eq!(attendee(text), None, "{text}");
        }
    }
}
