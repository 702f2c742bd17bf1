//! Whose a text from outside is, and who hears of it.
//!
//! A conversation is one outside number against one of the practice's, apart from any applicant: families share
//! phones. A text is filed under one applicant or under none; it is never copied to several.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{ApplicantId, UserId, phone::PhoneNumber, text};

/// The longest name of a sender that is kept, in characters: the width of its column.
pub const MAX_SENDER: usize = 40;

/// Who sent it, as the carrier tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    Number(PhoneNumber),
    /// A short code, a name, or an address of another network, which no applicant has.
    Other(String),
    /// The carrier did not say.
    Unknown,
}

impl Sender {
    /// Reads what a carrier gave, whatever it is: nothing is refused, because the text behind it would be lost. A name
    /// that is too long is cut.
    pub fn of(given: &str) -> Self {
        if let Some(number) = PhoneNumber::received(given).or_else(|| PhoneNumber::parse(given).ok()) {
            return Self::Number(number);
        }
        let name = text::one_line(given);
        let long = name.chars().count() > MAX_SENDER;
        let kept: String = name.chars().take(if long { MAX_SENDER - 1 } else { MAX_SENDER }).collect();
        match (kept.is_empty(), long) {
            (true, _) => Self::Unknown,
            (false, true) => Self::Other(format!("{kept}…")),
            (false, false) => Self::Other(kept),
        }
    }

    /// As a conversation keeps it; empty where nobody is known.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Number(number) => number.as_str(),
            Self::Other(name) => name,
            Self::Unknown => "",
        }
    }

    /// Every way in which networks write it; none where nobody is known, because two who are not known are not the
    /// same one.
    pub fn forms(&self) -> Vec<String> {
        match self {
            Self::Number(number) => number.equivalents().into_iter().map(PhoneNumber::into_string).collect(),
            Self::Other(name) => vec![name.clone()],
            Self::Unknown => Vec::new(),
        }
    }
}

/// Text as a provider gave it, made fit for every database: no control characters but line ends, and not longer than
/// it may be.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ProviderText(String);

impl ProviderText {
    /// Several lines, of at most `limit` characters; what is beyond is cut.
    pub fn lines(given: &str, limit: usize) -> Self {
        Self(text::many_lines(given).chars().take(limit).collect())
    }

    /// One line.
    pub fn line(given: &str, limit: usize) -> Self {
        Self(text::one_line(given).chars().take(limit).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::fmt::Debug for ProviderText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProviderText({} characters)", self.0.chars().count())
    }
}

/// What was decided about an incoming text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// Filed on this applicant's record.
    Linked(ApplicantId),
    /// Several have this number: a person chooses. The ones written to most recently come first.
    Ask(Vec<ApplicantId>),
    /// Nobody has this number; it can be linked by hand.
    Unknown,
}

/// How far back an outgoing text counts as what the incoming one answers.
pub const ANSWER_WINDOW: TimeDelta = TimeDelta::days(7);

/// Whose an incoming text is.
///
/// `candidates` are the applicants who have the sender's number, in any of its equivalent forms; `written_to`
/// says when each applicant was last written to in this conversation. One candidate: that one. Several: the
/// only one written to within `window`, because it reads as the answer; otherwise a person is asked.
pub fn owner(
    candidates: &[ApplicantId],
    written_to: &[(ApplicantId, DateTime<Utc>)],
    now: DateTime<Utc>,
    window: TimeDelta,
) -> Owner {
    let last_written = |applicant: ApplicantId| {
        written_to.iter().filter(|(to, _)| *to == applicant).map(|(_, at)| *at).max()
    };
    let mut known: Vec<(ApplicantId, Option<DateTime<Utc>>)> = Vec::new();
    for &applicant in candidates {
        if known.iter().all(|(other, _)| *other != applicant) {
            known.push((applicant, last_written(applicant)));
        }
    }
    // Stable: those never written to keep the caller's order.
    known.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    let recent = known.iter().filter(|(_, at)| at.is_some_and(|at| now - at <= window)).count();
    match known.as_slice() {
        [] => Owner::Unknown,
        [(only, _)] => Owner::Linked(*only),
        [(latest, _), ..] if recent == 1 => Owner::Linked(*latest),
        several => Owner::Ask(several.iter().map(|(applicant, _)| *applicant).collect()),
    }
}

