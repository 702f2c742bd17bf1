//! The record of who was in a call, kept by the built-in room.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::clock::Clock;
use domain::{CallId, GuestId, UserId};
use storage::Store;
use storage::video::{Arrival, Attendee};
use uuid::Uuid;
use wire::signal::EndReason;

use super::desk::CallNews;
use super::ledger::{Departure, RoomLedger, Stay, StayKey};

/// Writes what the room reports into the call's record.
pub struct Keeper {
    store: Store,
    clock: Arc<dyn Clock>,
    news: CallNews,
}

impl Keeper {
    pub fn new(store: Store, clock: Arc<dyn Clock>, news: CallNews) -> Self {
        Self { store, clock, news }
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

fn stay_name(key: &StayKey) -> String {
    format!("{}/{}", key.session.simple(), key.participant)
}

#[async_trait]
impl RoomLedger for Keeper {
    async fn entered(&self, stay: Stay, at: DateTime<Utc>) {
        let Some(who) = attendee(&stay.user_id) else { return };
        let call = stay.key.call;
        let arrival = Arrival { call, who, name: stay.name, stay: stay_name(&stay.key), source: "room", at };
        note(call, self.store.write(async move |tx| tx.arrive(arrival).await).await);
        self.news.ring(call);
    }

    async fn alive(&self, stays: Vec<StayKey>, at: DateTime<Utc>) {
        let Some(call) = stays.first().map(|key| key.call) else { return };
        let written = self
            .store
            .write(async move |tx| {
                for key in stays {
                    tx.alive(key.call, &[stay_name(&key)], at).await?;
                }
                Ok(())
            })
            .await;
        note(call, written);
    }

    async fn left(&self, stay: StayKey, _: Departure, _: usize, at: DateTime<Utc>) {
        let (call, name) = (stay.call, stay_name(&stay));
        note(call, self.store.write(async move |tx| tx.depart(call, &name, at).await).await);
        self.news.ring(call);
    }

    async fn ended(&self, call: CallId, _: EndReason, by: Option<String>, at: DateTime<Utc>) {
        let by = by.as_deref().and_then(attendee).and_then(|who| match who {
            Attendee::User(id) => Some(id),
            Attendee::Guest(_) => None,
        });
        let ended = match self.store.call_of_link(call).await {
            Ok(row) => {
                let at = at.max(row.actual_start.unwrap_or(at)).min(self.clock.now());
                self.store.write(async move |tx| tx.end_call(row.practice_id, call, by, at).await).await
            }
            Err(error) => Err(error),
        };
        note(call, ended.map(drop));
        self.news.ring(call);
    }
}

/// The room goes on whatever becomes of its record; the log says what was not written.
fn note(call: CallId, written: storage::Result<()>) {
    if let Err(error) = written {
        tracing::error!(%call, %error, "the record of a call was not written");
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
