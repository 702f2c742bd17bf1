//! Why a write is refused although it was understood: closed lists, so that each caller can tell the reasons apart.

use std::fmt;

use domain::calls::{CallState, InvalidTransition};

/// What a write contradicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Another user of the practice has this e-mail address.
    EmailTaken,
    /// The idempotency key was used for another request.
    KeyReused,
    /// The practice has an owner already.
    AlreadySetUp,
    /// The provider gave this id to another message.
    ProviderMessageId,
}

/// What the present state of things does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    UnknownApplicant,
    UnknownPerson,
    /// Nobody active in the practice.
    UnknownResponsible,
    /// An applicant very like this one is recorded.
    PossibleDuplicate,
    NotTheAuthor,
    /// Only an owner of the room may do this.
    NotOwner,
    /// A direct message to yourself.
    Yourself,
    UserDeactivated,
    /// Nobody would be left who manages the team.
    LastManager,
    InvitationAccepted,
    DirectIsBetweenTwo,
    DirectCannotBeLeft,
    DirectHasNoName,
    LinkExpired,
    CallNotBegun,
    CallLive,
    CallEnded,
    CallCancelled,
    /// Too many people wait.
    CallFull,
    MailNotFailed,
    /// It may have been sent, and sending it again has to be asked for.
    MayArriveTwice,
    /// What the mail says is no longer so.
    MailObsolete,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmailTaken => "somebody with this e-mail address exists",
            Self::KeyReused => "this Idempotency-Key was used for something else",
            Self::AlreadySetUp => "the practice is set up already",
            Self::ProviderMessageId => "the provider gave this id to another message",
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownApplicant => "no such applicant",
            Self::UnknownPerson => "conversations are between people of the team only",
            Self::UnknownResponsible => "responsible is somebody active in the practice",
            Self::PossibleDuplicate => "somebody very like them is recorded",
            Self::NotTheAuthor => "only the author may do this",
            Self::NotOwner => "only an owner of the room may do this",
            Self::Yourself => "nobody has a direct message with themselves",
            Self::UserDeactivated => "this person has left the team",
            Self::LastManager => "nobody would be left who manages the team",
            Self::InvitationAccepted => "the invitation was accepted",
            Self::DirectIsBetweenTwo => "a direct message is between two",
            Self::DirectCannotBeLeft => "a direct message cannot be left",
            Self::DirectHasNoName => "a direct message has no name",
            Self::LinkExpired => "the link has expired",
            Self::CallNotBegun => "the call has not begun",
            Self::CallLive => "the call is going on",
            Self::CallEnded => "the call is over",
            Self::CallCancelled => "the call was cancelled",
            Self::CallFull => "too many people are at the door of this call",
            Self::MailNotFailed => "the mail has not failed",
            Self::MayArriveTwice => "nobody knows whether it left; say that it may arrive twice",
            Self::MailObsolete => "what it says is no longer so; write a new one",
        })
    }
}

impl From<InvalidTransition> for Refusal {
    fn from(not_now: InvalidTransition) -> Self {
        match not_now.0 {
            CallState::Ended => Self::CallEnded,
            CallState::Cancelled => Self::CallCancelled,
            CallState::Live => Self::CallLive,
            CallState::Scheduled => Self::CallNotBegun,
        }
    }
}
