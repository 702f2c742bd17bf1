//! Chat inside the practice: what is written, what rooms are called, and who makes a direct message.

use crate::{
    UserId,
    string_enum::string_enum,
    text::{TextError, bounded, many_lines, one_line, short_enough, text},
};

pub use crate::folio::folios_in;

string_enum! {
    /// What a conversation is: there are these two kinds and no third.
    "kind of conversation": ConversationKind {
        /// A group around a team, a specialty or a project.
        Room = "room",
        /// Two colleagues.
        Direct = "dm",
    }
}

string_enum! {
    /// What someone may do in a room besides taking part.
    "role in a room": MemberRole {
        /// Renames it and takes people out.
        Owner = "owner",
        Member = "member",
    }
}

text! {
    /// 1 to 8,000 characters that show something. Line ends are `\n`; blank lines around the text and control
    /// characters are dropped.
    MessageBody, error = TextError, parse = |given| {
        let text = many_lines(given);
        bounded(text.trim_start_matches('\n').trim_end().to_owned(), 8_000)
    }
}

text! {
    /// What a room is called: 1 to 80 characters on one line.
    RoomName, error = TextError, parse = |given| bounded(one_line(given), 80)
}

text! {
    /// What a room is for: up to 250 characters on one line, or nothing.
    Topic, error = TextError, parse = |given| short_enough(one_line(given), 250)
}

/// The two people of a direct message, in an order that does not depend on who began: the same pair is always
/// the same conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DmKey {
    first: UserId,
    second: UserId,
}

impl DmKey {
    /// `None` for one person: nobody has a direct message with themselves.
    pub fn of(one: UserId, other: UserId) -> Option<Self> {
        match one.cmp(&other) {
            std::cmp::Ordering::Less => Some(Self { first: one, second: other }),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Self { first: other, second: one }),
        }
    }

    pub const fn users(self) -> (UserId, UserId) {
        (self.first, self.second)
    }

    /// The colleague a user sees in this conversation; `None` for an outsider.
    pub fn other(self, user: UserId) -> Option<UserId> {
        if user == self.first {
            Some(self.second)
        } else if user == self.second {
            Some(self.first)
        } else {
            None
        }
    }
}

/// The unique key a conversation is stored under.
impl std::fmt::Display for DmKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.first, self.second)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn check(given: &str, expected: Result<&str, TextError>) {
        assert_eq!(
            MessageBody::parse(given).map(MessageBody::into_string),
            expected.map(str::to_owned),
            "{given:?}"
        );
    }

    #[test]
    fn a_message_keeps_its_lines_and_loses_its_control_characters() {
        check("one\r\ntwo\n\n\tthree", Ok("one\ntwo\n\n\tthree"));
        check("\n\n  indented\n\n", Ok("  indented"));
        check("a\u{0}\u{7}\u{1b}b", Ok("ab"));
        check("👩\u{200d}👩\u{200d}👧 سلام", Ok("👩\u{200d}👩\u{200d}👧 سلام"));
    }

    #[test]
    fn a_message_says_something_and_not_too_much() {
        check("", Err(TextError::Blank));
        check(" \n\t\u{a0}", Err(TextError::Blank));
        check(" \n\t\u{200b}", Err(TextError::Invisible));
        check(&"é".repeat(8_000), Ok(&"é".repeat(8_000)));
        check(&"é".repeat(8_001), Err(TextError::TooLong { limit: 8_000, given: 8_001 }));
    }

    #[test]
    fn rooms_have_a_name_and_may_have_a_topic() {
        assert_eq!(RoomName::parse(" Toronto \n team ").unwrap().as_str(), "Toronto team");
        assert_eq!(RoomName::parse(" \n "), Err(TextError::Blank));
        assert_eq!(RoomName::parse(&"a".repeat(81)), Err(TextError::TooLong { limit: 80, given: 81 }));
        assert_eq!(Topic::parse("").unwrap().as_str(), "");
        assert_eq!(Topic::parse(&"a".repeat(251)), Err(TextError::TooLong { limit: 250, given: 251 }));
    }

    #[test]
    fn a_pair_of_people_is_one_conversation_whoever_begins_c10() {
        let (ana, bob) = (UserId::new(Uuid::from_u128(1)), UserId::new(Uuid::from_u128(2)));
        let key = DmKey::of(ana, bob).unwrap();
        assert_eq!(DmKey::of(bob, ana), Some(key));
        assert_eq!(DmKey::of(bob, ana).unwrap().to_string(), key.to_string());
        assert_eq!((key.other(ana), key.other(bob)), (Some(bob), Some(ana)));
        assert_eq!(key.other(UserId::new(Uuid::from_u128(3))), None);
        assert_eq!(DmKey::of(ana, ana), None);
    }

    proptest! {
        #[test]
        fn an_accepted_message_reads_back(given in any::<String>()) {
            if let Ok(body) = MessageBody::parse(&given) {
                prop_assert_eq!(MessageBody::parse(body.as_str()), Ok(body));
            }
        }

        #[test]
        fn different_pairs_have_different_keys(ids: [u128; 4]) {
            let [a, b, c, d] = ids.map(|id| UserId::new(Uuid::from_u128(id)));
            if let (Some(one), Some(other)) = (DmKey::of(a, b), DmKey::of(c, d)) {
                prop_assert_eq!(one.to_string() == other.to_string(), (a, b) == (c, d) || (a, b) == (d, c));
            }
        }
    }
}
