//! The bell.

use chrono::{DateTime, Utc};
use domain::NotificationId;
use domain::fields::Fields;
use domain::notification::NotificationFact;
use serde::{Deserialize, Serialize};

use crate::instant;

/// A line in the bell. Who reads it words the facts: their `kind`, with the parts in `body`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "Received")]
pub struct Notification {
    pub id: NotificationId,
    #[serde(flatten)]
    pub fact: NotificationFact,
    pub created_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<DateTime<Utc>>,
}

/// As it crosses the wire: what the body holds is known once the kind is.
#[derive(Deserialize)]
struct Received {
    id: NotificationId,
    kind: String,
    body: Fields,
    #[serde(deserialize_with = "instant::read")]
    created_at: DateTime<Utc>,
    #[serde(default, deserialize_with = "instant::read_option")]
    seen_at: Option<DateTime<Utc>>,
}

impl TryFrom<Received> for Notification {
    type Error = &'static str;

    fn try_from(received: Received) -> Result<Self, Self::Error> {
        let Received { id, kind, body, created_at, seen_at } = received;
        let fact = kind.parse().ok().and_then(|kind| NotificationFact::read(kind, body));
        Ok(Self { id, fact: fact.ok_or("not a notification of the catalogue")?, created_at, seen_at })
    }
}

/// The newest notifications and how many were not seen at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(from = "ReceivedAll")]
pub struct Notifications {
    pub items: Vec<Notification>,
    pub unseen: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The ids of lines that are there and cannot be shown, because what is stored of them cannot be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
}

#[derive(Deserialize)]
struct ReceivedAll {
    items: Vec<Received>,
    unseen: u64,
    #[serde(default)]
    next_cursor: Option<String>,
    #[serde(default)]
    unreadable: Vec<String>,
}

/// A page that was loaded before the server was renewed may meet a kind that it does not know: that line cannot be shown,
/// the others can.
impl From<ReceivedAll> for Notifications {
    fn from(received: ReceivedAll) -> Self {
        let ReceivedAll { items: all, unseen, next_cursor, mut unreadable } = received;
        let mut items = Vec::with_capacity(all.len());
        for one in all {
            let id = one.id;
            match one.try_into() {
                Ok(item) => items.push(item),
                Err(_) => unreadable.push(id.to_string()),
            }
        }
        Self { items, unseen, next_cursor, unreadable }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(fact: NotificationFact) -> Notification {
        let id = NotificationId::new(uuid::Uuid::from_u128(7));
        Notification { id, fact, created_at: DateTime::UNIX_EPOCH, seen_at: None }
    }

    #[test]
    fn every_kind_reads_as_it_was_written_with_its_parts_in_a_body() {
        for fact in NotificationFact::examples() {
            let written = serde_json::to_value(line(fact.clone())).unwrap();
            assert_eq!(written["kind"], fact.kind().as_str());
            assert_eq!(written["body"]["link"], fact.link());
            assert_eq!(serde_json::from_value::<Notification>(written).unwrap(), line(fact));
        }
    }

    #[test]
    fn a_line_of_a_kind_that_is_not_known_is_named_and_leaves_the_others() {
        let known = NotificationFact::examples().remove(0);
        let mut all = serde_json::to_value(Notifications {
            items: vec![line(known.clone()), line(known.clone())],
            unseen: 2,
            next_cursor: None,
            unreadable: Vec::new(),
        })
        .unwrap();
        all["items"][0]["kind"] = "moon_landed".into();
        let read: Notifications = serde_json::from_value(all).unwrap();
        assert_eq!((read.items, read.unseen), (vec![line(known)], 2));
        assert_eq!(read.unreadable, [line(NotificationFact::examples().remove(0)).id.to_string()]);
    }
}
