//! Typed identifiers: a `CaseId` cannot be passed where an `ApplicantId` is meant.
//!
//! An id is a UUID (version 7, made by the server). Nothing is ordered by it: order, cursors and read markers
//! use sequence numbers allocated while writing.

use std::fmt;

use serde::de::{Deserializer, Visitor};
use uuid::Uuid;

/// As uuid's own reader but for the words of its errors, which quote what was sent and where it goes wrong: a tenth of
/// a clients' page for what no client reads.
fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Uuid, D::Error> {
    struct Text;

    impl Visitor<'_> for Text {
        type Value = Uuid;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a UUID")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Uuid, E> {
            Uuid::try_parse(text).map_err(|_| E::custom("not a UUID"))
        }
    }

    from.deserialize_str(Text)
}

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident ),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        #[cfg_attr(feature = "sea-orm", derive(sea_orm::DeriveValueType))]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = Uuid))]
        pub struct $name(#[serde(deserialize_with = "read")] Uuid);

        impl $name {
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        /// Every id may be a part of what happened.
        impl crate::fields::Field for $name {
            fn from_value(value: crate::fields::Value) -> Option<Self> {
                value.uuid().map(Self::new)
            }

            fn example() -> Self {
                Self::new(crate::fields::EXAMPLE)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(given: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(given).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        /// SeaORM asks this of every primary key; only keys the database counts up can answer.
        #[cfg(feature = "sea-orm")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+ };
}

ids! {
    PracticeId,
    UserId,
    /// A signed-in browser of a user.
    SessionId,
    ApplicantId,
    CaseId,
    /// One phone number on an applicant's record; the same number may be on several records.
    PhoneId,
    EmailId,
    CommentId,
    /// A chat room or a direct message.
    ConversationId,
    MessageId,
    /// One outside number against one of the practice's numbers.
    SmsThreadId,
    SmsMessageId,
    CallId,
    /// A client in a call, who has no account.
    GuestId,
    /// One stay of one person in one call.
    AttendanceId,
    MailId,
    NotificationId,
    OutboxId,
    /// A single-use token: an invitation or a password reset.
    TokenId,
    FileId,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "018f2c1e-7a3b-7c4d-8e5f-0123456789ab";

    #[test]
    fn an_id_reads_and_shows_as_its_uuid() {
        let id: CaseId = TEXT.parse().unwrap();
        assert_eq!(id.to_string(), TEXT);
        assert_eq!(format!("{id:?}"), format!("CaseId({TEXT})"));
        assert_eq!(CaseId::from_uuid(id.as_uuid()), id);
        assert!("CAS118".parse::<CaseId>().is_err());
    }

    #[test]
    fn an_id_is_a_plain_string_in_json() {
        let id: UserId = serde_json::from_str(&format!("\"{TEXT}\"")).unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{TEXT}\""));
        assert!(serde_json::from_str::<UserId>("7").is_err());
    }
}
