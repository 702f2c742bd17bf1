//! The order in which messages go out, and how far each is. No clock, no network, no storage.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{ConversationId, UserId};
use serde::{Deserialize, Serialize, Serializer};
use wire::{Code, instant};

use crate::js::clock;

/// What was written longer ago than this and is found again is not sent unasked: the talk has moved on.
const FRESH: TimeDelta = TimeDelta::hours(12);
/// In seconds.
const LONGEST_PAUSE: u64 = 30;

/// A message that the server does not have yet, as far as is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    pub nonce: String,
    /// Who wrote it: nobody else may send it.
    pub author: UserId,
    pub conversation: ConversationId,
    pub body: String,
    #[serde(serialize_with = "iso", deserialize_with = "instant::read")]
    pub at: DateTime<Utc>,
    /// A person has to say that it is still to be sent; kept over a reload.
    pub held: bool,
    #[serde(skip)]
    pub fate: SendStatus,
}

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SendStatus {
    #[default]
    Sending,
    /// It could not be sent for now, and is tried again by itself.
    Waiting(Obstacle),
    /// It is not sent unless the person says so.
    Held(Reason),
}

/// What is in the way for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The server could not be reached.
    Connection,
    /// So much was sent that the server asks for a pause.
    Pace,
    /// The server cannot take it at present.
    Server,
}

/// Why a message is not sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The server said no, and why.
    Refused(String),
    /// The author is not in the conversation any more.
    CutOff,
    /// It was left over from an earlier day.
    Old,
}

fn iso<S: Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&clock::iso(*at))
}

/// What an answer that is not a yes means for a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Passing(Obstacle),
    /// Nobody, or someone else, is signed in: it waits for its author.
    NotSignedIn,
    CutOff,
    Final,
}

impl Refusal {
    pub fn of(error: &client::Error) -> Self {
        match error {
            client::Error::Network(_) => Self::Passing(Obstacle::Connection),
            client::Error::Problem(refusal) => Self::by(refusal.problem.code),
            client::Error::Unexpected(_) => Self::Final,
        }
    }

    fn by(code: Code) -> Self {
        match code {
            Code::RateLimited => Self::Passing(Obstacle::Pace),
            Code::Unavailable => Self::Passing(Obstacle::Server),
            Code::Unauthenticated | Code::OtherPerson => Self::NotSignedIn,
            Code::NotFound => Self::CutOff,
            _ => Self::Final,
        }
    }
}

/// Messages on their way, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outbox(Vec<Pending>);

impl Outbox {
    /// Takes what an earlier visit of `me` left. What others left is none of it.
    pub fn restore(&mut self, left: impl IntoIterator<Item = Pending>, me: UserId, now: DateTime<Utc>) {
        for mut one in left.into_iter().filter(|one| one.author == me) {
            if one.held || now - one.at > FRESH {
                one.fate = SendStatus::Held(Reason::Old);
            }
            self.add(one);
        }
    }

    pub fn add(&mut self, pending: Pending) {
        if self.get(&pending.nonce).is_none() {
            let place = self.0.partition_point(|earlier| earlier.at <= pending.at);
            self.0.insert(place, pending);
        }
    }

    pub fn get(&self, nonce: &str) -> Option<&Pending> {
        self.0.iter().find(|one| one.nonce == nonce)
    }

    /// Those of one conversation.
    pub fn of(&self, conversation: ConversationId) -> Vec<Pending> {
        self.0.iter().filter(|one| one.conversation == conversation).cloned().collect()
    }

    /// The one to send now.
    pub fn next(&self) -> Option<&Pending> {
        self.0.iter().find(|one| !matches!(one.fate, SendStatus::Held(_)))
    }

    /// Takes it off.
    pub fn remove(&mut self, nonce: &str) {
        self.0.retain(|one| one.nonce != nonce);
    }

    /// Says how far a message is. Returns it when what is kept of it changed.
    pub fn set(&mut self, nonce: &str, fate: SendStatus) -> Option<&Pending> {
        let one = self.0.iter_mut().find(|one| one.nonce == nonce)?;
        let held = matches!(fate, SendStatus::Held(_));
        one.fate = fate;
        (std::mem::replace(&mut one.held, held) != held).then_some(one)
    }

    /// Holds everything that was to go to a conversation.
    pub fn cut_off(&mut self, conversation: ConversationId) -> Vec<Pending> {
        let nonces: Vec<_> = self.of(conversation).into_iter().map(|one| one.nonce).collect();
        nonces.iter().filter_map(|nonce| self.set(nonce, SendStatus::Held(Reason::CutOff)).cloned()).collect()
    }
}

/// How long to wait before sending goes on: longer after each failure, unless the server says how long.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pauses {
    failures: u32,
}