/// Who is notified of an incoming text: the consultants responsible for the cases it may concern; where none
/// is, the one who last wrote to that number; else everyone who may send texts. `is_active` leaves out people
/// who have left; nobody is listed twice.
pub fn recipients(
    responsible: &[UserId],
    last_writer: Option<UserId>,
    permitted: &[UserId],
    is_active: impl Fn(UserId) -> bool,
) -> Vec<UserId> {
    let active = |users: &[UserId]| {
        let mut active: Vec<UserId> = Vec::new();
        for &user in users {
            if is_active(user) && !active.contains(&user) {
                active.push(user);
            }
        }
        active
    };
    [active(responsible), active(last_writer.as_slice()), active(permitted)]
        .into_iter()
        .find(|users| !users.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn applicant(id: u128) -> ApplicantId {
        ApplicantId::new(Uuid::from_u128(id))
    }

    fn user(id: u128) -> UserId {
        UserId::new(Uuid::from_u128(id))
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    /// `written` are applicants and the days since they were written to.
    fn check(candidates: &[u128], written: &[(u128, i64)], expected: &Owner) {
        let candidates: Vec<ApplicantId> = candidates.iter().copied().map(applicant).collect();
        let written: Vec<(ApplicantId, DateTime<Utc>)> =
            written.iter().map(|&(id, days)| (applicant(id), now() - TimeDelta::days(days))).collect();
        assert_eq!(owner(&candidates, &written, now(), ANSWER_WINDOW), *expected);
    }

    #[test]
    fn a_known_number_is_its_applicant_and_an_unknown_one_nobody_s18() {
        check(&[1], &[], &Owner::Linked(applicant(1)));
        check(&[1, 1], &[], &Owner::Linked(applicant(1)));
        check(&[], &[], &Owner::Unknown);
        check(&[], &[(1, 0)], &Owner::Unknown);
    }

    #[test]
    fn a_shared_number_asks_unless_one_of_them_was_just_written_to_s18() {
        let ask = |ids: &[u128]| Owner::Ask(ids.iter().copied().map(applicant).collect());
        check(&[1, 2], &[], &ask(&[1, 2]));
        check(&[1, 2], &[(2, 3)], &Owner::Linked(applicant(2)));
        check(&[1, 2], &[(2, 7)], &Owner::Linked(applicant(2)));
        check(&[1, 2], &[(2, 8)], &ask(&[2, 1]));
        check(&[1, 2, 3], &[(2, 3), (3, 1)], &ask(&[3, 2, 1]));
        check(&[1, 2], &[(2, 3), (1, 30)], &Owner::Linked(applicant(2)));
        check(&[1, 2], &[(2, 30), (2, 1)], &Owner::Linked(applicant(2)));
        check(&[1, 2], &[(9, 0)], &ask(&[1, 2]));
    }

    #[test]
    fn the_responsible_hear_first_then_the_last_writer_then_everyone_s19() {
        let all = |_| true;
        let permitted = [user(7), user(8)];
        assert_eq!(recipients(&[user(1)], Some(user(2)), &permitted, all), [user(1)]);
        assert_eq!(recipients(&[user(1), user(3), user(1)], None, &permitted, all), [user(1), user(3)]);
        assert_eq!(recipients(&[], Some(user(2)), &permitted, all), [user(2)]);
        assert_eq!(recipients(&[], None, &permitted, all), permitted);
        assert_eq!(recipients(&[user(1)], Some(user(2)), &permitted, |id| id != user(1)), [user(2)]);
        assert_eq!(recipients(&[user(1)], Some(user(2)), &permitted, |id| id == user(8)), [user(8)]);
    }

    #[test]
    fn a_sender_without_a_number_is_kept_as_it_came() {
        assert_eq!(Sender::of("+15145550123"), Sender::Number(PhoneNumber::parse("+15145550123").unwrap()));
        for given in ["SUPPORT", "68849", "+1", "whatsapp:+15145550123", &"x".repeat(40)] {
            assert_eq!(Sender::of(given), Sender::Other(given.to_owned()));
        }
        for given in ["", " ", "\0", "\u{200b}"] {
            assert_eq!(Sender::of(given), Sender::Unknown, "{given:?}");
        }
        assert_eq!(Sender::of("A\0B\nC"), Sender::Other("AB C".to_owned()));
        let Sender::Other(cut) = Sender::of(&"é".repeat(60)) else { panic!("a name") };
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (MAX_SENDER, true));
    }

    #[test]
    fn a_number_that_texts_us_is_one_whatever_the_plans_say() {
        for given in ["+11145550123", "+5218112345678", "+18445550123", "+442079460958"] {
            assert_eq!(Sender::of(given), Sender::Number(PhoneNumber::received(given).unwrap()));
        }
    }

    #[test]
    fn a_providers_text_is_fit_for_every_database() {
        let lines = |given: &str| ProviderText::lines(given, 8).into_string();
        assert_eq!(lines("a\0b\r\nc\u{1b}"), "ab\nc");
        assert_eq!(lines("123456789"), "12345678");
        assert_eq!(ProviderText::line("SM\0 1\n", 8).as_str(), "SM 1");
    }

    proptest! {
        #[test]
        fn a_text_is_filed_only_with_someone_who_has_the_number(
            candidates in proptest::collection::vec(0_u128..4, 0..5),
            written in proptest::collection::vec((0_u128..4, 0_i64..20), 0..5),
        ) {
            let candidates: Vec<ApplicantId> = candidates.into_iter().map(applicant).collect();
            let written: Vec<_> = written.into_iter().map(|(id, days)| (applicant(id), now() - TimeDelta::days(days))).collect();
            match owner(&candidates, &written, now(), ANSWER_WINDOW) {
                Owner::Linked(one) => prop_assert!(candidates.contains(&one)),
                Owner::Ask(several) => {
                    prop_assert!(several.len() > 1 && several.iter().all(|one| candidates.contains(one)));
                }
                Owner::Unknown => prop_assert!(candidates.is_empty()),
            }
        }
    }
}
