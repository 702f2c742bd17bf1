//! Mail to clients and colleagues: what it is for, how far it got, and what its parts may hold.

mod call;
mod fault;

pub use call::{
    CallAsTold, CallLetter, ClientKnows, Due, Obsolete, client_knows, due_letter, needless, obsolete,
};
pub use fault::MailFault;

use crate::{
    string_enum::string_enum,
    text::{TextError, bounded, many_lines, one_line, text},
};

string_enum! {
    /// What a mail is for.
    "kind of mail": MailKind {
        /// To a client, with the link of a call.
        Invitation = "invitation",
        /// A call was moved.
        Reschedule = "reschedule",
        /// A call was cancelled.
        Cancellation = "cancellation",
        /// Written by hand.
        Message = "message",
        /// Asks a new colleague in.
        StaffInvite = "staff_invite",
        /// Lets a colleague choose a new password.
        PasswordReset = "password_reset",
        /// Tells a colleague what happened to their account.
        SecurityNotice = "security_notice",
    }
}

impl MailKind {
    /// Between the program and the owner of an account. Such a mail may open the account, so that nobody but its
    /// addressee reads it.
    pub const fn is_account(self) -> bool {
        match self {
            Self::StaffInvite | Self::PasswordReset | Self::SecurityNotice => true,
            Self::Invitation | Self::Reschedule | Self::Cancellation | Self::Message => false,
        }
    }

    /// The kinds of mail about accounts.
    pub fn of_accounts() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| kind.is_account())
    }
}

string_enum! {
    /// How far a mail got.
    #[derive(Default)]
    "mail state": MailState {
        #[default]
        Queued = "queued",
        /// A server is being talked to.
        Sending = "sending",
        /// A server took it.
        Sent = "sent",
        /// No server will.
        Failed = "failed",
        /// Handed over without an answer: it may have been sent, and is not sent again by itself.
        Unknown = "unknown",
        /// Never sent: what it says was no longer so when its turn came.
        Obsolete = "obsolete",
    }
}

impl MailState {
    /// Nothing more happens to it by itself.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Sent | Self::Failed | Self::Unknown | Self::Obsolete)
    }

    /// The client has it, or may have it or get it any moment.
    pub const fn may_have_left(self) -> bool {
        matches!(self, Self::Sending | Self::Sent | Self::Unknown)
    }

    /// A person may have it sent again. Of an unknown one that means: it may arrive twice.
    pub const fn may_be_sent_again(self) -> bool {
        matches!(self, Self::Failed | Self::Unknown)
    }
}

/// Why a part of a mail is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailTextError {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("a subject is one line")]
    LineBreak,
    #[error("a placeholder in double braces was not filled in")]
    Placeholder,
}

text! {
    /// What a mail is about: 1 to 200 characters on one line, no placeholder left in it. Line ends are refused,
    /// not mended: nobody types them, and they would begin another header.
    MailSubject, error = MailTextError, parse = |given| {
        if given.contains(['\r', '\n']) {
            return Err(MailTextError::LineBreak);
        }
        let subject = bounded(one_line(given), 200)?;
        if has_placeholder(&subject) { Err(MailTextError::Placeholder) } else { Ok(subject) }
    }
}

text! {
    /// A mail's text: 1 to 20,000 characters, no placeholder left in it.
    MailText, error = MailTextError, parse = |given| {
        let body = bounded(many_lines(given).trim().to_owned(), 20_000)?;
        if has_placeholder(&body) { Err(MailTextError::Placeholder) } else { Ok(body) }
    }
}

impl MailSubject {
    /// The subject of a letter that the program puts together. What people are called, or what they gave as a reason,
    /// may look like a placeholder and is none; what is too long is cut.
    pub fn composed(text: &str) -> Self {
        Self(one_line(text).chars().take(200).collect())
    }
}

impl MailText {
    /// The text of a letter that the program puts together, as [`MailSubject::composed`].
    pub fn composed(text: &str) -> Self {
        Self(many_lines(text).trim().chars().take(20_000).collect())
    }
}

/// Whether a `{{name}}` of a template was left as it is.
pub fn has_placeholder(text: &str) -> bool {
    text.split_once("{{").is_some_and(|(_, rest)| rest.contains("}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_line() {
        for bad in ["Call\nBcc: all@example.org", "Call\r\n", "\nCall"] {
            assert_eq!(MailSubject::parse(bad), Err(MailTextError::LineBreak), "{bad:?}");
        }
        assert_eq!(MailSubject::parse("  "), Err(MailTextError::Text(TextError::Blank)));
        assert_eq!(MailSubject::parse(" Your call ").unwrap().as_str(), "Your call");
        assert!(MailSubject::parse(&"a".repeat(201)).is_err());
    }

    #[test]
    fn what_people_gave_stands_in_a_letter_as_they_gave_it() {
        let subject = MailSubject::composed("Your access to {{Firm}}\r\nBcc: all@example.org");
        assert_eq!(subject.as_str(), "Your access to {{Firm}} Bcc: all@example.org");
        assert_eq!(MailText::composed("Because\r\n{{it}} rains\n").as_str(), "Because\n{{it}} rains");
        assert_eq!(MailSubject::composed(&"é".repeat(300)).as_str().chars().count(), 200);
    }

    #[test]
    fn what_a_template_left_open_is_not_sent() {
        assert_eq!(MailSubject::parse("For {{name}}"), Err(MailTextError::Placeholder));
        assert_eq!(MailText::parse("Dear {{ name }},\nhello"), Err(MailTextError::Placeholder));
        for fine in ["{name}", "a {{ b", "}} {{", "Dear Ana,\r\nhello"] {
            assert!(MailText::parse(fine).is_ok(), "{fine}");
        }
    }
}