impl Pauses {
    /// It could not be sent; `asked` is for how many seconds the server wants nothing.
    pub fn failed(&mut self, asked: Option<u64>) -> Duration {
        let pause = asked.unwrap_or_else(|| 2_u64.saturating_pow(self.failures)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        Duration::from_secs(pause)
    }

    pub fn sent(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn user(n: u128) -> UserId {
        UserId::new(Uuid::from_u128(n))
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_463_600, 0).unwrap()
    }

    fn pending(nonce: &str, author: u128, room: u128, minutes_ago: i64) -> Pending {
        Pending {
            nonce: nonce.to_owned(),
            author: user(author),
            conversation: Uuid::from_u128(room).into(),
            body: nonce.to_owned(),
            at: now() - TimeDelta::minutes(minutes_ago),
            held: false,
            fate: SendStatus::Sending,
        }
    }

    fn restored(left: impl IntoIterator<Item = Pending>) -> Outbox {
        let mut outbox = Outbox::default();
        outbox.restore(left, user(1), now());
        outbox
    }

    fn next(outbox: &Outbox) -> Option<&str> {
        outbox.next().map(|one| one.nonce.as_str())
    }

    #[test]
    fn what_another_person_left_is_neither_shown_nor_sent() {
        let outbox = restored([pending("theirs", 2, 9, 1), pending("mine", 1, 9, 0)]);
        assert_eq!(next(&outbox), Some("mine"));
        assert_eq!(outbox.of(Uuid::from_u128(9).into()).len(), 1);
    }

    #[test]
    fn they_go_out_in_the_order_in_which_they_were_written() {
        let mut outbox = restored([pending("second", 1, 9, 1), pending("first", 1, 9, 2)]);
        outbox.add(pending("third", 1, 8, 0));
        outbox.add(pending("third", 1, 8, 0));
        for nonce in ["first", "second", "third"] {
            assert_eq!(next(&outbox), Some(nonce));
            outbox.remove(nonce);
        }
        assert_eq!(next(&outbox), None);
    }

    #[test]
    fn what_waits_is_next_and_what_is_held_is_not() {
        let mut outbox = restored([pending("first", 1, 9, 2), pending("second", 1, 9, 1)]);
        assert!(outbox.set("first", SendStatus::Waiting(Obstacle::Connection)).is_none(), "nothing to keep");
        assert_eq!(next(&outbox), Some("first"));
        assert!(
            outbox.set("first", SendStatus::Held(Reason::Refused("no".into()))).is_some_and(|kept| kept.held)
        );
        assert_eq!(next(&outbox), Some("second"));
        assert!(outbox.set("first", SendStatus::Sending).is_some_and(|kept| !kept.held));
        assert_eq!(next(&outbox), Some("first"));
    }

    #[test]
    fn what_was_held_or_is_old_is_not_sent_unasked_by_a_later_visit() {
        let held = Pending { held: true, ..pending("held", 1, 9, 5) };
        let outbox = restored([held, pending("old", 1, 9, 60 * 24 * 20), pending("fresh", 1, 9, 10)]);
        assert_eq!(next(&outbox), Some("fresh"));
        for nonce in ["held", "old"] {
            assert_eq!(outbox.get(nonce).unwrap().fate, SendStatus::Held(Reason::Old), "{nonce}");
        }
    }

    #[test]
    fn what_was_written_to_a_room_that_one_is_cut_off_from_is_held() {
        let mut outbox = restored([pending("there", 1, 9, 2), pending("elsewhere", 1, 8, 1)]);
        let kept = outbox.cut_off(Uuid::from_u128(9).into());
        assert_eq!(kept.len(), 1);
        assert_eq!(next(&outbox), Some("elsewhere"));
        assert_eq!(outbox.get("there").unwrap().fate, SendStatus::Held(Reason::CutOff));
    }

    #[test]
    fn each_failure_makes_the_pause_longer_until_something_is_sent() {
        let mut pauses = Pauses::default();
        for (asked, expected) in [
            (None, 1),
            (None, 2),
            (Some(7), 7),
            (None, 8),
            (None, 16),
            (None, 30),
            (None, 30),
            (Some(90), 30),
        ] {
            assert_eq!(pauses.failed(asked), Duration::from_secs(expected));
        }
        pauses.sent();
        assert_eq!(pauses.failed(None), Duration::from_secs(1));
    }

    #[test]
    fn only_a_lost_connection_is_one() {
        let lost = client::Error::Network(String::new());
        assert_eq!(Refusal::of(&lost), Refusal::Passing(Obstacle::Connection));
        for (code, expected) in [
            (Code::RateLimited, Refusal::Passing(Obstacle::Pace)),
            (Code::Unavailable, Refusal::Passing(Obstacle::Server)),
            (Code::Unauthenticated, Refusal::NotSignedIn),
            (Code::OtherPerson, Refusal::NotSignedIn),
            (Code::NotFound, Refusal::CutOff),
            (Code::Invalid, Refusal::Final),
            (Code::Internal, Refusal::Final),
        ] {
            assert_eq!(Refusal::by(code), expected, "{code}");
        }
    }
}
