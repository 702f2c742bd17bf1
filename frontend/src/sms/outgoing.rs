//! A text that is being written, and what was tried to send of it: kept together on this device, so that a text whose
//! answer was lost is the same text after a reload.

use client::json;
use domain::phone::PhoneNumber;
use domain::{ApplicantId, CaseId};
use serde::{Deserialize, Serialize};
use wire::sms::NewSms;

/// So many different texts of one draft are remembered; the oldest goes first.
const MOST_TRIED: usize = 8;

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    pub text: String,
    /// To whom, where that was chosen by the one who writes.
    #[serde(default)]
    pub to: Option<Chosen>,
    /// About whom and which case, where that was chosen.
    #[serde(default)]
    pub about: Option<About>,
    #[serde(default)]
    tried: Vec<Tried>,
}

/// A recipient that was looked for and found, or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    pub number: String,
    #[serde(default)]
    pub applicant: Option<ApplicantId>,
    #[serde(default)]
    pub name: String,
}

/// Whose record a text goes on, and which case it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    #[serde(default)]
    pub applicant: Option<ApplicantId>,
    #[serde(default)]
    pub case: Option<CaseId>,
}

/// A request as it was sent, and its key: the same key again makes nothing twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    pub key: String,
    pub request: NewSms,
}

impl Outgoing {
    /// What was kept; a mere text is one of before keys were kept with it.
    pub fn read(kept: &str) -> Self {
        json::read(kept).unwrap_or_else(|_| Self { text: kept.to_owned(), ..Self::default() })
    }

    /// To be kept; empty once there is nothing to keep.
    pub fn write(&self) -> String {
        if self.text.is_empty() { String::new() } else { json::write(self).unwrap_or_default() }
    }

    /// What to send when `wanted` is to be sent. Tried before, it is the request of that time under its key, even where
    /// the page has learnt meanwhile whose number it is: only what a person changes makes another text.
    pub fn attempt(&mut self, wanted: NewSms, new_key: impl FnOnce() -> String) -> Tried {
        if let Some(before) = self.tried.iter_mut().find(|tried| is_same(&tried.request, &wanted)) {
            // That the number is right is said after a refusal, of the same text.
            before.request.number_confirmed |= wanted.number_confirmed;
            return before.clone();
        }
        let tried = Tried { key: new_key(), request: wanted };
        self.tried.push(tried.clone());
        if self.tried.len() > MOST_TRIED {
            self.tried.remove(0);
        }
        tried
    }
}

fn is_same(before: &NewSms, wanted: &NewSms) -> bool {
    let number =
        |given: &str| PhoneNumber::parse(given).map_or_else(|_| given.trim().to_owned(), String::from);
    before.body == wanted.body
        && number(&before.to) == number(&wanted.to)
        && before.case == wanted.case
        && (before.applicant == wanted.applicant || before.applicant.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn sms(to: &str, body: &str) -> NewSms {
        NewSms {
            to: to.to_owned(),
            body: body.to_owned(),
            applicant: None,
            case: None,
            number_confirmed: false,
        }
    }

    fn applicant(n: u128) -> Option<ApplicantId> {
        Some(ApplicantId::new(Uuid::from_u128(n)))
    }

    fn case(n: u128) -> Option<CaseId> {
        Some(CaseId::new(Uuid::from_u128(n)))
    }

    /// The key with which `wanted` would be sent after `before` was, with a reload between them.
    fn key_after(before: NewSms, wanted: NewSms) -> (String, NewSms) {
        let mut outgoing = Outgoing { text: before.body.clone(), ..Outgoing::default() };
        outgoing.attempt(before, || "first".to_owned());
        let mut reloaded = Outgoing::read(&outgoing.write());
        assert_eq!(reloaded, outgoing);
        let tried = reloaded.attempt(wanted, || "second".to_owned());
        (tried.key, tried.request)
    }

    #[test]
    fn the_same_text_after_a_reload_has_the_same_key() {
        let first = sms("+1 514 555 0123", "Hello");
        for again in [first.clone(), sms("+15145550123", "Hello")] {
            assert_eq!(key_after(first.clone(), again), ("first".to_owned(), first.clone()));
        }
    }

    #[test]
    fn learning_whose_number_it_is_changes_nothing() {
        let first = sms("+15145550123", "Hello");
        let learnt = NewSms { applicant: applicant(1), ..first.clone() };
        assert_eq!(key_after(first.clone(), learnt), ("first".to_owned(), first));
    }

    #[test]
    fn what_a_person_changes_is_another_text() {
        let first = NewSms { applicant: applicant(1), case: case(1), ..sms("+15145550123", "Hello") };
        for other in [
            NewSms { body: "Hello!".to_owned(), ..first.clone() },
            NewSms { to: "+15145550199".to_owned(), ..first.clone() },
            NewSms { applicant: applicant(2), ..first.clone() },
            NewSms { applicant: None, ..first.clone() },
            NewSms { case: case(2), ..first.clone() },
            NewSms { case: None, ..first.clone() },
        ] {
            assert_eq!(key_after(first.clone(), other.clone()), ("second".to_owned(), other));
        }
    }

    #[test]
    fn changed_and_changed_back_it_is_the_first_text() {
        let mut outgoing = Outgoing::default();
        let mut n = 0;
        let mut key = |text: &str| {
            n += 1;
            outgoing.attempt(sms("+15145550123", text), || n.to_string()).key
        };
        assert_eq!([key("a"), key("b"), key("a"), key("b")], ["1", "2", "1", "2"]);
    }

    #[test]
    fn vouching_for_the_number_is_the_same_text() {
        let first = sms("+442079460958", "Hello");
        let sure = NewSms { number_confirmed: true, ..first.clone() };
        assert_eq!(key_after(first, sure.clone()), ("first".to_owned(), sure));
    }

    #[test]
    fn a_mere_text_of_before_is_read_and_nothing_is_kept_of_nothing() {
        assert_eq!(Outgoing::read("Hello {").text, "Hello {");
        assert_eq!(Outgoing::read("").write(), "");
    }
}
